package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/geocode"
)

// How the geocoder is asked: as seldom as the public server wants it.
const (
	geocodeEvery = time.Second // among all replicas
	geocodeWait  = 3 * time.Second
	hitsFor      = 30 * 24 * time.Hour
	noHitsFor    = 24 * time.Hour
	minGeocode   = 4    // letters that a name needs to be asked for
	maxGeocode   = 80   // bytes that it may have
	oneSpotM     = 2000 // hits this close to each other are one place
)

// geocoder is what the registry was given of the outside; nil where nothing is.
type geocoder struct {
	client *geocode.Client
	events *events.Client
}

// mayAsk says whether a text may leave the house: what holds a digit may be a
// plate, a container or a phone number, and is no name of a place.
func (g *geocoder) mayAsk(text string) bool {
	return g != nil && len(text) <= maxGeocode && len(fleet.Key(text)) >= minGeocode && !strings.ContainsFunc(text, unicode.IsDigit)
}

// spot asks for a place that neither the fleet nor the gazetteer knows; miss is
// what they said.
func (g *geocoder) spot(ctx context.Context, text string, miss error) (spot, error) {
	if !g.mayAsk(text) {
		return spot{}, miss
	}
	hits, err := g.hits(ctx, text)
	if err != nil {
		return spot{}, withMissing(miss, err)
	}
	if len(hits) == 0 {
		return spot{}, miss
	}
	for _, h := range hits[1:] {
		if h.Point.MetersTo(hits[0].Point) > oneSpotM {
			return spot{}, whichHit(text, hits)
		}
	}
	h := hits[0]
	note := fmt.Sprintf("%s is none of your places; its position is from %s (%s)", h.Name, g.client.Host(), h.Licence)
	if h.AccuracyM > 0 {
		note += " and may be off by " + fleet.FormatDistance(h.AccuracyM)
	}
	return spot{name: h.Name, point: h.Point, note: note + "."}, nil
}

// withMissing says beside a miss that the geocoder was away, so that nobody
// takes the place for unknown to it.
func withMissing(miss, cause error) error {
	e, ok := errors.AsType[*fleet.Error](miss)
	if !ok {
		return miss
	}
	more := *e
	more.Message += " " + fleet.MessageFor(cause)
	more.Err = errors.Join(e.Err, cause)
	return &more
}

func whichHit(text string, hits []geocode.Hit) error {
	e := &fleet.Error{Kind: fleet.Ambiguous, Field: "place", Message: fmt.Sprintf("More than one place matches %q. Which one?", text)}
	for _, h := range hits {
		e.Choices = append(e.Choices, h.Name)
	}
	return e
}

// hits are those that are remembered, else the geocoder's. Each is remembered
// under its own name too, so that a choice among them asks nobody again.
func (g *geocoder) hits(ctx context.Context, text string) ([]geocode.Hit, error) {
	raw, ok, err := g.events.Kept(ctx, g.key(text))
	if err != nil {
		return nil, err
	}
	var hits []geocode.Hit
	if ok && json.Unmarshal(raw, &hits) == nil {
		return hits, nil
	}
	if err := g.turn(ctx); err != nil {
		return nil, err
	}
	if hits, err = g.client.Search(ctx, text); err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		return nil, g.keep(ctx, text, hits, noHitsFor)
	}
	if len(hits) > 1 {
		for _, h := range hits {
			if err := g.keep(ctx, h.Name, []geocode.Hit{h}, hitsFor); err != nil {
				return nil, err
			}
		}
	}
	return hits, g.keep(ctx, text, hits, hitsFor)
}

// turn waits until this replica may ask.
func (g *geocoder) turn(ctx context.Context) error {
	until := time.Now().Add(geocodeWait)
	for {
		ok, wait, err := g.events.Allow(ctx, "geocode:"+g.client.Host(), 1, geocodeEvery)
		if ok || err != nil {
			return err
		}
		if time.Now().Add(wait).After(until) {
			return fleet.Errorf(fleet.Unavailable, "The geocoder at %s is asked once a second, and others are waiting.", g.client.Host())
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

func (g *geocoder) keep(ctx context.Context, text string, hits []geocode.Hit, ttl time.Duration) error {
	raw, err := json.Marshal(hits)
	if err != nil {
		return err
	}
	return g.events.Keep(ctx, g.key(text), raw, ttl)
}

func (g *geocoder) key(text string) string {
	return "geocode:" + g.client.Host() + ":" + fleet.Key(text)
}
