package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

const allDrivers = `SELECT id, name, phone, licence, active FROM drivers`

const allClients = `SELECT id, name, contact, phone FROM clients`

const sheetTruckColumns = `
SELECT t.id, t.plate, t.make, t.model, t.container_size, coalesce(t.driver_id, 0), coalesce(d.name, ''), t.active, t.flag,
    coalesce((SELECT i.value FROM truck_identifiers i
              WHERE i.truck_id = t.id AND i.kind = 'imei' AND upper_inf(i.valid)
              ORDER BY lower(i.valid) DESC NULLS LAST, i.value LIMIT 1), '')
FROM trucks t LEFT JOIN drivers d ON d.id = t.driver_id`

const sheetPlaceColumns = `
SELECT p.id, p.name, p.kind, p.center, p.radius_m, p.outline,
    ARRAY(SELECT n.name FROM place_names n WHERE n.place_id = p.id AND n.name <> p.name ORDER BY n.key)
FROM places p`

const sheetTrips = tripSelect + `
WHERE x.start_at >= $1 OR x.status NOT IN ('completed', 'cancelled', 'failed') OR x.id = ANY($2)`

// sheetObjects are all rows there are to sync.
func (s *Store) sheetObjects(ctx context.Context, tx pgx.Tx, trips []int64, since time.Time) (map[sheet.Kind]map[int64]SheetObject, error) {
	out := map[sheet.Kind]map[int64]SheetObject{}
	for _, k := range sheet.Kinds() {
		out[k] = map[int64]SheetObject{}
	}
	err := eachRow(ctx, tx, scanDriver, func(d fleet.Driver) {
		out[sheet.Drivers][d.ID] = SheetObject{sheet.DriverValues(d), d.Active}
	}, allDrivers)
	if err != nil {
		return nil, err
	}
	err = eachRow(ctx, tx, scanClient, func(c fleet.Client) {
		out[sheet.Clients][c.ID] = SheetObject{sheet.ClientValues(c), true}
	}, allClients)
	if err != nil {
		return nil, err
	}
	err = eachRow(ctx, tx, scanSheetPlace, func(p fleet.Place) {
		out[sheet.Places][p.ID] = SheetObject{sheet.PlaceValues(p), true}
	}, sheetPlaceColumns)
	if err != nil {
		return nil, err
	}
	err = eachRow(ctx, tx, scanSheetTruck, func(t fleet.Truck) {
		out[sheet.Trucks][t.ID] = SheetObject{sheet.TruckValues(t), t.Active}
	}, sheetTruckColumns)
	if err != nil {
		return nil, err
	}
	return out, eachRow(ctx, tx, scanTrip, func(t fleet.Trip) {
		out[sheet.Trips][t.ID] = SheetObject{sheet.TripValues(t), !t.Status.Ended() || !t.Start.Before(since)}
	}, sheetTrips, since, trips)
}

// eachRow reads every row of a query.
func eachRow[T any](ctx context.Context, tx pgx.Tx, scan func(pgx.CollectableRow) (T, error), take func(T), sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, scan)
	for _, x := range list {
		take(x)
	}
	return err
}

func scanDriver(row pgx.CollectableRow) (d fleet.Driver, err error) {
	err = row.Scan(&d.ID, &d.Name, &d.Phone, &d.Licence, &d.Active)
	return d, err
}

func scanClient(row pgx.CollectableRow) (c fleet.Client, err error) {
	err = row.Scan(&c.ID, &c.Name, &c.Contact, &c.Phone)
	return c, err
}

func scanSheetTruck(row pgx.CollectableRow) (t fleet.Truck, err error) {
	err = row.Scan(&t.ID, &t.Plate, &t.Make, &t.Model, &t.ContainerSize, &t.DriverID, &t.Driver, &t.Active, &t.Flag, &t.IMEI)
	return t, err
}

func scanSheetPlace(row pgx.CollectableRow) (p fleet.Place, err error) {
	var center geom.Point
	var outline *geom.Polygon
	err = row.Scan(&p.ID, &p.Name, &p.Kind, &center, &p.RadiusM, &outline, &p.Aliases)
	p.Center, p.Outline = pointOf(&center), outlineOf(outline)
	return p, err
}
