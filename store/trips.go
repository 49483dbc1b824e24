package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const tripSelect = `
SELECT x.id, x.ref, x.truck_id, t.plate, coalesce(x.driver_id, 0), coalesce(d.name, ''),
    coalesce(x.client_id, 0), coalesce(c.name, ''), x.origin_id, o.name, x.destination_id, e.name,
    x.stops, ARRAY(SELECT p.name FROM unnest(x.stops) WITH ORDINALITY AS u(id, n) JOIN places p ON p.id = u.id ORDER BY u.n),
    coalesce(x.return_id, 0), coalesce(b.name, ''),
    x.container, x.container_size, x.cargo, x.waybill, x.status, x.start_at, x.reason, x.by_hand, x.gps_from, x.version,
    x.consignee, x.motor_boy, x.tdo, x.call_up, x.call_up_at, x.weight_kg, x.interchange, x.diesel_l, x.diesel_naira, x.allowance_naira,
    x.at_origin_at, x.loading_at, x.loaded_at, x.departed_at, x.arrived_at, x.offloading_at, x.completed_at, x.returned_at,
    x.plan_at_origin, x.plan_loading, x.plan_loaded, x.plan_arrived, x.plan_offloading, x.plan_completed, x.plan_returned
FROM trips x
JOIN trucks t ON t.id = x.truck_id
JOIN places o ON o.id = x.origin_id
JOIN places e ON e.id = x.destination_id
LEFT JOIN places b ON b.id = x.return_id
LEFT JOIN drivers d ON d.id = x.driver_id
LEFT JOIN clients c ON c.id = x.client_id`

func scanTrip(row pgx.CollectableRow) (fleet.Trip, error) {
	var t fleet.Trip
	var callUp *time.Time
	var times, plan [len(fleet.MilestoneNames)]*time.Time
	p, i := &t.Papers, &t.Issued
	into := []any{&t.ID, &t.Ref, &t.TruckID, &t.Truck, &t.DriverID, &t.Driver,
		&t.ClientID, &t.Client, &t.OriginID, &t.Origin, &t.DestinationID, &t.Destination,
		&t.StopIDs, &t.Stops, &t.ReturnID, &t.Return,
		&t.Container, &t.ContainerSize, &t.Cargo, &t.Waybill, &t.Status, &t.Start, &t.Reason, &t.ByHand, &t.GPSFrom, &t.Version,
		&p.Consignee, &p.MotorBoy, &p.TDO, &p.CallUp, &callUp, &p.WeightKg, &p.Interchange, &i.DieselL, &i.DieselNaira, &i.AllowanceNaira}
	for n := range times {
		into = append(into, &times[n])
	}
	for n, name := range fleet.MilestoneNames {
		if name != "departed" { // planned by start_at
			into = append(into, &plan[n])
		}
	}
	err := row.Scan(into...)
	p.CallUpAt = orZero(callUp)
	for n, at := range t.Times.List() {
		*at = orZero(times[n])
	}
	for n, at := range t.Plan.List() {
		*at = orZero(plan[n])
	}
	return t, err
}

func (s *Store) trips(ctx context.Context, q querier, sql string, args ...any) ([]fleet.Trip, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanTrip)
}

// What of a trip people decide, in the order of tripValues.
const tripColumnsSet = `truck_id, driver_id, client_id, origin_id, destination_id, stops, return_id,
    container, container_size, cargo, waybill, waybill_key, status, start_at, reason, by_hand, gps_from,
    consignee, motor_boy, tdo, call_up, call_up_at, weight_kg, interchange, diesel_l, diesel_naira, allowance_naira,
    at_origin_at, loading_at, loaded_at, departed_at, arrived_at, offloading_at, completed_at, returned_at,
    plan_at_origin, plan_loading, plan_loaded, plan_arrived, plan_offloading, plan_completed, plan_returned`

const tripMarks = `$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42,
    $43`

const insertTrip = `
INSERT INTO trips (ref, ` + tripColumnsSet + `, key, created_at)
VALUES ($1, ` + tripMarks + `, $44, $45)
ON CONFLICT (key) DO NOTHING
RETURNING id`

