//go:build prove

package prove

import (
	"fmt"
	"strings"
	"time"

	"watchtower/store"
)

const (
	plannedTrucks = 100_000
	plannedFixes  = 100 // of each truck: 10 million in all
	laidAtOnce    = 200_000
)

// plansNow is the clock of the tools: everything below happened before it.
var plansNow = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// fleetOfPlans is laid by these statements; $1 is how many trucks there are,
// $2 the clock.
var fleetOfPlans = []string{
	`INSERT INTO drivers (name, key) SELECT 'Driver ' || i, 'DRIVER' || i FROM generate_series(1, 1000) i`,
	`INSERT INTO clients (name, key) SELECT 'Client ' || i, 'CLIENT' || i FROM generate_series(1, 200) i`,
	`INSERT INTO places (name, kind, center, radius_m)
SELECT 'Place ' || i, (ARRAY['terminal', 'depot', 'client', 'park', 'port', 'city'])[1 + i % 6], ST_Point(3.2 + i % 100 / 10.0, 6.4 + i / 100 / 2.0, 4326)::geography, 400
FROM generate_series(1, 1000) i`,
	`INSERT INTO place_names (key, name, place_id) SELECT 'PLACE' || id, name, id FROM places`,
	`INSERT INTO trucks (plate, key, container_size, driver_id) SELECT 'B' || i, 'B' || i, 20 + i % 2 * 20, 1 + i % 1000 FROM generate_series(1, $1::int) i`,
	`INSERT INTO truck_state (truck_id, at, point, speed_kmh, heading, ignition, received_at, motion, motion_since, place_id, place_since)
SELECT id, $2, ST_Point(3.2 + id % 1000 / 100.0, 6.4 + id / 1000 / 20.0, 4326)::geography, 40, 90, true, $2, (ARRAY['moving', 'idling', 'stopped', 'offline'])[1 + id % 4], $2::timestamptz - (1 + id % 20) * interval '2 hours',
       CASE WHEN id % 5 = 0 THEN 1 + id % 1000 END, CASE WHEN id % 5 = 0 THEN $2::timestamptz - interval '3 hours' END
FROM trucks WHERE id <= $1`,
	`INSERT INTO rollups (truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, drives, visits, refuels, refuel_l, thefts, theft_l)
SELECT t, d, 100000, 20000, 9000, 50000, 7400, 60, 70, 6, 4, 0, 0, 0, 0 FROM generate_series(1, $1::int) t, generate_series(($2::timestamptz - interval '20 days')::date, $2::date, '1 day') d`,
	`INSERT INTO drives (truck_id, started_at, ended_at, from_point, to_point, from_place, to_place, distance_m, moving_s, idling_s, top_kmh, settled, known_at)
SELECT t, at, at + interval '1 hour', ST_Point(3.2, 6.4, 4326)::geography, ST_Point(3.4, 6.6, 4326)::geography, 1 + t % 1000, 1 + (t + 1) % 1000, 40000, 3000, 200, 60, true, at + interval '70 minutes'
FROM generate_series(1, $1::int) t, generate_series($2::timestamptz - interval '8 days', $2::timestamptz - interval '1 day', '1 day') at`,
	`INSERT INTO visits (truck_id, place_id, entered_at, left_at, known_at, left_known)
SELECT t, 1 + (t + n) % 1000, at, at + interval '2 hours', at + interval '1 minute', at + interval '121 minutes'
FROM generate_series(1, $1::int) t, generate_series(1, 5) n CROSS JOIN LATERAL (SELECT $2::timestamptz - n * interval '1 day' AS at) x`,
	`INSERT INTO idles (truck_id, started_at, ended_at, place_id, point, known_at)
SELECT t, at, at + interval '20 minutes', 1 + (t + n) % 1000, ST_Point(3.2, 6.4, 4326)::geography, at + interval '21 minutes'
FROM generate_series(1, $1::int) t, generate_series(1, 5) n CROSS JOIN LATERAL (SELECT $2::timestamptz - n * interval '1 day' AS at) x`,
	`INSERT INTO trips (ref, key, truck_id, driver_id, client_id, origin_id, destination_id, waybill, waybill_key, container, status, start_at, departed_at, completed_at, created_at, diesel_l)
SELECT (1000000 + i)::text, (1000000 + i)::text, 1 + i % $1, 1 + i % 1000, 1 + i % 200, 1 + i % 1000, 1 + (i + 7) % 1000, 'WB' || i, 'WB' || i, 'MSCU' || (1000000 + i),
       CASE WHEN i % 10 = 0 THEN 'en_route' ELSE 'completed' END, at, at, CASE WHEN i % 10 = 0 THEN NULL ELSE at + interval '9 hours' END, at, 200
FROM generate_series(1, $1::int * 3) i CROSS JOIN LATERAL (SELECT $2::timestamptz - i % 8000 * interval '10 minutes' AS at) x`,
	`INSERT INTO alerts (source, kind, vendor_id, fingerprint, severity, status, truck_id, started_at, received_at)
SELECT 'loconav', (ARRAY['overspeed', 'idle', 'geofence', 'harsh_braking', 'refuel', 'fuel_theft'])[1 + i % 6], i::text, i::text, 'warning', CASE WHEN i % 50 = 0 THEN 'open' ELSE 'resolved' END, 1 + i % $1, at, at
FROM generate_series(1, $1::int * 5) i CROSS JOIN LATERAL (SELECT $2::timestamptz - i % 40000 * interval '1 minute' AS at) x`,
	`INSERT INTO services (truck_id, kind, done_on, who, via, recorded_at) SELECT i, 'service', ($2::timestamptz - i % 100 * interval '1 day')::date, 'Ada', 'command', $2 FROM generate_series(1, $1::int) i`,
}

