// Package geocode asks a server that speaks Nominatim's search interface where
// a name is.
//
// It owns the wire: address, timeout, identification, sizes. It refuses to
// decide when to ask, how often, and which of several answers is meant.
package geocode

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

const (
	// Timeout bounds one search.
	Timeout = 4 * time.Second

	maxHits   = 5
	maxBody   = 256 << 10
	maxParts  = 3 // of a hit's name that are kept, the most exact first
	countries = "ng"
)

// Hit is one place that a name may mean.
type Hit struct {
	Name      string      `json:"name"`
	Point     fleet.Point `json:"point"`
	AccuracyM float64     `json:"accuracy_m"` // half of the diagonal of the box around it
	Licence   string      `json:"licence"`    // what the server wants said
}

// Client asks one server.
type Client struct {
	address url.URL
	agent   string
	http    *http.Client
}

// New takes the address of the search, such as
// https://nominatim.example.com/search; its own arguments stay. Without
// countrycodes among them Nigeria alone is searched. The agent names this
// program to whoever runs the server.
func New(address, agent string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("the geocoder's address is not one such as https://nominatim.example.com/search") // it may hold a key
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/search"
	}
	return &Client{address: *u, agent: agent, http: &http.Client{Timeout: Timeout, CheckRedirect: stay}}, nil
}

// stay keeps names and keys with the server that was chosen.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Host is the server's name, as answers show it.
func (c *Client) Host() string { return c.address.Hostname() }

// wireHit is a result of format=jsonv2.
type wireHit struct {
	Lat         string    `json:"lat"`
	Lon         string    `json:"lon"`
	DisplayName string    `json:"display_name"`
	Licence     string    `json:"licence"`
	BoundingBox [4]string `json:"boundingbox"` // south, north, west, east
}

// Search gives what a name may mean, the likeliest first; nothing when the
// server knows none.
func (c *Client) Search(ctx context.Context, text string) ([]Hit, error) {
	u := c.address
	q := u.Query()
	if q.Get("countrycodes") == "" {
		q.Set("countrycodes", countries)
	}
	q.Set("q", text)
	q.Set("format", "jsonv2")
	q.Set("limit", strconv.Itoa(maxHits))
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, c.failed(err)
	}
	req.Header.Set("User-Agent", c.agent)
	resp, err := c.http.Do(req)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok { // its text repeats the address, which may hold a key
			err = e.Err
		}
		return nil, c.failed(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, c.failed(fmt.Errorf("it answers %s", resp.Status))
	}
	var list []wireHit
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBody)).Decode(&list); err != nil {
		return nil, c.failed(err)
	}
	hits := []Hit{}
	for _, w := range list {
		if h, ok := w.hit(); ok {
			hits = append(hits, h)
		}
	}
	return hits[:min(len(hits), maxHits)], nil
}

func (c *Client) failed(err error) error {
	return &fleet.Error{Kind: fleet.Unavailable, Message: "The geocoder at " + c.Host() + " does not answer right now.", Err: fmt.Errorf("geocode %s: %w", c.Host(), err)}
}

func (w wireHit) hit() (Hit, bool) {
	p, ok := fleet.ParsePoint(w.Lat + "," + w.Lon)
	if !ok || w.DisplayName == "" {
		return Hit{}, false
	}
	parts := strings.Split(w.DisplayName, ", ")
	h := Hit{Name: strings.Join(parts[:min(len(parts), maxParts)], ", "), Point: p, Licence: strings.TrimSpace(w.Licence)}
	low, okLow := fleet.ParsePoint(w.BoundingBox[0] + "," + w.BoundingBox[2])
	high, okHigh := fleet.ParsePoint(w.BoundingBox[1] + "," + w.BoundingBox[3])
	if okLow && okHigh {
		h.AccuracyM = low.MetersTo(high) / 2
	}
	return h, true
}
