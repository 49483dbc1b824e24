package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const trackOf = `
SELECT at, ST_Y(place::geometry), ST_X(place::geometry), speed_kmh::float8, heading::float8, ignition, coalesce(odometer_km, 0), received_at
FROM positions
WHERE truck_id = $1 AND at >= $2 AND at < $3 AND reject IS NULL
ORDER BY at
LIMIT $4`

// Track reads the believed fixes of a truck in a window, oldest first, at most
// limit of them.
func (s *Store) Track(ctx context.Context, truck int64, w fleet.Window, limit int) ([]fleet.Position, error) {
	rows, err := s.pool.Query(ctx, trackOf, truck, w.From, w.To, limit)
	if err != nil {
		return nil, wrap(err, "Track(%d)", truck)
	}
	out, err := pgx.CollectRows(rows, scanFix)
	for i := range out {
		out[i].TruckID = truck
	}
	return out, wrap(err, "Track(%d)", truck)
}

func scanFix(row pgx.CollectableRow) (p fleet.Position, err error) {
	err = row.Scan(&p.At, &p.Point.Lat, &p.Point.Lon, &p.SpeedKmh, &p.Heading, &p.Ignition, &p.OdometerKm, &p.ReceivedAt)
	p.At, p.ReceivedAt = p.At.UTC(), p.ReceivedAt.UTC()
	return p, err
}

// Beside says of each point, in their order, what it is near.
func (s *Store) Beside(ctx context.Context, points []fleet.Point) ([]Nearby, error) {
	index, err := s.places(ctx, s.pool)
	if err != nil {
		return nil, wrap(err, "Beside")
	}
	out := make([]Nearby, len(points))
	for i, p := range points {
		out[i] = nearby(index, p)
	}
	return out, nil
}

const positionBefore = `
SELECT at, ST_Y(place::geometry), ST_X(place::geometry)
FROM positions
WHERE truck_id = $1 AND at < $2 AND at >= $2::timestamptz - interval '40 days' AND reject IS NULL
ORDER BY at DESC
LIMIT 1`

// PositionBefore is the last believed fix of a truck before a moment, within 40
// days; zero when there is none.
func (s *Store) PositionBefore(ctx context.Context, truck int64, at time.Time) (p fleet.Position, err error) {
	p.TruckID = truck
	rows, err := s.pool.Query(ctx, positionBefore, truck, at)
	if err != nil {
		return p, wrap(err, "PositionBefore(%d)", truck)
	}
	_, err = pgx.ForEachRow(rows, []any{&p.At, &p.Point.Lat, &p.Point.Lon}, func() error { return nil })
	return p, wrap(err, "PositionBefore(%d)", truck)
}
