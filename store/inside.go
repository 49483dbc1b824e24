package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Inside is a truck in a place now.
type Inside struct {
	TruckID int64
	Place   string
	Kind    string
	Entered time.Time
}

const insideNow = `
SELECT v.truck_id, p.name, p.kind, v.entered_at
FROM visits v JOIN places p ON p.id = v.place_id JOIN trucks t ON t.id = v.truck_id
WHERE v.left_at IS NULL AND v.place_id = $1 AND t.active
ORDER BY v.entered_at, v.truck_id`

// InsideNow lists the active trucks in a place, the longest there first.
func (s *Store) InsideNow(ctx context.Context, place int64) ([]Inside, error) {
	return s.inside(ctx, insideNow, place)
}

const insideKind = `
SELECT v.truck_id, p.name, p.kind, v.entered_at
FROM visits v JOIN places p ON p.id = v.place_id JOIN trucks t ON t.id = v.truck_id
WHERE v.left_at IS NULL AND ($1 = '' OR p.kind = $1) AND t.active
ORDER BY v.entered_at, v.truck_id, p.radius_m, p.id`

// InsideKind lists the active trucks in places of a kind, in any when it is
// empty, the longest there first. Places lie in each other: a truck may be
// listed for each.
func (s *Store) InsideKind(ctx context.Context, kind string) ([]Inside, error) {
	return s.inside(ctx, insideKind, kind)
}

func (s *Store) inside(ctx context.Context, sql string, of any) ([]Inside, error) {
	rows, err := s.pool.Query(ctx, sql, of)
	if err != nil {
		return nil, wrap(err, "inside(%v)", of)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Inside])
	return out, wrap(err, "inside(%v)", of)
}
