package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Each truck's fixes are a stretch of the primary key, read from its end.
const recentFixes = `
SELECT u.truck_id, p.at, ST_Y(p.place::geometry), ST_X(p.place::geometry), p.speed_kmh::float8
FROM unnest($1::bigint[]) AS u(truck_id) CROSS JOIN LATERAL (
    SELECT at, place, speed_kmh FROM positions
    WHERE truck_id = u.truck_id AND at >= $2 AND at < $3 AND reject IS NULL ORDER BY at DESC LIMIT $4
) p
ORDER BY u.truck_id, p.at`

// RecentFixes reads the newest believed fixes of some trucks in a window, oldest
// first, at most so many of each.
func (s *Store) RecentFixes(ctx context.Context, trucks []int64, w fleet.Window, limit int) (map[int64][]fleet.Position, error) {
	rows, err := s.pool.Query(ctx, recentFixes, trucks, w.From, w.To, limit)
	if err != nil {
		return nil, wrap(err, "RecentFixes")
	}
	out := map[int64][]fleet.Position{}
	var p fleet.Position
	_, err = pgx.ForEachRow(rows, []any{&p.TruckID, &p.At, &p.Point.Lat, &p.Point.Lon, &p.SpeedKmh}, func() error {
		p.At = p.At.UTC()
		out[p.TruckID] = append(out[p.TruckID], p)
		return nil
	})
	return out, wrap(err, "RecentFixes")
}
