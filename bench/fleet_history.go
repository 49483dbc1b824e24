package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

const (
	historyTrucks = 1000
	historyEvery  = 60 // seconds between two fixes of a truck
	historyCalls  = 300
	reportCalls   = 40
	slice         = 100_000 // positions of one INSERT
)

// historyBegin and reportNow are in one month: the partition is one, as it is
// for the positions of a week.
var (
	historyBegin = time.Date(2026, 10, 1, 23, 0, 0, 0, time.UTC)
	reportNow    = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
)

// lays fixes as they come in: all trucks of a minute, then the next minute, so
// that the fixes of one truck lie far apart.
const layPositions = `
INSERT INTO positions (truck_id, at, place, speed_kmh, heading, ignition, received_at)
SELECT 1 + i % $3, $4::timestamptz + (i / $3) * make_interval(secs => $5),
       ST_Point(3.2 + (i % $3) / 400.0 + (i / $3) % 1440 / 2000.0, 6.4 + (i % $3) / 500.0 + (i / $3) % 1440 / 3000.0, 4326)::geography,
       40 + i % 20, i % 360, true, $4::timestamptz + (i / $3) * make_interval(secs => $5) + interval '3 s'
FROM generate_series($1::bigint, $2::bigint - 1) i`

const layRollups = `
INSERT INTO rollups (truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix, last_fix,
                     drives, visits, refuels, refuel_l, thefts, theft_l)
SELECT t, d, 100000 + t % 97 * 1000, 20000, 9000 + t % 13 * 60, 50000, 7400, t % 7 * 30, 60 + t % 20, d, d + interval '23 hours', 6, 4, 0, 0, 0, 0
FROM generate_series(1, $1::int) t, generate_series('2026-09-01'::date, '2026-11-22', '1 day') d`

const layTrips = `
INSERT INTO trips (ref, key, truck_id, origin_id, destination_id, status, start_at, departed_at, completed_at, created_at)
SELECT 'B' || i, 'B' || i, 1 + i % $1, 1, 2, 'completed', at, at + i % 300 * interval '1 minute', at + interval '20 hours', at
FROM generate_series(1, $1::int * 40) i CROSS JOIN LATERAL (SELECT '2026-09-01'::timestamptz + i % 83 * interval '1 day' + i % 24 * interval '1 hour' AS at) x`

const layAlerts = `
INSERT INTO alerts (source, kind, vendor_id, fingerprint, severity, status, truck_id, started_at, received_at)
SELECT 'loconav', (ARRAY['overspeed', 'idle', 'geofence', 'harsh_braking'])[1 + i % 4], i::text, i::text, 'info', 'resolved', 1 + i % $1, at, at
FROM generate_series(1, $1::int * 200) i CROSS JOIN LATERAL (SELECT '2026-09-01'::timestamptz + i % 120000 * interval '1 minute' AS at) x`

// history measures a truck's day among many stored positions, what a stored
// position takes, and the month's report of a large fleet.
func history(ctx context.Context, full bool) ([]Result, error) {
	at, err := newPlace(ctx, "bench_history", 11)
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, at.database); err != nil {
		return nil, err
	}
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	s, err := store.Open(ctx, at.database, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	positions := int64(10_000_000)
	if full {
		positions *= 10
	}
	if err := layHistory(ctx, s, db, positions); err != nil {
		return nil, err
	}
	perPosition, err := bytesPerPosition(ctx, db, positions)
	if err != nil {
		return nil, err
	}
	day, err := timeDays(ctx, s, positions)
	if err != nil {
		return nil, err
	}
	month, err := timeReports(ctx, s)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "history: %d positions; a day p99 %.1f ms, a month's report p99 %.0f ms\n", positions, percentile(day, 99), percentile(month, 99))
	return []Result{lower("fleet.day_track_ms", median(day), "ms", 10), lower("fleet.month_report_ms", median(month), "ms", 200),
		lower("fleet.bytes_per_position", perPosition, "bytes", 145)}, nil
}

func layHistory(ctx context.Context, s *store.Store, db *pgx.Conn, positions int64) error {
	last := historyBegin.Add(time.Duration(positions/historyTrucks*historyEvery) * time.Second)
	for month := historyBegin; month.Before(last.AddDate(0, 1, 0)); month = month.AddDate(0, 1, 0) {
		if err := s.EnsurePartitions(ctx, month); err != nil {
			return err
		}
	}
	if _, err := db.Exec(ctx, spreadTrucks, historyTrucks); err != nil {
		return err
	}
	for from := int64(0); from < positions; from += slice {
		if _, err := db.Exec(ctx, layPositions, from, min(from+slice, positions), historyTrucks, historyBegin, historyEvery); err != nil {
			return err
		}
	}
	for _, sql := range []string{`INSERT INTO places (name, kind, center, radius_m) SELECT 'P' || i, 'depot', ST_Point(3.3, 6.4, 4326)::geography, 300 FROM generate_series(1, 2) i`,
		layRollups, layTrips, layAlerts} {
		var args []any
		if sql == layRollups || sql == layTrips || sql == layAlerts {
			args = []any{historyTrucks}
		}
		if _, err := db.Exec(ctx, sql, args...); err != nil {
			return fmt.Errorf("%.40s: %w", sql, err)
		}
	}
	_, err := db.Exec(ctx, "VACUUM ANALYZE")
	return err
}

// bytesPerPosition counts the tables of the months with their indexes.
func bytesPerPosition(ctx context.Context, db *pgx.Conn, positions int64) (float64, error) {
	var bytes int64
	err := db.QueryRow(ctx, `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = 'positions'::regclass`).Scan(&bytes)
	return float64(bytes) / float64(positions), err
}

// timeDays reads days of single trucks; each day is read twice, and the second
// reading counts: what people look at is what was looked at.
func timeDays(ctx context.Context, s *store.Store, positions int64) ([]float64, error) {
	r := rand.New(rand.NewPCG(6, 1))
	days := int(positions / historyTrucks * historyEvery / 86400)
	var took []float64
	for range historyCalls {
		truck := 1 + r.Int64N(historyTrucks)
		from := historyBegin.AddDate(0, 0, r.IntN(max(1, days)))
		var warm time.Duration
		for range 2 {
			began := time.Now()
			track, err := s.Track(ctx, truck, fleet.Window{From: from, To: from.AddDate(0, 0, 1)}, 20_001)
			if warm = time.Since(began); err != nil {
				return nil, err
			}
			if want := 86400 / historyEvery; len(track) != want {
				return nil, fmt.Errorf("%d fixes in the day of truck %d from %s, not %d", len(track), truck, from, want)
			}
		}
		took = append(took, millis(warm))
	}
	return took, nil
}

// timeReports asks for last month through the tool, as a manager does.
func timeReports(ctx context.Context, s *store.Store) ([]float64, error) {
	reg := tools.New(s, func() time.Time { return reportNow }, slog.New(slog.DiscardHandler))
	var took []float64
	for i := range reportCalls + 5 {
		began := time.Now()
		a, err := reg.Run(ctx, fleet.Caller{Name: "bench", Role: fleet.Manager}, fleet.ViaCommand, "report", json.RawMessage(`{"period":"last_month"}`))
		if err != nil {
			return nil, err
		}
		if a.Table == nil || a.Chart == nil || len(a.Chart.Labels) != 31 {
			return nil, fmt.Errorf("the report is not whole: %s", a.Headline)
		}
		if i >= 5 {
			took = append(took, millis(time.Since(began)))
		}
	}
	return took, nil
}
