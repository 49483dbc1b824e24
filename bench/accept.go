package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	ingestStream = "wt:ingest:{0}"
	rounds       = 5
	floodConns   = 128
	floodTime    = 4 * time.Second
)

// ceiling measures how many pushes a second are accepted, product and bare
// server in turns: the same generator, bodies, connections and Redis.
func ceiling(ctx context.Context, _ bool) ([]Result, error) {
	at := mainPlace()
	opts, err := redis.ParseURL(at.redis)
	if err != nil {
		return nil, err
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	requests := make([][]byte, 20_000)
	for i := range requests {
		requests[i] = request(fixOf(i, 0, time.Now().Add(-time.Hour)))
	}
	bare, err := startBare(ctx, at.redis)
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	ours, err := startProduct(ctx, at, "webhook")
	if err != nil {
		return nil, err
	}
	defer ours.stop()
	var product, limit []float64
	for range rounds {
		for addr, into := range map[string]*[]float64{bare.addr: &limit, ours.addr: &product} {
			if err := rdb.Del(ctx, ingestStream).Err(); err != nil {
				return nil, err
			}
			rate, err := flood(ctx, addr, requests, floodConns, floodTime)
			if err != nil {
				return nil, err
			}
			*into = append(*into, rate)
		}
	}
	if err := rdb.Del(ctx, ingestStream).Err(); err != nil {
		return nil, err
	}
	p, l := median(product), median(limit)
	fmt.Fprintf(os.Stderr, "accept: product %.0f/s of %.0f, bare %.0f/s of %.0f\n", p, product, l, limit)
	one := 1.0
	r := higher("ingest.accept_ceiling_ratio", p/l, "ratio", 0.6)
	r.Limit = &one
	rate := Result{Name: "ingest.accept_ceiling_per_s", Value: p, Unit: "1/s", Better: "higher", Limit: &l}
	return []Result{r, rate}, nil
}
