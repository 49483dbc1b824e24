package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"watchtower/fleet"
	"watchtower/fleet/gazetteer"
	"watchtower/store"
)

// spot is a point that a name was resolved to.
type spot struct {
	name  string
	point fleet.Point
	place fleet.Place // of the fleet; its ID is 0 when the spot is none
	note  string      // where a spot that is no place of the fleet comes from
}

// locate finds what a name means, for reading: a place of the fleet, then the
// gazetteer, then one that is spelled almost so, then the geocoder.
func (d *desk) locate(ctx context.Context, text string) (spot, error) {
	s, err := d.known(ctx, text)
	if fleet.KindOf(err) != fleet.NotFound {
		return s, err
	}
	if name := misspelt(text, choicesOf(err)); name != "" {
		if s, again := d.known(ctx, name); again == nil {
			s.note = strings.TrimSpace(fmt.Sprintf("I took %q for %s. %s", clip(text), name, s.note))
			return s, nil
		}
	}
	return d.geocoder().spot(ctx, text, err)
}

// What counts as the same name with a slip in it: enough letters, few changed.
const (
	minMisspelt    = 5
	lettersPerSlip = 5
)

// misspelt is the one name that a text is a slip away from; "" when none is, or
// several are.
func misspelt(text string, names []string) (found string) {
	key := fleet.Key(text)
	if len(key) < minMisspelt || strings.ContainsAny(text, "0123456789") {
		return ""
	}
	for _, name := range names {
		switch d := editDistance(key, fleet.Key(name)); {
		case d > len(key)/lettersPerSlip:
		case found != "" && fleet.Key(found) != fleet.Key(name):
			return ""
		default:
			found = name
		}
	}
	return found
}

// known finds a place of the fleet, then one of the gazetteer. Whole names and aliases go before parts of names, and a tie is a
// question. A town of the gazetteer that was named in full goes before a place
// of the fleet that merely has these letters in its name: "Ore" is no Oregun.
func (d *desk) known(ctx context.Context, text string) (spot, error) {
	n, err := d.store.FindPlace(ctx, text, store.Exact)
	if err == nil {
		return d.ownSpot(ctx, n)
	}
	if fleet.Retryable(err) || fleet.KindOf(err) == fleet.Invalid {
		return spot{}, err
	}
	towns, how := gazetteer.Find(text)
	n, err = d.store.FindPlace(ctx, text, store.Loose)
	switch kind := fleet.KindOf(err); {
	case err == nil && (how != gazetteer.Exact || hasWords(n.Name, text)):
		return d.ownSpot(ctx, n)
	case err != nil && kind != fleet.NotFound && (how != gazetteer.Exact || kind != fleet.Ambiguous):
		return spot{}, err
	case kind == fleet.Ambiguous && slices.ContainsFunc(choicesOf(err), func(c string) bool { return hasWords(c, text) }):
		return spot{}, err
	case len(towns) == 1:
		return townSpot(towns[0]), nil
	case len(towns) > 1:
		return spot{}, whichTown(text, towns)
	}
	return spot{}, unknownPlace(err, text)
}

func (d *desk) ownSpot(ctx context.Context, n store.Named) (spot, error) {
	p, err := d.store.Place(ctx, n.ID)
	return spot{name: p.Name, point: p.Center, place: p}, err
}

func townSpot(e gazetteer.Entry) spot {
	source := "the built-in list"
	if strings.HasPrefix(e.Source, "GeoNames") {
		source += " (GeoNames, CC BY 4.0)"
	}
	return spot{name: e.Label, point: e.Point,
		note: fmt.Sprintf("%s is none of your places; its position is from %s and may be off by %s.", e.Label, source, fleet.FormatDistance(e.AccuracyM))}
}

// hasWords says whether the words of text stand in a name as whole words.
func hasWords(name, text string) bool {
	words := func(s string) string {
		var keys []string
		for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == ',' || r == '/' }) {
			keys = append(keys, fleet.Key(w))
		}
		return " " + strings.Join(keys, " ") + " "
	}
	return strings.Contains(words(name), words(text))
}

const maxTowns = 5 // that a question lists

func whichTown(text string, towns []gazetteer.Entry) error {
	e := &fleet.Error{Kind: fleet.Ambiguous, Field: "place", Message: fmt.Sprintf("More than one place matches %q. Which one?", text)}
	for _, t := range towns[:min(len(towns), maxTowns)] {
		e.Choices = append(e.Choices, t.Label)
	}
	return e
}

// unknownPlace adds the gazetteer's nearest names to those of the fleet.
func unknownPlace(err error, text string) error {
	e, ok := errors.AsType[*fleet.Error](err)
	if !ok {
		return err
	}
	more := *e
	for _, name := range gazetteer.Similar(text, maxTowns) {
		if len(more.Choices) < maxTowns && !slices.Contains(more.Choices, name) {
			more.Choices = append(slices.Clone(more.Choices), name)
		}
	}
	return &more
}

func choicesOf(err error) []string {
	if e, ok := errors.AsType[*fleet.Error](err); ok {
		return e.Choices
	}
	return nil
}
