package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

const (
	applyTrucks = 10_000
	applyTurns  = 5 // fixes of each truck in one round
)

// apply measures how many positions a second a consumer applies that has fallen
// behind, against a bare insert and upsert of as many rows, in turns.
func apply(ctx context.Context, _ bool) ([]Result, error) {
	at, err := newPlace(ctx, "bench_apply", 1)
	if err != nil {
		return nil, err
	}
	if err := know(ctx, at, applyTrucks); err != nil {
		return nil, err
	}
	bare, err := newBareApply(ctx, at.database)
	if err != nil {
		return nil, err
	}
	defer bare.close(ctx)
	from := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	var product, limit []float64
	for round := range rounds {
		start := from.Add(time.Duration(round*applyTurns*10) * time.Second)
		rate, err := applyRound(ctx, at, start, 1+round*applyTurns)
		if err != nil {
			return nil, err
		}
		product = append(product, rate)
		if rate, err = bare.round(ctx, start); err != nil {
			return nil, err
		}
		limit = append(limit, rate)
	}
	p, l := median(product), median(limit)
	fmt.Fprintf(os.Stderr, "apply: product %.0f rows/s of %.0f, bare %.0f of %.0f\n", p, product, l, limit)
	r := higher("ingest.apply_rows_per_s", p, "1/s", 15_000)
	r.Limit = &l
	return []Result{r}, nil
}

// applyRound fills the stream, lets a consumer empty it, and counts from the
// first commit to the last.
func applyRound(ctx context.Context, at place, start time.Time, turn int) (float64, error) {
	var bodies [][]byte
	for t := range applyTurns {
		for truck := range applyTrucks {
			bodies = append(bodies, fixOf(truck, turn+t, start.Add(time.Duration(t*10)*time.Second)))
		}
	}
	if err := preload(ctx, at.redis, bodies); err != nil {
		return 0, err
	}
	p, err := startProduct(ctx, at, "ingest")
	if err != nil {
		return 0, err
	}
	err = p.caughtUp(ctx)
	p.stop()
	if err != nil {
		return 0, err
	}
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	var n int
	var seconds float64
	err = db.QueryRow(ctx, `
SELECT count(*), extract(epoch FROM max(t) - min(t))::float8
FROM (SELECT pg_xact_commit_timestamp(xmin) AS t FROM positions WHERE at >= $1 AND at < $2) c`,
		start, start.Add(applyTurns*10*time.Second)).Scan(&n, &seconds)
	if err == nil && n != len(bodies) {
		err = fmt.Errorf("%d of %d positions are there", n, len(bodies))
	}
	return float64(n) / seconds, err
}

// preload writes facts into the stream as the webhook does.
func preload(ctx context.Context, redisURL string, bodies [][]byte) error {
	opts, err := redis.ParseURL(redisURL)
	if err != nil {
		return err
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	received := time.Now().UTC().Format(time.RFC3339Nano)
	for from := 0; from < len(bodies); from += 1000 {
		pipe := rdb.Pipeline()
		for _, b := range bodies[from:min(from+1000, len(bodies))] {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: ingestStream, Values: []any{"body", b, "source", "loconav", "received_at", received}})
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

const knowTrucks = `
WITH t AS (INSERT INTO trucks (plate, key) SELECT 'LAG ' || lpad(n::text, greatest(5, length(n::text)), '0') || ' XA', 'LAG' || lpad(n::text, greatest(5, length(n::text)), '0') || 'XA' FROM generate_series(0, $1 - 1) n
           RETURNING id, key)
INSERT INTO truck_identifiers (kind, value, truck_id)
SELECT 'plate', key, id FROM t
UNION ALL SELECT 'imei', '3560000' || lpad(substr(key, 4, length(key) - 5), 8, '0'), id FROM t`

// know makes a fleet known, as an import does, and sends its first fixes.
func know(ctx context.Context, at place, trucks int) error {
	p, err := startProduct(ctx, at, "ingest")
	if err != nil {
		return err
	}
	defer p.stop()
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	if _, err := db.Exec(ctx, knowTrucks, trucks); err != nil {
		return err
	}
	first := time.Now().Add(-3 * time.Hour).Truncate(time.Second)
	bodies := make([][]byte, trucks)
	for i := range bodies {
		bodies[i] = fixOf(i, 0, first)
	}
	if err := preload(ctx, at.redis, bodies); err != nil {
		return err
	}
	if err := p.caughtUp(ctx); err != nil {
		return err
	}
	var known int
	if err := db.QueryRow(ctx, `SELECT count(*) FROM trucks`).Scan(&known); err != nil || known != trucks {
		return fmt.Errorf("%d trucks instead of %d: %w", known, trucks, err)
	}
	_, err = db.Exec(ctx, `ANALYZE`)
	return err
}
