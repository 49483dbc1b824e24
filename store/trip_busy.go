package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// TripCheck says whether a trip may stand beside the other open trips of its
// truck, driver and container. It is asked while nobody else can add one; nil
// takes every trip.
type TripCheck func(t fleet.Trip, open []fleet.Trip) error

// The open trips of a truck, a driver or a container; each part has an index.
const openTripsOf = tripSelect + `
WHERE x.id = ANY(ARRAY(
    SELECT id FROM trips WHERE truck_id = $1 AND status NOT IN ('completed', 'cancelled', 'failed')
    UNION SELECT id FROM trips WHERE driver_id = nullif($2::bigint, 0) AND status NOT IN ('completed', 'cancelled', 'failed')
    UNION SELECT id FROM trips WHERE container <> '' AND container = $3 AND status NOT IN ('completed', 'cancelled', 'failed')))
ORDER BY x.start_at, x.id`

// OpenTripsOf are the open trips that share a truck, driver or container with a
// trip, that trip itself among them.
func (s *Store) OpenTripsOf(ctx context.Context, t fleet.Trip) ([]fleet.Trip, error) {
	out, err := s.openTripsOf(ctx, s.pool, t)
	return out, wrap(err, "OpenTripsOf")
}

func (s *Store) openTripsOf(ctx context.Context, q querier, t fleet.Trip) ([]fleet.Trip, error) {
	return s.trips(ctx, q, openTripsOf, t.TruckID, t.DriverID, fleet.Key(t.Container))
}

// Who books a truck, a driver or a container waits for whoever is booking it.
const lockBooking = `SELECT pg_advisory_xact_lock(hashtextextended(k, 26)) FROM unnest($1::text[]) AS k`

func book(ctx context.Context, tx pgx.Tx, trips ...fleet.Trip) error {
	var keys []string
	for _, t := range trips {
		keys = append(keys, fmt.Sprintf("truck %d", t.TruckID))
		if t.DriverID != 0 {
			keys = append(keys, fmt.Sprintf("driver %d", t.DriverID))
		}
		if t.Container != "" {
			keys = append(keys, "container "+fleet.Key(t.Container))
		}
	}
	slices.Sort(keys) // one order for all, so that nobody waits in a circle
	_, err := tx.Exec(ctx, lockBooking, slices.Compact(keys))
	return err
}

// checkTrips books what trips need and asks of each whether it may be.
func (s *Store) checkTrips(ctx context.Context, tx pgx.Tx, may TripCheck, trips ...fleet.Trip) error {
	if may == nil {
		return nil
	}
	if err := book(ctx, tx, trips...); err != nil {
		return err
	}
	for _, t := range trips {
		open, err := s.openTripsOf(ctx, tx, t)
		if err != nil {
			return err
		}
		if err := may(t, open); err != nil {
			return err
		}
	}
	return nil
}