func tripValues(t fleet.Trip) []any {
	p, i := t.Papers, t.Issued
	out := []any{t.TruckID, idOrNull(t.DriverID), idOrNull(t.ClientID), t.OriginID, t.DestinationID, orEmpty(t.StopIDs), idOrNull(t.ReturnID),
		fleet.Key(t.Container), t.ContainerSize, t.Cargo, t.Waybill, fleet.Key(t.Waybill), t.Status, t.Start, t.Reason, t.ByHand, t.GPSFrom,
		p.Consignee, p.MotorBoy, p.TDO, p.CallUp, orNull(p.CallUpAt), p.WeightKg, p.Interchange, i.DieselL, i.DieselNaira, i.AllowanceNaira}
	for _, at := range t.Times.List() {
		out = append(out, orNull(*at))
	}
	for n, at := range t.Plan.List() {
		if fleet.MilestoneNames[n] != "departed" {
			out = append(out, orNull(*at))
		}
	}
	return out
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

const nextTripRef = `SELECT nextval('trip_ref')::text`

// Numbers that people or a list gave to trips are never handed out again. A
// number far ahead of the sequence is a date or a slip, and does not move it: the
// sequence steps over it when it gets there.
const skipTripRef = `
SELECT setval('trip_ref', $1::bigint)
FROM trip_ref
WHERE $1::bigint >= last_value AND $1::bigint < last_value + 10000`

// CreateTrip keeps a new trip and gives it a reference unless it has one. The
// change that it records is the first of the trip's history.
func (s *Store) CreateTrip(ctx context.Context, t fleet.Trip, c TripChange, may TripCheck) (ref string, err error) {
	defer func() { err = wrap(err, "CreateTrip") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := s.checkTrips(ctx, tx, may, t); err != nil {
			return err
		}
		return createTrip(ctx, tx, &t, c)
	})
	return t.Ref, err
}

// CreateTrips keeps several new trips, all or none, and gives each a reference.
func (s *Store) CreateTrips(ctx context.Context, trips []fleet.Trip, c TripChange, may TripCheck) (out []fleet.Trip, err error) {
	defer func() { err = wrap(err, "CreateTrips(%d)", len(trips)) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		out = nil
		if err := s.checkTrips(ctx, tx, may, trips...); err != nil {
			return err
		}
		for _, t := range trips {
			if err := createTrip(ctx, tx, &t, c); err != nil {
				return err
			}
			out = append(out, t)
		}
		return nil
	})
	return out, err
}

func createTrip(ctx context.Context, tx pgx.Tx, t *fleet.Trip, c TripChange) (err error) {
	if t.Ref == "" {
		err = numberTrip(ctx, tx, t, c.At)
	} else {
		err = nameTrip(ctx, tx, t, c.At)
	}
	if err != nil {
		return err
	}
	t.Version = 1
	return recordTrip(ctx, tx, *t, c, fleet.EventTripCreated)
}

// numberTrip keeps a trip under the next number that is free.
func numberTrip(ctx context.Context, tx pgx.Tx, t *fleet.Trip, at time.Time) error {
	for taken := true; taken; {
		var ref string
		err := tx.QueryRow(ctx, nextTripRef).Scan(&ref)
		if err != nil {
			return err
		}
		if taken, err = keepTrip(ctx, tx, t, ref, at); err != nil {
			return err
		}
	}
	return nil
}

// nameTrip keeps a trip under the reference that it came with.
func nameTrip(ctx context.Context, tx pgx.Tx, t *fleet.Trip, at time.Time) error {
	if n, ok := number(fleet.Key(t.Ref)); ok {
		if _, err := tx.Exec(ctx, skipTripRef, n); err != nil {
			return err
		}
	}
	taken, err := keepTrip(ctx, tx, t, t.Ref, at)
	if taken {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "ref", Message: "There is already a trip " + t.Ref + "."}
	}
	return err
}

// keepTrip writes a trip unless another has its reference.
func keepTrip(ctx context.Context, tx pgx.Tx, t *fleet.Trip, ref string, at time.Time) (taken bool, err error) {
	args := append([]any{ref}, tripValues(*t)...)
	err = tx.QueryRow(ctx, insertTrip, append(args, fleet.Key(ref), at)...).Scan(&t.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return true, nil
	}
	t.Ref = ref
	return false, err
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
	key := fleet.Key(ref)
	found, err := s.trips(ctx, s.pool, tripByRef, key)
	if n, bare := number(strings.TrimPrefix(key, "TR")); err == nil && len(found) == 0 && bare {
		found, err = s.trips(ctx, s.pool, tripByRef, strconv.FormatInt(n, 10)) // TR-3101 is 3101
	}
	if err != nil {
		return fleet.Trip{}, wrap(err, "Trip(%q)", ref)
	}
	if len(found) == 0 {
		return fleet.Trip{}, &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: "There is no trip " + ref + "."}
	}
	return found[0], nil
}

var errStale = errors.New("trip changed since it was read")
