package store

import (
	"context"
	"time"
)

// noteEvery is how seldom the same truck is written again.
const noteEvery = 10 * time.Minute

const noteTruck = `
UPDATE people SET last_truck_id = $2, last_truck_at = $3
WHERE id = $1 AND (last_truck_id IS DISTINCT FROM $2 OR last_truck_at < $4)`

// NoteTruck remembers which truck a person asked about last.
func (s *Store) NoteTruck(ctx context.Context, person, truck int64, now time.Time) error {
	_, err := s.pool.Exec(ctx, noteTruck, person, truck, now, now.Add(-noteEvery))
	return wrap(err, "NoteTruck(%d, %d)", person, truck)
}

const lastTruck = `
SELECT coalesce(max(last_truck_id), 0), coalesce(max(last_truck_at), 'epoch') FROM people WHERE id = $1`

// LastTruck is the truck a person asked about last, and when; 0 for none.
func (s *Store) LastTruck(ctx context.Context, person int64) (truck int64, at time.Time, err error) {
	err = s.pool.QueryRow(ctx, lastTruck, person).Scan(&truck, &at)
	return truck, at, wrap(err, "LastTruck(%d)", person)
}
