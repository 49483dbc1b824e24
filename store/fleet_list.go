package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// DoingQuery asks for the active trucks that do one thing, or carry something
// or nothing. Exactly one of Status and Load is set.
type DoingQuery struct {
	Status string // moving, idling, parked, offline
	Load   string // loaded, empty
	Limit  int
	Now    time.Time
}

// The index on plates gives the order, so that the limit ends the reading.
const trucksDoing = `
SELECT` + truckNowColumns + `, 0::float8, 0::float8
FROM trucks t
LEFT JOIN truck_state s ON s.truck_id = t.id` + truckNowJoins + `
WHERE t.active
    AND CASE $1
        WHEN ''        THEN true
        WHEN 'offline' THEN s.at IS NULL OR s.at < CASE s.motion WHEN 'stopped' THEN $4::timestamptz ELSE $3::timestamptz END
        WHEN 'parked'  THEN s.motion = 'stopped' AND s.at >= $4
        ELSE s.motion = $1 AND s.at >= $3
    END
    AND ($2 = '' OR ($2 = 'loaded') = EXISTS (
        SELECT FROM trips x WHERE x.truck_id = t.id AND x.status IN ('en_route', 'arrived', 'offloading')))
ORDER BY t.key, t.id
LIMIT $5`

// TrucksDoing lists trucks by plate.
func (s *Store) TrucksDoing(ctx context.Context, q DoingQuery) ([]TruckNow, error) {
	rows, err := s.pool.Query(ctx, trucksDoing, q.Status, q.Load, q.Now.Add(-fleet.SilentMoving), q.Now.Add(-fleet.SilentParked), q.Limit)
	if err != nil {
		return nil, wrap(err, "TrucksDoing")
	}
	out, err := pgx.CollectRows(rows, scanTruckNow)
	if err == nil {
		err = s.placeTrucks(ctx, out)
	}
	return out, wrap(err, "TrucksDoing")
}
