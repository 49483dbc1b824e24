package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Trucks that only pass stay for less than five minutes. A park, where they
// spend the night, and a town turn nothing around.
const statPlaces = `
SELECT p.id, p.name, v.n, v.median, v.most
FROM places p
CROSS JOIN LATERAL (
    SELECT count(*)::int AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY v.dwell_s)::float8 AS median, max(v.dwell_s)::float8 AS most
    FROM visits v
    WHERE v.place_id = p.id AND v.left_at >= $1 AND v.left_at < $2 AND v.dwell_s >= 300
      AND (cardinality($3::bigint[]) = 0 OR v.truck_id = ANY($3))
) v
WHERE p.kind IN ('terminal', 'port', 'depot', 'client') AND v.n > 0
ORDER BY p.name, p.id`

// placeStats is how long trucks stayed where they load and offload, of the
// stays that ended in the window.
func (s *Store) placeStats(ctx context.Context, q StatsQuery) (out []Stat, err error) {
	trucks := q.Trucks
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, statPlaces, q.Window.From, q.Window.To, trucks)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Stat, err error) {
		var median, most float64
		err = row.Scan(&x.ID, &x.Name, &x.Rounds, &median, &most)
		x.Round, x.RoundMost = seconds64(median), seconds64(most)
		return x, err
	})
}
