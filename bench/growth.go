package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	smallFleet   = 10_000
	largeFleet   = 100_000
	growthRounds = 3
	growthTime   = 8 * time.Second
)

// growth compares the processor time a push costs, in the product and in its
// database sessions together, with ten times the trucks at the same rate.
func growth(ctx context.Context, _ bool) ([]Result, error) {
	var places [2]place
	for i, trucks := range [2]int{smallFleet, largeFleet} {
		var err error
		if places[i], err = newPlace(ctx, fmt.Sprintf("bench_fleet_%d", trucks), 2+i); err != nil {
			return nil, err
		}
		if err := know(ctx, places[i], trucks); err != nil {
			return nil, err
		}
	}
	var cost [2][]float64
	for round := range growthRounds {
		for i, trucks := range [2]int{smallFleet, largeFleet} {
			us, err := costOfAPush(ctx, places[i], trucks, 1+round)
			if err != nil {
				return nil, err
			}
			cost[i] = append(cost[i], us)
		}
	}
	small, large := median(cost[0]), median(cost[1])
	fmt.Fprintf(os.Stderr, "growth: %.0f µs a push with %d trucks, %.0f with %d; all %.0f\n", small, smallFleet, large, largeFleet, cost)
	return []Result{lower("ingest.growth_ratio", large/small, "ratio", 1.3)}, nil
}

// costOfAPush is the processor time of a push in microseconds.
func costOfAPush(ctx context.Context, at place, trucks, turn int) (float64, error) {
	p, err := startProduct(ctx, at, "webhook,ingest,jobs")
	if err != nil {
		return 0, err
	}
	defer p.stop()
	if _, err := paced(ctx, p.addr, flowRate, trucks, turn, 2*time.Second); err != nil { // caches and connections are warm now
		return 0, err
	}
	before, err := cpuOfAll(ctx, p, at)
	if err != nil {
		return 0, err
	}
	pushes, err := paced(ctx, p.addr, flowRate, trucks, turn, growthTime)
	if err != nil {
		return 0, err
	}
	if err := p.caughtUp(ctx); err != nil {
		return 0, err
	}
	after, err := cpuOfAll(ctx, p, at)
	return float64((after - before).Microseconds()) / float64(len(pushes)), err
}

func cpuOfAll(ctx context.Context, p *product, at place) (time.Duration, error) {
	total := cpu(p.cmd.Process.Pid)
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`)
	if err != nil {
		return 0, err
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range pids {
		total += cpu(pid)
	}
	return total, err
}
