package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const lockTrip = tripSelect + `
WHERE x.id = $1 FOR UPDATE OF x`

const updateTrip = `
UPDATE trips SET (` + tripColumnsSet + `) = ROW(` + tripMarks + `), version = version + 1
WHERE id = $1`

// UpdateTrip changes a trip that is still as it was read: change gets the
// locked row and may refuse it. Somebody else's change in between is a Conflict.
func (s *Store) UpdateTrip(ctx context.Context, id int64, version int, c TripChange, change func(*fleet.Trip) error) (t fleet.Trip, err error) {
	return s.UpdateTripIf(ctx, id, version, c, nil, change)
}

// UpdateTripIf is UpdateTrip for a change of who or what is booked: may is asked
// about the trip as it becomes.
func (s *Store) UpdateTripIf(ctx context.Context, id int64, version int, c TripChange, may TripCheck, change func(*fleet.Trip) error) (t fleet.Trip, err error) {
	defer func() { err = wrap(err, "UpdateTrip(%d)", id) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		t, err = s.changeTrip(ctx, tx, id, version, c, func(x *fleet.Trip) error {
			if err := change(x); err != nil {
				return err
			}
			return s.checkTrips(ctx, tx, may, *x)
		})
		return err
	})
	return t, err
}

// changeTrip is UpdateTrip within a transaction of the caller.
func (s *Store) changeTrip(ctx context.Context, tx pgx.Tx, id int64, version int, c TripChange, change func(*fleet.Trip) error) (t fleet.Trip, err error) {
	found, err := s.trips(ctx, tx, lockTrip, id)
	if err != nil {
		return t, err
	}
	if len(found) == 0 || found[0].Version != version {
		return t, &fleet.Error{Kind: fleet.Conflict, Message: "Someone else has just changed this trip. Look at it again, then repeat.", Err: errStale}
	}
	t = found[0]
	before := t.Status
	if err := change(&t); err != nil {
		return t, err
	}
	if _, err = tx.Exec(ctx, updateTrip, append([]any{t.ID}, tripValues(t)...)...); err != nil {
		return t, err
	}
	t.Version++
	event := fleet.EventType("")
	if t.Status != before {
		event = fleet.EventTripStatus
	}
	return t, recordTrip(ctx, tx, t, c, event)
}

const insertTripChange = `
INSERT INTO trip_changes (trip_id, version, at, who, via, what, why)
VALUES ($1, $2, $3, $4, $5, $6, $7)`

const insertTripEvent = `
INSERT INTO outbox (type, key, version, body, at)
VALUES ($1, $2, $3, jsonb_build_object('ref', $2::text, 'status', $4::text), $5)`

// recordTrip writes the history row and, when the status changed, the event.
func recordTrip(ctx context.Context, tx pgx.Tx, t fleet.Trip, c TripChange, event fleet.EventType) error {
	if _, err := tx.Exec(ctx, insertTripChange, t.ID, t.Version, c.At, c.Who, c.Via, c.What, c.Why); err != nil {
		return err
	}
	if event == "" {
		return nil
	}
	_, err := tx.Exec(ctx, insertTripEvent, event, t.Ref, t.Version, t.Status, c.At)
	return err
}
