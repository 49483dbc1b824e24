package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const tripSelect = `
SELECT x.id, x.ref, x.truck_id, t.plate, coalesce(x.driver_id, 0), coalesce(d.name, ''),
    coalesce(x.client_id, 0), coalesce(c.name, ''), x.origin_id, o.name, x.destination_id, e.name,
    x.stops, ARRAY(SELECT p.name FROM unnest(x.stops) WITH ORDINALITY AS u(id, n) JOIN places p ON p.id = u.id ORDER BY u.n),
    x.container, x.container_size, x.cargo, x.waybill, x.status, x.start_at, x.reason,
    x.loading_at, x.departed_at, x.arrived_at, x.offloading_at, x.completed_at, x.version
FROM trips x
JOIN trucks t ON t.id = x.truck_id
JOIN places o ON o.id = x.origin_id
JOIN places e ON e.id = x.destination_id
LEFT JOIN drivers d ON d.id = x.driver_id
LEFT JOIN clients c ON c.id = x.client_id`

func scanTrip(row pgx.CollectableRow) (fleet.Trip, error) {
	var t fleet.Trip
	var loading, departed, arrived, offloading, completed *time.Time
	err := row.Scan(&t.ID, &t.Ref, &t.TruckID, &t.Truck, &t.DriverID, &t.Driver,
		&t.ClientID, &t.Client, &t.OriginID, &t.Origin, &t.DestinationID, &t.Destination,
		&t.StopIDs, &t.Stops, &t.Container, &t.ContainerSize, &t.Cargo, &t.Waybill, &t.Status, &t.Start, &t.Reason,
		&loading, &departed, &arrived, &offloading, &completed, &t.Version)
	t.Times = fleet.Milestones{Loading: orZero(loading), Departed: orZero(departed), Arrived: orZero(arrived),
		Offloading: orZero(offloading), Completed: orZero(completed)}
	return t, err
}

func (s *Store) trips(ctx context.Context, q querier, sql string, args ...any) ([]fleet.Trip, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanTrip)
}

const insertTrip = `
INSERT INTO trips (ref, key, truck_id, driver_id, client_id, origin_id, destination_id, stops,
    container, container_size, cargo, waybill, waybill_key, status, start_at,
    loading_at, departed_at, arrived_at, offloading_at, completed_at, reason, created_at)
VALUES ($1, $2, $3, nullif($4::bigint, 0), nullif($5::bigint, 0), $6, $7, $8,
    $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
RETURNING id`

const nextTripRef = `SELECT nextval('trip_ref')::text`

// Numbers that people or a list gave to trips are never handed out again. A
// number far ahead of the sequence is a date or a slip, and does not move it.
const skipTripRef = `
SELECT setval('trip_ref', $1::bigint)
FROM trip_ref
WHERE $1::bigint >= last_value AND $1::bigint < last_value + 10000`

// CreateTrip keeps a new trip and gives it a reference unless it has one. The
// change that it records is the first of the trip's history.
func (s *Store) CreateTrip(ctx context.Context, t fleet.Trip, c TripChange) (ref string, err error) {
	defer func() { err = wrap(err, "CreateTrip") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if t.Ref == "" {
			if err := tx.QueryRow(ctx, nextTripRef).Scan(&t.Ref); err != nil {
				return err
			}
		} else if n, ok := number(t.Ref); ok {
			if _, err := tx.Exec(ctx, skipTripRef, n); err != nil {
				return err
			}
		}
		err := tx.QueryRow(ctx, insertTrip, t.Ref, fleet.Key(t.Ref), t.TruckID, t.DriverID, t.ClientID, t.OriginID, t.DestinationID, orEmpty(t.StopIDs),
			fleet.Key(t.Container), t.ContainerSize, t.Cargo, t.Waybill, fleet.Key(t.Waybill), t.Status, t.Start,
			orNull(t.Times.Loading), orNull(t.Times.Departed), orNull(t.Times.Arrived), orNull(t.Times.Offloading), orNull(t.Times.Completed),
			t.Reason, c.At).Scan(&t.ID)
		if err != nil {
			return err
		}
		t.Version = 1
		return recordTrip(ctx, tx, t, c, fleet.EventTripCreated)
	})
	if isUnique(err, "trips_key_key") {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "ref", Message: "There is already a trip " + t.Ref + "."}
	}
	return t.Ref, err
}

// orEmpty stores no stops as an empty list; the column is never NULL.
func orEmpty(ids []int64) []int64 {
	if ids == nil {
		return []int64{}
	}
	return ids
}

// number reads a reference that could have come from the sequence.
func number(ref string) (n int64, ok bool) {
	if len(ref) > 12 || ref == "" {
		return 0, false
	}
	for _, r := range ref {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, n > 0
}

const tripByRef = tripSelect + `
WHERE x.key = $1`

// Trip reads a trip by its reference.
func (s *Store) Trip(ctx context.Context, ref string) (fleet.Trip, error) {
	found, err := s.trips(ctx, s.pool, tripByRef, fleet.Key(ref))
	if err != nil {
		return fleet.Trip{}, wrap(err, "Trip(%q)", ref)
	}
	if len(found) == 0 {
		return fleet.Trip{}, &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: "There is no trip " + ref + "."}
	}
	return found[0], nil
}

var errStale = errors.New("trip changed since it was read")
