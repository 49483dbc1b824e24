package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Roster is what the fleet is called: every name a sentence may hold. Of each
// thing only its names are filled in.
type Roster struct {
	Trucks  []fleet.Truck
	Drivers []fleet.Driver
	Places  []fleet.Place
	Clients []fleet.Client
	Trips   []fleet.Trip // open ones, and those that start after a given day
}

// maxRosterTrips bounds the trips whose numbers are kept at hand; any other is
// still found by its number.
const maxRosterTrips = 20_000

const rosterTrucks = `
SELECT t.plate, coalesce(d.name, '')
FROM trucks t
LEFT JOIN drivers d ON d.id = t.driver_id
WHERE t.active
ORDER BY t.id`

const rosterDrivers = `SELECT name FROM drivers WHERE active ORDER BY id`

const rosterClients = `SELECT name FROM clients ORDER BY id`

const rosterPlaces = `
SELECT p.name, coalesce(array_agg(n.name ORDER BY n.key) FILTER (WHERE n.name <> p.name), '{}')
FROM places p
LEFT JOIN place_names n ON n.place_id = p.id
GROUP BY p.id
ORDER BY p.id`

const rosterTrips = `
SELECT t.ref, k.plate, coalesce(d.name, ''), t.waybill, t.container
FROM trips t
JOIN trucks k ON k.id = t.truck_id
LEFT JOIN drivers d ON d.id = t.driver_id
WHERE t.start_at >= $1 OR t.status NOT IN ('completed', 'cancelled', 'failed')
ORDER BY t.start_at DESC
LIMIT $2`

// Lexicon reads the roster as it is now, in one snapshot.
func (s *Store) Lexicon(ctx context.Context, since time.Time) (r Roster, err error) {
	defer func() { err = wrap(err, "Lexicon") }()
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return r.read(ctx, tx, since)
	})
	return r, err
}

func (r *Roster) read(ctx context.Context, q querier, since time.Time) error {
	if err := collect(ctx, q, &r.Trucks, func(t *fleet.Truck) []any { return []any{&t.Plate, &t.Driver} }, rosterTrucks); err != nil {
		return err
	}
	if err := collect(ctx, q, &r.Drivers, func(d *fleet.Driver) []any { return []any{&d.Name} }, rosterDrivers); err != nil {
		return err
	}
	if err := collect(ctx, q, &r.Clients, func(c *fleet.Client) []any { return []any{&c.Name} }, rosterClients); err != nil {
		return err
	}
	if err := collect(ctx, q, &r.Places, func(p *fleet.Place) []any { return []any{&p.Name, &p.Aliases} }, rosterPlaces); err != nil {
		return err
	}
	return collect(ctx, q, &r.Trips, func(t *fleet.Trip) []any {
		return []any{&t.Ref, &t.Truck, &t.Driver, &t.Waybill, &t.Container}
	}, rosterTrips, since, maxRosterTrips)
}

// collect runs a query and scans each row into a new T.
func collect[T any](ctx context.Context, q querier, into *[]T, fields func(*T) []any, sql string, args ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	*into, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t T, err error) {
		return t, row.Scan(fields(&t)...)
	})
	return err
}
