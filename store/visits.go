package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// VisitNow is a truck's stay in a place.
type VisitNow struct {
	TruckID int64
	Truck   string
	PlaceID int64
	Place   string
	Entered time.Time
	Left    *time.Time // nil while it lasts
}

const visitColumnsSQL = `
SELECT v.truck_id, t.plate, v.place_id, p.name, v.entered_at, v.left_at
FROM visits v JOIN trucks t ON t.id = v.truck_id JOIN places p ON p.id = v.place_id `

// A visit that began before the window is still open, or is found by its end:
// the fix that told of it is never older than the end itself.
const visitsOfTruck = visitColumnsSQL + `
WHERE v.truck_id = $1 AND v.entered_at >= $2 AND v.entered_at < $3
UNION ALL ` + visitColumnsSQL + `
WHERE v.truck_id = $1 AND v.entered_at < $2 AND v.left_known > $2 AND v.left_at > $2
UNION ALL ` + visitColumnsSQL + `
WHERE v.truck_id = $1 AND v.entered_at < $2 AND v.left_at IS NULL
ORDER BY 5, 3`

// TruckVisits lists a truck's visits that touch [from, to), oldest first.
func (s *Store) TruckVisits(ctx context.Context, truck int64, from, to time.Time) ([]VisitNow, error) {
	return s.visits(ctx, visitsOfTruck, truck, from, to)
}

const visitsOfPlace = visitColumnsSQL + `
WHERE v.place_id = $1 AND v.entered_at >= $2 AND v.entered_at < $3
UNION ALL ` + visitColumnsSQL + `
WHERE v.place_id = $1 AND v.entered_at < $2 AND v.left_at IS NULL
UNION ALL ` + visitColumnsSQL + `
WHERE v.place_id = $1 AND v.entered_at < $2 AND v.left_at > $2
ORDER BY 5, 1`

// PlaceVisits lists the visits of a place that touch [from, to), oldest first.
func (s *Store) PlaceVisits(ctx context.Context, place int64, from, to time.Time) ([]VisitNow, error) {
	return s.visits(ctx, visitsOfPlace, place, from, to)
}

func (s *Store) visits(ctx context.Context, sql string, id int64, from, to time.Time) ([]VisitNow, error) {
	rows, err := s.pool.Query(ctx, sql, id, from, to)
	if err != nil {
		return nil, wrap(err, "visits(%d)", id)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[VisitNow])
	return out, wrap(err, "visits(%d)", id)
}
