package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// lockIdentifiers lets one at a time settle what trucks are called: a save, or
// the learner of a batch.
const lockIdentifiers = `SELECT pg_advisory_xact_lock(hashtext('truck_identifiers'))`

// A value that named another truck before names this one from the end of that.
// No row is made while it names any truck.
const insertIdentifier = `
INSERT INTO truck_identifiers (kind, value, truck_id, valid)
SELECT $1::text, $2::text, $3::bigint, tstzrange(max(upper(valid)), NULL)
FROM truck_identifiers WHERE kind = $1::text AND value = $2::text
ON CONFLICT DO NOTHING`

const identifierHolder = `
SELECT truck_id, shared FROM truck_identifiers
WHERE kind = $1 AND value = $2 AND upper_inf(valid)`

// identify makes the plate and the IMEI name this truck from now on.
func (v *truckSaver) identify(ctx context.Context, id int64) error {
	// Beside the plate that people use, a truck keeps the one its tracker sends.
	if v.renamed {
		if err := v.endOthers(ctx, "plate", v.key, id); err != nil {
			return err
		}
	}
	if err := v.hold(ctx, "plate", v.key, id); err != nil || v.imei == "" {
		return err
	}
	if err := v.hold(ctx, "imei", v.imei, id); err != nil {
		return err
	}
	if err := v.endOthers(ctx, "imei", v.imei, id); err != nil {
		return err
	}
	_, err := v.tx.Exec(ctx, unsharePlate, id, v.key)
	return err
}

func (v *truckSaver) hold(ctx context.Context, kind, value string, id int64) error {
	tag, err := v.tx.Exec(ctx, insertIdentifier, kind, value, id)
	if err != nil || tag.RowsAffected() > 0 {
		return err
	}
	var holder int64
	var shared bool
	err = v.tx.QueryRow(ctx, identifierHolder, kind, value).Scan(&holder, &shared)
	if err == nil && holder != id && !shared || errors.Is(err, pgx.ErrNoRows) {
		return &fleet.Error{Kind: fleet.Conflict, Field: kind,
			Message: "The " + words(kind) + " " + value + " names another truck. Check which truck it belongs to."}
	}
	return err
}

func words(kind string) string {
	if kind == "imei" {
		return "IMEI"
	}
	return kind
}

// endOthers ends what else of a kind names the truck. A range that would not
// have begun by now goes.
func (v *truckSaver) endOthers(ctx context.Context, kind, value string, id int64) error {
	const end = `
UPDATE truck_identifiers SET valid = tstzrange(lower(valid), greatest($4, lower(valid)))
WHERE truck_id = $1 AND kind = $3 AND value <> $2 AND upper_inf(valid)`
	if _, err := v.tx.Exec(ctx, end, id, value, kind, v.now); err != nil {
		return err
	}
	const drop = `DELETE FROM truck_identifiers WHERE truck_id = $1 AND kind = $2 AND isempty(valid)`
	_, err := v.tx.Exec(ctx, drop, id, kind)
	return err
}

// The plate names the truck again once no other active one carries it.
const unsharePlate = `
UPDATE truck_identifiers i SET shared = false, truck_id = $1
WHERE i.kind = 'plate' AND i.value = $2 AND upper_inf(i.valid) AND i.shared
    AND NOT EXISTS (SELECT FROM trucks t WHERE t.key = $2 AND t.active AND t.id <> $1)`
