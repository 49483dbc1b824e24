package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Digest counts what was not worth a card.
type Digest struct {
	Kinds  []KindCount  // most first
	Trucks []TruckCount // the worst few
	Total  int
}

// TruckCount is how many alerts a truck had.
type TruckCount struct {
	Truck string
	Count int
}

const digestKinds = `
SELECT kind, count(*) FROM alert_tellings WHERE way = 'digest' AND told_at >= $1 AND told_at < $2 GROUP BY kind ORDER BY 2 DESC, 1`

const digestTrucks = `
SELECT k.plate, n FROM (
    SELECT a.truck_id, count(*) AS n FROM alert_tellings t JOIN alerts a ON a.id = t.alert_id
    WHERE t.way = 'digest' AND t.told_at >= $1 AND t.told_at < $2 AND a.truck_id IS NOT NULL
    GROUP BY a.truck_id ORDER BY n DESC, a.truck_id LIMIT 5) x
JOIN trucks k ON k.id = x.truck_id ORDER BY n DESC, k.plate`

// AlertDigest counts what came in a window and was not worth a card.
func (s *Store) AlertDigest(ctx context.Context, w fleet.Window) (d Digest, err error) {
	defer func() { err = wrap(err, "AlertDigest") }()
	rows, err := s.pool.Query(ctx, digestKinds, w.From, w.To)
	if err != nil {
		return d, err
	}
	if d.Kinds, err = pgx.CollectRows(rows, pgx.RowToStructByPos[KindCount]); err != nil {
		return d, err
	}
	for _, k := range d.Kinds {
		d.Total += k.Count
	}
	if rows, err = s.pool.Query(ctx, digestTrucks, w.From, w.To); err != nil {
		return d, err
	}
	d.Trucks, err = pgx.CollectRows(rows, pgx.RowToStructByPos[TruckCount])
	return d, err
}
