package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// CalledTruck is a truck with all that names it now, and its newest fix.
type CalledTruck struct {
	ID     int64
	Plate  string
	Active bool
	Plates []string // keys; none that several trucks share
	IMEIs  []string // keys
	Last   time.Time
}

const calledTrucks = `
SELECT t.id, t.plate, t.active,
    coalesce(array_agg(i.value) FILTER (WHERE i.kind = 'plate' AND NOT i.shared), '{}'),
    coalesce(array_agg(i.value) FILTER (WHERE i.kind = 'imei'), '{}'), s.at
FROM trucks t
LEFT JOIN truck_identifiers i ON i.truck_id = t.id AND upper_inf(i.valid)
LEFT JOIN truck_state s ON s.truck_id = t.id
GROUP BY t.id, s.at
ORDER BY t.key, t.id`

// CalledTrucks are all trucks, for who compares them with another list.
func (s *Store) CalledTrucks(ctx context.Context) ([]CalledTruck, error) {
	rows, err := s.pool.Query(ctx, calledTrucks)
	if err != nil {
		return nil, wrap(err, "CalledTrucks")
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t CalledTruck, err error) {
		var last *time.Time
		err = row.Scan(&t.ID, &t.Plate, &t.Active, &t.Plates, &t.IMEIs, &last)
		t.Last = orZero(last)
		return t, err
	})
	return list, wrap(err, "CalledTrucks")
}
