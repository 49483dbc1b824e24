package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Of two replicas each takes other trips: a trip that was taken is not due
// again before its time.
const takeExpected = `
INSERT INTO expectations AS e (trip_id, asked_at)
SELECT x.id, $1 FROM trips x LEFT JOIN expectations o ON o.trip_id = x.id
WHERE x.status = 'en_route' AND x.plan_arrived IS NOT NULL AND (o.asked_at IS NULL OR o.asked_at <= $2)
ORDER BY o.asked_at NULLS FIRST, x.id LIMIT $3
ON CONFLICT (trip_id) DO UPDATE SET asked_at = excluded.asked_at WHERE e.asked_at <= $2
RETURNING trip_id`

const tripsExpected = tripSelect + `
WHERE x.id = ANY($1) ORDER BY x.id`

// TripsToExpect takes up trips on their way to a planned arrival, at most so
// many, whose estimate was made before a moment.
func (s *Store) TripsToExpect(ctx context.Context, now, before time.Time, limit int) ([]fleet.Trip, error) {
	rows, err := s.pool.Query(ctx, takeExpected, now, before, limit)
	if err != nil {
		return nil, wrap(err, "TripsToExpect")
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return nil, wrap(err, "TripsToExpect")
	}
	trips, err := s.trips(ctx, s.pool, tripsExpected, ids)
	return trips, wrap(err, "TripsToExpect")
}

const saveExpected = `
WITH saved AS (
    UPDATE expectations e SET from_at = u.from_at, low_at = u.low_at, mid_at = u.mid_at, high_at = u.high_at
    FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) AS u(trip_id, from_at, low_at, mid_at, high_at)
    WHERE e.trip_id = u.trip_id RETURNING e.trip_id
)
INSERT INTO watch_marks (truck_id, since) SELECT x.truck_id, $6 FROM saved s JOIN trips x ON x.id = s.trip_id`

// SaveExpected keeps estimates, and has the watch look at their trucks. A trip
// of which nothing can be said has a zero From.
func (s *Store) SaveExpected(ctx context.Context, now time.Time, list []fleet.Expectation) error {
	n := len(list)
	id, from, low, mid, high := make([]int64, n), make([]*time.Time, n), make([]*time.Time, n), make([]*time.Time, n), make([]*time.Time, n)
	for i, e := range list {
		id[i], from[i], low[i], mid[i], high[i] = e.TripID, orNull(e.From), orNull(e.Low), orNull(e.Mid), orNull(e.High)
	}
	_, err := s.pool.Exec(ctx, saveExpected, id, from, low, mid, high, now)
	return wrap(err, "SaveExpected")
}
