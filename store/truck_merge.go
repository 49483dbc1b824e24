package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// When a tracker is swapped, the new one sends a plate that the old one holds.
// Nothing is guessed then: a second truck of the same plate is registered and
// both are flagged. A person settles it by saying which tracker sits in the
// truck; what the second one gathered then becomes the first one's.

// seat is the truck that a tracker sits in; id is 0 when it is in none.
type seat struct {
	id               int64
	plate, key, flag string
}

// nameless says whether a push registered the truck and could not name it.
func (s seat) nameless(imei string) bool { return s.key == "IMEI"+imei }

const seatOf = `
SELECT t.id, t.plate, t.key, t.flag
FROM truck_identifiers i JOIN trucks t ON t.id = i.truck_id
WHERE i.kind = 'imei' AND i.value = $1 AND upper_inf(i.valid)`

// trackerIn is where the named tracker sits.
func (v *truckSaver) trackerIn(ctx context.Context) (in seat, err error) {
	if v.imei == "" {
		return in, nil
	}
	err = v.tx.QueryRow(ctx, seatOf, v.imei).Scan(&in.id, &in.plate, &in.key, &in.flag)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return in, err
}

// settle makes one of several trucks of a plate the one that the IMEI sits in,
// and returns it: the oldest, because people made it. Others that remain keep
// their flag.
func (v *truckSaver) settle(ctx context.Context, ids []int64, in seat) (int64, error) {
	switch {
	case v.imei == "":
		return 0, v.whichTracker(ctx)
	case !slices.Contains(ids, in.id):
		return 0, &fleet.Error{Kind: fleet.NotFound, Field: "imei",
			Message: "No truck of this plate has sent with that IMEI. Check the number on the tracker."}
	case in.id == ids[0]:
		return in.id, nil
	}
	return ids[0], merge(ctx, v.tx, ids[0], in.id)
}

const trackersOfPlate = `
SELECT DISTINCT i.value
FROM trucks t JOIN truck_identifiers i ON i.truck_id = t.id
WHERE t.key = $1 AND t.active AND i.kind = 'imei' AND upper_inf(i.valid)
ORDER BY i.value
LIMIT 6`

func (v *truckSaver) whichTracker(ctx context.Context) error {
	rows, err := v.tx.Query(ctx, trackersOfPlate, v.key)
	if err != nil {
		return err
	}
	imeis, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	return &fleet.Error{Kind: fleet.Ambiguous, Field: "imei", Choices: imeis,
		Message: "Several trackers send the plate " + v.Plate + ". Which one sits in the truck? Give its IMEI."}
}

// bringIn makes the tracker sit in a truck that has its plate already: with all
// it gathered when nobody knew its truck; from now on when it was moved here
// from another truck, which the plate it sends shows.
func (v *truckSaver) bringIn(ctx context.Context, truck int64, in seat) error {
	switch {
	case in.id == 0 || in.id == truck:
		return nil
	case in.nameless(v.imei):
		return merge(ctx, v.tx, truck, in.id)
	}
	var shared bool
	err := v.tx.QueryRow(ctx, plateShared, v.key).Scan(&shared)
	if err == nil && (!shared || !strings.HasPrefix(in.flag, flagSharedStart)) {
		return v.elsewhere(in)
	}
	if err == nil {
		err = v.endOthers(ctx, "imei", "", in.id)
	}
	if err == nil {
		_, err = v.tx.Exec(ctx, clearFlag, in.id)
	}
	return err
}

const plateShared = `
SELECT EXISTS (SELECT FROM truck_identifiers WHERE kind = 'plate' AND value = $1 AND upper_inf(valid) AND shared)`

const clearFlag = `UPDATE trucks SET flag = '' WHERE id = $1`

// flagSharedStart begins flagShared, whose end is the plate as it was sent.
var flagSharedStart, _, _ = strings.Cut(flagShared, "%s")

// What one truck gathered becomes another's. Fixes at the same moment stay with
// the truck that has them; of two states the newer stays. What follows from
// fixes goes, and the next fix folds it again from the whole history.
var mergeSteps = []string{`
WITH moved AS (DELETE FROM positions WHERE truck_id = $2 RETURNING *)
INSERT INTO positions (truck_id, at, place, speed_kmh, heading, ignition, odometer_km, received_at, reject, source)
SELECT $1, at, place, speed_kmh, heading, ignition, odometer_km, received_at, reject, source FROM moved
ON CONFLICT DO NOTHING`,
	`UPDATE alerts SET truck_id = $1 WHERE truck_id = $2`,
	`UPDATE trips SET truck_id = $1 WHERE truck_id = $2`, `
DELETE FROM truck_state s
USING truck_state other
WHERE s.truck_id IN ($1, $2) AND other.truck_id IN ($1, $2) AND s.truck_id <> other.truck_id
    AND (s.at, s.truck_id) < (other.at, other.truck_id)`,
	`UPDATE truck_state SET truck_id = $1, fold = NULL WHERE truck_id IN ($1, $2)`,
	`DELETE FROM marks WHERE truck_id IN ($1, $2)`,
	`DELETE FROM drives WHERE truck_id IN ($1, $2)`,
	`DELETE FROM visits WHERE truck_id IN ($1, $2)`,
	`DELETE FROM day_tallies WHERE truck_id IN ($1, $2)`,
	`DELETE FROM rebuild_steps WHERE truck_id IN ($1, $2)`,
	`WITH gone AS (DELETE FROM rollups WHERE truck_id IN ($1, $2) RETURNING day)
INSERT INTO dirty_days (truck_id, day) SELECT DISTINCT $1::bigint, day FROM gone`,
	`UPDATE truck_identifiers SET truck_id = $1 WHERE truck_id = $2`,
	`UPDATE trucks SET driver_id = coalesce(driver_id, (SELECT driver_id FROM trucks WHERE id = $2)) WHERE id = $1`,
	// The row stays, for what is said of it elsewhere, but no name leads to it.
	`UPDATE trucks SET active = false, key = '', flag = 'one with another truck of this plate', driver_id = NULL WHERE id = $2 AND id <> $1`,
}

func merge(ctx context.Context, tx pgx.Tx, keep, gone int64) error {
	var q pgx.Batch
	q.Queue(lockTrucks, []int64{keep, gone}) // first: no batch may write to the one while it empties
	for _, sql := range mergeSteps {
		q.Queue(sql, keep, gone)
	}
	return tx.SendBatch(ctx, &q).Close()
}
