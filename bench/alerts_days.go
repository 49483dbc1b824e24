package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"watchtower/bench/control"
	"watchtower/fleet"
	"watchtower/sandbox/road"
)

// The simulated days: all of the fleet's trucks, for a few days unless
// BENCH_FULL asks for what the proof takes.
const (
	liveTrucks = 85
	liveDays   = 3
	quietDays  = 3
	fullDays   = 12 // 1,020 truck-days
)

// alertDays counts cards in a fleet with incidents, and in one without, where
// every card is a false alarm. The figures are per truck-day; the sample is said
// beside them.
func alertDays(ctx context.Context, full bool) ([]Result, error) {
	live, quiet := liveDays, quietDays
	if full {
		live, quiet = fullDays, fullDays
	}
	troubled, days, err := balance(ctx, "bench_troubled", 11, road.Troubled, live)
	if err != nil {
		return nil, err
	}
	if n := len(troubled.Missed) + len(troubled.Doubled) + len(troubled.Cardless); n > 0 {
		fmt.Fprintf(os.Stderr, "alerts.days: %d of %d incidents not alerted once:\n  %s\n", n, troubled.Injected,
			strings.Join(append(append(troubled.Missed, troubled.Doubled...), troubled.Cardless...), "\n  "))
	}
	calm, calmDays, err := balance(ctx, "bench_quiet", 12, road.Quiet, quiet)
	if err != nil {
		return nil, err
	}
	return []Result{lower("alerts.cards_per_truck_day", float64(troubled.Cards)/days, "cards", 1),
		lower("alerts.false_per_1000_truck_days", float64(len(calm.Told))/calmDays*1000, "alerts", 5)}, nil
}

// balance lets a fleet live for some days and holds its alerts against the truth.
func balance(ctx context.Context, name string, number int, life road.Life, days int) (*control.Ledger, float64, error) {
	at, err := newPlace(ctx, name, number)
	if err != nil {
		return nil, 0, err
	}
	migrate := exec.CommandContext(ctx, os.Getenv("WATCHTOWER_BIN"), "migrate")
	migrate.Env = at.env()
	if out, err := migrate.CombinedOutput(); err != nil {
		return nil, 0, fmt.Errorf("migrate: %w\n%s", err, out)
	}
	room, err := control.New(ctx, control.Options{Fleet: road.Options{Seed: 11, Trucks: liveTrucks, Life: life,
		Start: time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)}, Days: days, Database: at.database, Redis: at.redis})
	if err != nil {
		return nil, 0, err
	}
	defer room.Close()
	if err := room.Live(ctx, time.Duration(days)*24*time.Hour, 60); err != nil {
		return nil, 0, err
	}
	l, err := room.Balance(ctx)
	if err != nil {
		return nil, 0, err
	}
	fmt.Fprintf(os.Stderr, "alerts.days: %s: %.0f truck-days, %d facts, %d alerts, %d cards %v, %d incidents put in, %d cards about nothing\n  %s\n",
		name, room.TruckDays(), room.Facts, l.Alerts, l.Cards, l.CardsOf, l.Injected, len(l.Phantoms), strings.Join(l.Phantoms[:min(10, len(l.Phantoms))], "\n  "))
	return l, room.TruckDays(), nil
}
