package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const truckByKey = `
SELECT id FROM trucks WHERE key = $1 ORDER BY id`

const insertTruck = `
INSERT INTO trucks (plate, key, make, model, container_size, driver_id, active)
VALUES ($1, $2, $3, $4, $5, nullif($6::bigint, 0), $7)
RETURNING id`

// What is empty is left as it was, so that a short list does not wipe a long one.
const updateTruck = `
UPDATE trucks SET
    plate          = $2,
    make           = coalesce(nullif($3, ''), make),
    model          = coalesce(nullif($4, ''), model),
    container_size = coalesce(nullif($5, 0), container_size),
    driver_id      = coalesce(nullif($6::bigint, 0), driver_id),
    active         = $7,
    flag           = ''
WHERE id = $1`

const insertIdentifier = `
INSERT INTO truck_identifiers (kind, value, truck_id)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING`

const identifierOwner = `
SELECT truck_id FROM truck_identifiers
WHERE kind = $1 AND value = $2 AND upper_inf(valid)`

// SaveTruck creates the truck with this plate or updates it, and says which.
// The plate and the IMEI become identifiers; an IMEI that another truck holds
// is a conflict.
func (s *Store) SaveTruck(ctx context.Context, t fleet.Truck) (created bool, err error) {
	defer func() { err = wrap(err, "SaveTruck(%q)", t.Plate) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		id, err := s.upsertTruck(ctx, tx, t)
		if err != nil {
			return err
		}
		created = id.new
		if _, err := tx.Exec(ctx, insertIdentifier, "plate", fleet.Key(t.Plate), id.id); err != nil {
			return err
		}
		return claimIMEI(ctx, tx, fleet.Key(t.IMEI), id.id)
	})
	return created, err
}

type upserted struct {
	id  int64
	new bool
}

func (s *Store) upsertTruck(ctx context.Context, tx pgx.Tx, t fleet.Truck) (upserted, error) {
	rows, err := tx.Query(ctx, truckByKey, fleet.Key(t.Plate))
	if err != nil {
		return upserted{}, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return upserted{}, err
	}
	if len(ids) > 1 {
		return upserted{}, fleet.Errorf(fleet.Ambiguous, "%d trucks carry the plate %s. Tell them apart by IMEI first.", len(ids), t.Plate)
	}
	if len(ids) == 1 {
		_, err := tx.Exec(ctx, updateTruck, ids[0], t.Plate, t.Make, t.Model, t.ContainerSize, t.DriverID, t.Active)
		return upserted{id: ids[0]}, err
	}
	var id int64
	err = tx.QueryRow(ctx, insertTruck, t.Plate, fleet.Key(t.Plate), t.Make, t.Model, t.ContainerSize, t.DriverID, t.Active).Scan(&id)
	return upserted{id: id, new: true}, err
}

func claimIMEI(ctx context.Context, tx pgx.Tx, imei string, truckID int64) error {
	if imei == "" {
		return nil
	}
	var owner int64
	err := tx.QueryRow(ctx, identifierOwner, "imei", imei).Scan(&owner)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = tx.Exec(ctx, insertIdentifier, "imei", imei, truckID)
		return err
	}
	if err == nil && owner != truckID {
		return &fleet.Error{Kind: fleet.Conflict, Field: "imei", Message: "Another truck already has that IMEI. Check which truck the tracker sits in."}
	}
	return err
}
