package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const (
	lockTruckRow = sheetTruckColumns + ` WHERE t.id = $1 FOR UPDATE OF t`
	setTruck     = `
UPDATE trucks SET plate = $2, key = $3, make = $4, model = $5, container_size = $6, driver_id = nullif($7::bigint, 0), active = $8,
    flag = CASE WHEN flag = $9 OR $10 OR key <> $3 THEN '' ELSE flag END
WHERE id = $1`
)

// TakeTruck changes one truck, or makes one, with the row it comes from. Plate
// and IMEI follow the same rules as in SaveTruck.
func (s *Store) TakeTruck(ctx context.Context, m SheetTake, change func(*fleet.Truck) error, now time.Time) (err error) {
	defer func() { err = wrap(err, "TakeTruck(%d)", m.Object) }()
	return s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		if _, err := tx.Exec(ctx, lockIdentifiers); err != nil {
			return 0, err
		}
		t := fleet.Truck{Active: true}
		if err := lockOne(ctx, tx, &t, scanSheetTruck, m, lockTruckRow); err != nil {
			return 0, err
		}
		was := t
		if err := change(&t); err != nil {
			return 0, err
		}
		v := truckSaver{tx: tx, TruckEdit: TruckEdit{Plate: t.Plate, IMEI: t.IMEI}, key: fleet.Key(t.Plate), now: now}
		if t.IMEI != was.IMEI {
			v.imei = fleet.Key(t.IMEI)
		}
		if m.Object == 0 {
			return v.makeTruck(ctx, t)
		}
		return t.ID, v.change(ctx, was, t)
	})
}

// makeTruck adds a truck, or takes the one whose tracker sends this plate.
func (v *truckSaver) makeTruck(ctx context.Context, t fleet.Truck) (id int64, err error) {
	if id, err = v.find(ctx); err != nil {
		return 0, err
	}
	if id == 0 {
		err = v.tx.QueryRow(ctx, insertTruck, t.Plate, v.key, t.Make, t.Model, t.ContainerSize, t.DriverID, t.Active, t.Group).Scan(&id)
	} else {
		err = v.set(ctx, id, t)
	}
	if err != nil {
		return 0, err
	}
	return id, v.identify(ctx, id)
}

func (v *truckSaver) set(ctx context.Context, id int64, t fleet.Truck) error {
	_, err := v.tx.Exec(ctx, setTruck, id, t.Plate, v.key, t.Make, t.Model, t.ContainerSize, t.DriverID, t.Active, flagRegistered, v.imei != "")
	return err
}

// change sets a known truck. Another truck must not carry the new plate, and
// the new tracker must not sit in another truck.
func (v *truckSaver) change(ctx context.Context, was, t fleet.Truck) error {
	if v.key != fleet.Key(was.Plate) {
		v.renamed = true
		rows, err := v.tx.Query(ctx, truckByKey, v.key)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		if len(ids) > 0 && !slices.Contains(ids, t.ID) {
			return &fleet.Error{Kind: fleet.Conflict, Field: "plate", Message: "Another truck is already called " + t.Plate + "."}
		}
	}
	if v.imei != "" {
		in, err := v.trackerIn(ctx)
		if err == nil {
			err = v.bringIn(ctx, t.ID, in)
		}
		if err != nil {
			return err
		}
	}
	if err := v.set(ctx, t.ID, t); err != nil || !v.renamed && v.imei == "" {
		return err
	}
	return v.identify(ctx, t.ID)
}
