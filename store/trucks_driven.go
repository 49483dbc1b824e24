package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// A trip whose times nobody noted counts from its plan; one that lasts more
// than sixty days is a trip that nobody closed.
const trucksDriven = `
SELECT DISTINCT truck_id FROM trips
WHERE driver_id = $1 AND status NOT IN ('scheduled', 'cancelled') AND start_at > $2::timestamptz - interval '60 days'
  AND coalesce(loading_at, departed_at, start_at) < $3
  AND coalesce(completed_at, CASE WHEN status IN ('completed', 'failed') THEN start_at ELSE 'infinity' END) >= $2
ORDER BY 1`

// TrucksDriven are the trucks that a driver's trips in a window were made with;
// without any, the truck that is usually the driver's.
func (s *Store) TrucksDriven(ctx context.Context, driver int64, w fleet.Window) ([]int64, error) {
	rows, err := s.pool.Query(ctx, trucksDriven, driver, w.From, w.To)
	if err != nil {
		return nil, wrap(err, "TrucksDriven(%d)", driver)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(out) > 0 {
		return out, wrap(err, "TrucksDriven(%d)", driver)
	}
	usual, err := s.TruckOfDriver(ctx, driver)
	if usual != 0 {
		out = append(out, usual)
	}
	return out, err
}
