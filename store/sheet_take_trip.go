package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const tripByID = tripSelect + `
WHERE x.id = $1`

// TripByID reads a trip by its row.
func (s *Store) TripByID(ctx context.Context, id int64) (fleet.Trip, error) {
	found, err := s.trips(ctx, s.pool, tripByID, id)
	if err != nil {
		return fleet.Trip{}, wrap(err, "TripByID(%d)", id)
	}
	if len(found) == 0 {
		return fleet.Trip{}, fleet.Errorf(fleet.NotFound, "This trip is not in Watch Tower any more.")
	}
	return found[0], nil
}

// TakeTrip changes one trip that is still of this version, with the row it
// comes from.
func (s *Store) TakeTrip(ctx context.Context, m SheetTake, version int, c TripChange, change func(*fleet.Trip) error) (err error) {
	defer func() { err = wrap(err, "TakeTrip(%d)", m.Object) }()
	return s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		t, err := s.changeTrip(ctx, tx, m.Object, version, c, change)
		if errors.Is(err, errStale) {
			err = &fleet.Error{Kind: fleet.Conflict, Field: WasField, Message: "The trip was changed in Watch Tower at the same moment.", Err: err}
		}
		return t.ID, err
	})
}

// TakeNewTrip keeps a new trip with the row it comes from, and gives it a
// reference unless it has one.
func (s *Store) TakeNewTrip(ctx context.Context, m SheetTake, t fleet.Trip, c TripChange) (err error) {
	defer func() { err = wrap(err, "TakeNewTrip") }()
	return s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		err := createTrip(ctx, tx, &t, c)
		return t.ID, err
	})
}