const plannedPositions = `
INSERT INTO positions (truck_id, at, place, speed_kmh, heading, ignition, received_at)
SELECT 1 + i % $3, at, ST_Point(3.2 + i % 1000 / 400.0, 6.4 + i % 997 / 500.0, 4326)::geography, 40, 90, true, at
FROM generate_series($1::bigint, $2::bigint - 1) i CROSS JOIN LATERAL (SELECT $4::timestamptz - (1 + i / $3) * interval '15 minutes' AS at) x`

// layFleet fills the tables that tools read as a large fleet fills them.
func (w *world) layFleet(s *store.Store) {
	w.Helper()
	ctx := w.Context()
	if err := s.EnsurePartitions(ctx, plansNow); err != nil {
		w.Fatal(err)
	}
	for _, sql := range fleetOfPlans {
		args := []any{plannedTrucks, plansNow}
		for len(args) > 0 && !strings.Contains(sql, fmt.Sprintf("$%d", len(args))) {
			args = args[:len(args)-1]
		}
		if _, err := w.db.Exec(ctx, sql, args...); err != nil {
			w.Fatalf("%.60s: %v", sql, err)
		}
	}
	const all = plannedTrucks * plannedFixes
	for from := 0; from < all; from += laidAtOnce {
		if _, err := w.db.Exec(ctx, plannedPositions, from, min(from+laidAtOnce, all), plannedTrucks, plansNow); err != nil {
			w.Fatal(err)
		}
	}
	if _, err := w.db.Exec(ctx, "VACUUM ANALYZE"); err != nil {
		w.Fatal(err)
	}
	var positions, trucks int
	if err := w.db.QueryRow(ctx, "SELECT (SELECT count(*) FROM positions), (SELECT count(*) FROM trucks)").Scan(&positions, &trucks); err != nil || positions != all {
		w.Fatal(fmt.Errorf("%d positions of %d trucks: %w", positions, trucks, err))
	}
	w.Logf("%d positions of %d trucks", positions, trucks)
}
