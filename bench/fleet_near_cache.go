package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
)

// What a cache of answers would do: keys are places rounded to about 100 m with
// the filters, and an answer lives shorter than the time between two fixes.
const (
	cacheFor   = 5 * time.Second
	cacheCalls = 300
)

// cached measures what an answer out of a Redis cache would take, beside the
// limit of asking the store. The product keeps no such cache as long as the one
// is not much less than the other; docs/architecture.md has the figures.
func (f *field) cached(ctx context.Context, storeMs float64) (Result, error) {
	c, err := events.Open(f.redis, slog.New(slog.DiscardHandler))
	if err != nil {
		return Result{}, err
	}
	defer c.Close()
	r := rand.New(rand.NewPCG(6, 7))
	var hit, fill []float64
	for range cacheCalls {
		p := f.somewhere(r)
		near, _, err := f.s.TrucksNear(ctx, f.query(p))
		if err != nil {
			return Result{}, err
		}
		key := fmt.Sprintf("near:%.3f:%.3f:10000:20", math.Round(p.Lat*1000)/1000, math.Round(p.Lon*1000)/1000)
		began := time.Now()
		raw, err := json.Marshal(near)
		if err == nil {
			err = c.Keep(ctx, key, raw, cacheFor)
		}
		if err != nil {
			return Result{}, err
		}
		fill = append(fill, millis(time.Since(began)))
		began = time.Now()
		raw, ok, err := c.Kept(ctx, key)
		if err == nil && ok {
			var again []store.TruckNow
			err = json.Unmarshal(raw, &again)
		}
		if err != nil || !ok {
			return Result{}, fmt.Errorf("kept %v: %w", ok, err)
		}
		hit = append(hit, millis(time.Since(began)))
	}
	fmt.Fprintf(os.Stderr, "near: a cache is read in %.2f ms and filled in %.2f; the store answers in %.2f\n", median(hit), median(fill), storeMs)
	return Result{Name: "fleet.near_cache_hit_ms", Value: median(hit), Unit: "ms", Better: "lower", Limit: &storeMs}, nil
}

// somewhere is a point that people ask about: around where trucks are.
func (f *field) somewhere(r *rand.Rand) fleet.Point {
	town := 1 + r.IntN(100)
	return fleet.Point{Lat: 6.4 + float64(town*6007%100)/18 + r.Float64()*0.2 - 0.1, Lon: 3.2 + float64(town*7919%100)/10 + r.Float64()*0.2 - 0.1}
}

func (f *field) query(p fleet.Point) store.NearQuery {
	return store.NearQuery{Center: p, RadiusM: 10_000, Limit: 20, Now: f.now}
}
