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
	return ids[0], merge(ctx, v.tx, v.now, ids[0], in.id)
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
		return merge(ctx, v.tx, v.now, truck, in.id)
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
