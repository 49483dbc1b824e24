package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// DriverNow is a driver with what is known of the work at hand.
type DriverNow struct {
	ID      int64
	Name    string
	Active  bool
	TruckID int64  // of the trip under way, else the usual one; 0 for none
	Truck   string // its plate
	Trip    *TripBrief
	OnTruck string // plate of the truck that Trip is made with
}

// The lateral joins touch one trip and one truck by the indexes on drivers.
const driversNow = `
SELECT d.id, d.name, d.active,
    coalesce(CASE WHEN trip.status <> 'scheduled' THEN trip.truck_id END, usual.id, trip.truck_id, 0),
    coalesce(CASE WHEN trip.status <> 'scheduled' THEN k.plate END, usual.plate, k.plate, ''),
    coalesce(k.plate, ''), trip.ref, trip.status, trip.start_at, trip.container, trip.waybill, o.name, e.name
FROM (%s) d
LEFT JOIN LATERAL (
    SELECT x.ref, x.truck_id, x.status, x.start_at, x.container, x.waybill, x.origin_id, x.destination_id
    FROM trips x
    WHERE x.driver_id = d.id AND x.status NOT IN ('completed', 'cancelled', 'failed')
    ORDER BY x.status = 'scheduled', x.start_at
    LIMIT 1
) trip ON true
LEFT JOIN trucks k ON k.id = trip.truck_id
LEFT JOIN LATERAL (SELECT t.id, t.plate FROM trucks t WHERE t.driver_id = d.id AND t.active ORDER BY t.id LIMIT 1) usual ON true
LEFT JOIN places o ON o.id = trip.origin_id
LEFT JOIN places e ON e.id = trip.destination_id
ORDER BY d.name, d.id`

func (s *Store) driversNow(ctx context.Context, of string, args ...any) ([]DriverNow, error) {
	rows, err := s.pool.Query(ctx, fmt.Sprintf(driversNow, of), args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d DriverNow, err error) {
		var trip tripColumns
		err = row.Scan(&d.ID, &d.Name, &d.Active, &d.TruckID, &d.Truck, &d.OnTruck,
			&trip.ref, &trip.status, &trip.start, &trip.container, &trip.waybill, &trip.origin, &trip.destination)
		d.Trip = trip.brief()
		return d, err
	})
}

const theseDrivers = `SELECT id, name, active FROM drivers WHERE id = ANY($1)`

// DriversNow reads drivers by id, in the order of their names.
func (s *Store) DriversNow(ctx context.Context, ids ...int64) ([]DriverNow, error) {
	out, err := s.driversNow(ctx, theseDrivers, ids)
	return out, wrap(err, "DriversNow")
}

// DriverQuery narrows a list of the drivers who work here.
type DriverQuery struct {
	Free          *fleet.Window // only those without a trip at any time of it
	Limit, Offset int
}

const activeDrivers = `SELECT d.id, d.name, d.active FROM drivers d WHERE d.active`

// A trip whose times nobody noted counts from its plan, and one that is not
// over lasts; sixty days back is a trip that nobody closed.
const withoutTrip = `
  AND NOT EXISTS (
    SELECT FROM trips x
    WHERE x.driver_id = d.id AND x.status NOT IN ('cancelled', 'failed') AND x.start_at > $1::timestamptz - interval '60 days'
      AND coalesce(x.loading_at, x.departed_at, x.start_at) < $2
      AND coalesce(x.completed_at, CASE WHEN x.status = 'completed' THEN x.start_at ELSE 'infinity' END) >= $1)`

// Drivers lists the drivers who work here by name, at most Limit after Offset,
// and how many there are in all.
func (s *Store) Drivers(ctx context.Context, q DriverQuery) (list []DriverNow, total int, err error) {
	defer func() { err = wrap(err, "Drivers") }()
	of, args := activeDrivers, []any{}
	if q.Free != nil {
		of, args = activeDrivers+withoutTrip, []any{q.Free.From, q.Free.To}
	}
	if err := s.pool.QueryRow(ctx, "SELECT count(*) FROM ("+of+") d", args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	list, err = s.driversNow(ctx, fmt.Sprintf("%s ORDER BY d.name, d.id LIMIT %d OFFSET %d", of, q.Limit, q.Offset), args...)
	return list, total, err
}

// Newest trips first; each driver once, with the newest trip.
const droveTruck = `
SELECT driver_id, name, ref FROM (
    SELECT DISTINCT ON (x.driver_id) x.driver_id, d.name, x.ref, x.start_at
    FROM trips x JOIN drivers d ON d.id = x.driver_id
    WHERE x.truck_id = $1 AND x.status NOT IN ('scheduled', 'cancelled') AND x.start_at > $2::timestamptz - interval '60 days'
      AND coalesce(x.loading_at, x.departed_at, x.start_at) < $3
      AND coalesce(x.completed_at, CASE WHEN x.status IN ('completed', 'failed') THEN x.start_at ELSE 'infinity' END) >= $2
    ORDER BY x.driver_id, x.start_at DESC
) y
ORDER BY start_at DESC, driver_id`

// Drove is a driver who made a trip with a truck.
type Drove struct {
	DriverID int64
	Driver   string
	TripRef  string // the newest of them
}

// DroveTruck are the drivers of a truck's trips in a window, the latest first.
func (s *Store) DroveTruck(ctx context.Context, truck int64, w fleet.Window) ([]Drove, error) {
	rows, err := s.pool.Query(ctx, droveTruck, truck, w.From, w.To)
	if err != nil {
		return nil, wrap(err, "DroveTruck(%d)", truck)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Drove])
	return out, wrap(err, "DroveTruck(%d)", truck)
}
