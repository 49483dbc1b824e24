package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// TruckEdit is what a list or a person says of a truck. What is empty is left
// as it was, so that a short list does not wipe a long one.
type TruckEdit struct {
	Plate         string
	IMEI          string // of the tracker that sits in it
	Make, Model   string
	ContainerSize int
	Group         string // NoGroup takes the truck out of its group
	DriverID      int64
	Active        *bool // a new truck is, unless this says otherwise
}

// Retired trucks count only when no other carries the plate.
const truckByKey = `
SELECT id FROM trucks t
WHERE key = $1 AND (active OR NOT EXISTS (SELECT FROM trucks o WHERE o.key = $1 AND o.active))
ORDER BY id`

// NoGroup is what a truck's group is set to where it is to have none.
const NoGroup = "none"

const insertTruck = `
INSERT INTO trucks (plate, key, make, model, container_size, driver_id, active, fleet_group)
VALUES ($1, $2, $3, $4, $5, nullif($6::bigint, 0), coalesce($7, true), CASE WHEN $8 = 'none' THEN '' ELSE $8 END)
RETURNING id`

// A save settles that an unknown truck is ours; which tracker sits in a truck
// is settled by naming the IMEI, or by renaming the truck to what it sends.
const updateTruck = `
UPDATE trucks SET
    plate          = $2,
    key            = $3,
    make           = coalesce(nullif($4, ''), make),
    model          = coalesce(nullif($5, ''), model),
    container_size = coalesce(nullif($6, 0), container_size),
    driver_id      = coalesce(nullif($7::bigint, 0), driver_id),
    active         = coalesce($8, active),
    fleet_group    = CASE $11 WHEN '' THEN fleet_group WHEN 'none' THEN '' ELSE $11 END,
    flag           = CASE WHEN flag = $9 OR $10 OR key <> $3 THEN '' ELSE flag END
WHERE id = $1`

// SaveTruck creates the truck with this plate or updates it, and says which.
// A truck that a push registered under its IMEI, or whose tracker has come to
// send this plate, is the truck and takes the plate. An IMEI that sits in a
// truck of another plate is a conflict. Where several trackers send the plate,
// the IMEI says which of them sits in the truck.
func (s *Store) SaveTruck(ctx context.Context, e TruckEdit, now time.Time) (created bool, err error) {
	defer func() { err = wrap(err, "SaveTruck(%q)", e.Plate) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockIdentifiers); err != nil {
			return err
		}
		v := truckSaver{tx: tx, TruckEdit: e, key: fleet.Key(e.Plate), imei: fleet.Key(e.IMEI), now: now}
		id, err := v.find(ctx)
		if err != nil {
			return err
		}
		if id == 0 {
			created = true
			err = tx.QueryRow(ctx, insertTruck, e.Plate, v.key, e.Make, e.Model, e.ContainerSize, e.DriverID, e.Active, e.Group).Scan(&id)
		} else {
			_, err = tx.Exec(ctx, updateTruck, id, e.Plate, v.key, e.Make, e.Model, e.ContainerSize, e.DriverID, e.Active,
				flagRegistered, v.imei != "", e.Group)
		}
		if err != nil {
			return err
		}
		return v.identify(ctx, id)
	})
	return created, err
}

// truckSaver is one save within its transaction.
type truckSaver struct {
	TruckEdit
	tx        pgx.Tx
	key, imei string
	now       time.Time
	renamed   bool // the truck had another plate
}

// find gives the truck that is meant, 0 when it is new.
func (v *truckSaver) find(ctx context.Context) (int64, error) {
	rows, err := v.tx.Query(ctx, truckByKey, v.key)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	in, err := v.trackerIn(ctx)
	switch {
	case err != nil:
		return 0, err
	case len(ids) > 1:
		return v.settle(ctx, ids, in)
	case len(ids) == 1:
		return ids[0], v.bringIn(ctx, ids[0], in)
	}
	sender, err := v.sender(ctx)
	if err == nil && in.id != 0 && in.id != sender && !in.nameless(v.imei) {
		err = v.elsewhere(in)
	}
	id := cmp.Or(in.id, sender)
	v.renamed = id != 0
	return id, err
}

const plateSender = `
SELECT coalesce((SELECT truck_id FROM truck_identifiers
    WHERE kind = 'plate' AND value = $1 AND upper_inf(valid) AND NOT shared), 0)`

// sender is the truck whose tracker sends this plate, 0 when none does.
func (v *truckSaver) sender(ctx context.Context) (id int64, err error) {
	err = v.tx.QueryRow(ctx, plateSender, v.key).Scan(&id)
	return id, err
}

func (v *truckSaver) elsewhere(in seat) error {
	return &fleet.Error{Kind: fleet.Conflict, Field: "imei",
		Message: fmt.Sprintf("The tracker with the IMEI %s sits in %s. Check the number, and which truck the tracker is in.", v.IMEI, in.plate)}
}
