package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	createRate   = 10 // a second: a dispatcher room at its busiest
	createTrucks = 300
	createWarm   = 20
)

// tripCreation measures trips made by command, from typed to the card shown, by
// the workspace's own watch. Each is for a truck of its own; all the rules are
// looked at, and every trip must really be there afterwards.
func tripCreation(ctx context.Context, _ bool) ([]Result, error) {
	t, err := startTown(ctx, "bench_trips", 9, 85)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	if err := t.knowSoakTrucks(ctx, createTrucks); err != nil {
		return nil, err
	}
	if _, err := t.createTrips(ctx, 0, createWarm); err != nil {
		return nil, err
	}
	took, err := t.createTrips(ctx, createWarm, createTrucks)
	if err != nil {
		return nil, err
	}
	if made, err := t.tripsMade(ctx); err != nil || made != createTrucks {
		return nil, fmt.Errorf("%d trips were ordered but %d made: %w", createTrucks, made, err)
	}
	fmt.Fprintf(os.Stderr, "trips: %d made at %d/s, card p50 %.1f p99 %.1f ms\n", len(took), createRate, median(took), percentile(took, 99))
	return []Result{lower("fleet.trip_create_ms", percentile(took, 99), "ms", 200)}, nil
}

// createTrips orders a trip for each truck of a range and waits for its card.
func (t *town) createTrips(ctx context.Context, from, to int) (took []float64, err error) {
	err = at(ctx, createRate, time.Duration(to-from)*time.Second/createRate, func(i int) error {
		_, err := t.act(ctx, "command", map[string]any{"as": "dispatcher", "channel": "dispatch", "command": "/trip",
			"text": "create " + soakPlate(from+i) + " Apapa to Ibadan at tomorrow 10pm cargo rice 40ft"})
		return err
	})
	for end := time.Now().Add(20 * time.Second); err == nil && len(took) < to-from; {
		if time.Now().After(end) {
			return nil, fmt.Errorf("%d trips were ordered but %d cards came", to-from, len(took))
		}
		var seen struct {
			Answers []float64 `json:"answers_ms"`
		}
		err = t.look(ctx, "timing", &seen)
		took = append(took, seen.Answers...)
		if err == nil {
			err = pause(ctx, poll)
		}
	}
	return took, err
}

func (t *town) tripsMade(ctx context.Context) (n int, err error) {
	db, err := pgx.Connect(ctx, t.product.place.database)
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	err = db.QueryRow(ctx, "SELECT count(*) FROM trips").Scan(&n)
	return n, err
}
