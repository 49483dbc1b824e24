package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// PastTruck is a truck that a rule may be tried on.
type PastTruck struct {
	ID    int64
	Plate string
	Group string
}

const pastTrucks = `
SELECT t.id, t.plate, t.fleet_group, count(*) OVER ()
FROM trucks t
WHERE t.active AND ($1 = 0 OR t.id = $1)
  AND ($2 = '' OR lower(t.fleet_group) = lower($2))
  AND ($3 = 0 OR EXISTS (SELECT FROM visits v WHERE v.place_id = $3 AND v.truck_id = t.id AND v.entered_at < $6 AND (v.left_at IS NULL OR v.left_at >= $5)))
  AND ($4 = 0 OR EXISTS (SELECT FROM trips x WHERE x.truck_id = t.id AND x.client_id = $4 AND x.start_at >= $5 - interval '7 days' AND x.start_at < $6))
ORDER BY md5(t.id::text)
LIMIT $7`

// PastTrucks are the trucks that a rule of a scope concerned in a window, at
// most so many, and how many there are in all. Which ones is by chance, and
// always the same.
func (s *Store) PastTrucks(ctx context.Context, scope fleet.RuleScope, w fleet.Window, most int) (list []PastTruck, total int, err error) {
	rows, err := s.pool.Query(ctx, pastTrucks, scope.TruckID, scope.Group, scope.PlaceID, scope.ClientID, w.From, w.To, most)
	if err != nil {
		return nil, 0, wrap(err, "PastTrucks")
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t PastTruck, err error) {
		err = row.Scan(&t.ID, &t.Plate, &t.Group, &total)
		return t, err
	})
	return list, total, wrap(err, "PastTrucks")
}

const (
	pastLead  = 6 * time.Hour // of fixes before the window: in what the truck was when it began
	pastFixes = 80_000        // of one truck: one every eight seconds for a week
	pastTrips = 200
)

// Past reads what a rule is tried on: a truck's fixes and trips.
func (s *Store) Past(ctx context.Context, t PastTruck, w fleet.Window) (p fleet.Past, err error) {
	p.TruckID, p.Group = t.ID, t.Group
	p.Fixes, err = s.Track(ctx, t.ID, fleet.Window{From: w.From.Add(-pastLead), To: w.To}, pastFixes)
	if err != nil {
		return p, err
	}
	starts := fleet.Window{From: w.From.AddDate(0, 0, -14), To: w.To}
	p.Trips, _, err = s.Trips(ctx, TripQuery{TruckID: t.ID, Window: &starts, Limit: pastTrips})
	return p, err
}

// PlaceIndex is every place as it is, or was a moment ago.
func (s *Store) PlaceIndex(ctx context.Context) (*fleet.PlaceIndex, error) {
	index, err := s.places(ctx, s.pool)
	return index, wrap(err, "PlaceIndex")
}
