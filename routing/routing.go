// Package routing asks an OSRM-compatible server for ways by road.
//
// It owns the server's wire format, a short timeout, and a circuit that leaves
// a server alone for a while when it fails. It refuses to run without an
// address, and to know what a way is needed for. The two ends of a way are all
// that the server is told: no plate, no name.
package routing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"watchtower/fleet"
)

const (
	patience  = 2 * time.Second // an answer waits for it
	maxBody   = 1 << 20
	failsMost = 3 // in a row; then the server is left alone
	restTime  = time.Minute
)

// Options set a router up.
type Options struct {
	URL    string // of the server, like http://osrm.internal:5000
	Client *http.Client
	Now    func() time.Time
	Log    *slog.Logger
}

// Router asks one server. It is safe for concurrent use.
type Router struct {
	o Options

	mu    sync.Mutex
	fails int
	until time.Time // left alone until then
}

// New makes a router; the address must be one of HTTP.
func New(o Options) (*Router, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("the routing server's address must look like http://host:5000")
	}
	if o.Client == nil || o.Now == nil || o.Log == nil {
		return nil, errors.New("a router needs a client, a clock and a log")
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	return &Router{o: o}, nil
}

// Way is the way from one point to another. Every fault is Unavailable: the
// caller has other means.
func (r *Router) Way(ctx context.Context, from, to fleet.Point) (fleet.Way, error) {
	if r.resting() {
		return fleet.Way{}, away(errors.New("left alone after failures"))
	}
	metres, seconds, err := r.ask(ctx, from, to)
	r.note(ctx, err)
	if err != nil {
		return fleet.Way{}, away(err)
	}
	return fleet.RouterWay(from, to, metres, seconds), nil
}

func away(err error) error {
	return &fleet.Error{Kind: fleet.Unavailable, Message: "The routing server does not answer.", Err: err}
}

func (r *Router) resting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.o.Now().Before(r.until)
}

// errNoWay is an answer: the server works, and knows no way.
var errNoWay = errors.New("the routing server knows no way")

func (r *Router) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return // the caller gave up; that says nothing of the server
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil || errors.Is(err, errNoWay) {
		r.fails = 0
		return
	}
	if r.fails++; r.fails >= failsMost {
		r.until = r.o.Now().Add(restTime)
		r.o.Log.Warn("routing server left alone", "failures", r.fails, "for", restTime, "error", err)
	}
}

// reply is OSRM's answer to /route/v1, as far as it is read.
type reply struct {
	Code   string `json:"code"`
	Routes []struct {
		Distance float64 `json:"distance"` // metres
		Duration float64 `json:"duration"` // seconds
	} `json:"routes"`
}

func (r *Router) ask(ctx context.Context, from, to fleet.Point) (metres, seconds float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	address := fmt.Sprintf("%s/route/v1/driving/%.5f,%.5f;%.5f,%.5f?overview=false", r.o.URL, from.Lon, from.Lat, to.Lon, to.Lat)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	resp, err := r.o.Client.Do(req)
	if err != nil {
		var hidden *url.Error
		if errors.As(err, &hidden) {
			err = hidden.Err // the address holds where a truck is
		}
		return 0, 0, err
	}
	defer resp.Body.Close()
	var out reply
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBody)).Decode(&out); err != nil {
		return 0, 0, fmt.Errorf("status %d: %w", resp.StatusCode, err)
	}
	switch {
	case out.Code == "NoRoute" || out.Code == "NoSegment":
		return 0, 0, errNoWay
	case resp.StatusCode != http.StatusOK || out.Code != "Ok" || len(out.Routes) == 0 || out.Routes[0].Distance <= 0 || out.Routes[0].Duration <= 0:
		return 0, 0, fmt.Errorf("status %d, code %.40q, %d routes", resp.StatusCode, out.Code, len(out.Routes))
	}
	return out.Routes[0].Distance, out.Routes[0].Duration, nil
}
