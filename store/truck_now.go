package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
)

// TruckNow is a truck with what is known of it at a moment.
type TruckNow struct {
	fleet.Truck
	State *fleet.State // nil when it has never reported
	Near  Nearby       // where it is, in words; empty when it has never reported
	Trip  *TripBrief   // the trip it is on, else the next one; nil when none
	// DistanceM and Bearing are from the point asked about, in trucks_near.
	DistanceM, Bearing float64
}

// TripBrief is what a line about a truck says of its trip.
type TripBrief struct {
	Ref, Origin, Destination, Container, Waybill string
	Status                                       fleet.TripStatus
	Start                                        time.Time
}

// truckNow reads everything in one round trip. The lateral join touches one
// trip by the partial index of open trips; what is near comes from memory.
const truckNowColumns = `
    t.id, t.plate, t.make, t.model, t.container_size, t.fleet_group, t.flag, t.active,
    coalesce(d.id, 0), coalesce(d.name, ''),
    s.at, s.point, s.speed_kmh, s.heading, s.ignition, s.odometer_km, s.received_at, s.motion, s.motion_since,
    coalesce(s.place_id, 0), coalesce(inside.name, ''), s.place_since,
    trip.ref, trip.status, trip.start_at, trip.container, trip.waybill, o.name, e.name`

const truckNowJoins = `
LEFT JOIN drivers d ON d.id = t.driver_id
LEFT JOIN places inside ON inside.id = s.place_id` + openTrip + `
LEFT JOIN places o ON o.id = trip.origin_id
LEFT JOIN places e ON e.id = trip.destination_id`

// openTrip is the trip that truck t is on, else its next one.
const openTrip = `
LEFT JOIN LATERAL (
    SELECT x.ref, x.status, x.start_at, x.container, x.waybill, x.origin_id, x.destination_id
    FROM trips x
    WHERE x.truck_id = t.id AND x.status NOT IN ('completed', 'cancelled', 'failed')
    ORDER BY x.status = 'scheduled', x.start_at
    LIMIT 1
) trip ON true`

const trucksByID = `
SELECT` + truckNowColumns + `, 0::float8, 0::float8
FROM trucks t
LEFT JOIN truck_state s ON s.truck_id = t.id` + truckNowJoins + `
WHERE t.id = ANY($1)
ORDER BY array_position($1, t.id)`

// Trucks reads trucks by id, in the order asked.
func (s *Store) Trucks(ctx context.Context, ids ...int64) ([]TruckNow, error) {
	rows, err := s.pool.Query(ctx, trucksByID, ids)
	if err != nil {
		return nil, wrap(err, "Trucks")
	}
	out, err := pgx.CollectRows(rows, scanTruckNow)
	if err == nil {
		err = s.placeTrucks(ctx, out)
	}
	return out, wrap(err, "Trucks")
}

// placeTrucks says of each truck where it is.
func (s *Store) placeTrucks(ctx context.Context, trucks []TruckNow) error {
	index, err := s.places(ctx, s.pool)
	if err != nil {
		return err
	}
	for i := range trucks {
		if st := trucks[i].State; st != nil {
			trucks[i].Near = nearby(index, st.Point)
		}
	}
	return nil
}

func scanTruckNow(row pgx.CollectableRow) (TruckNow, error) {
	var t TruckNow
	var st stateColumns
	var trip tripColumns
	err := row.Scan(&t.ID, &t.Plate, &t.Make, &t.Model, &t.ContainerSize, &t.Group, &t.Flag, &t.Active,
		&t.DriverID, &t.Driver,
		&st.at, &st.point, &st.speed, &st.heading, &st.ignition, &st.odometer, &st.received, &st.motion, &st.motionSince,
		&st.placeID, &st.place, &st.placeSince,
		&trip.ref, &trip.status, &trip.start, &trip.container, &trip.waybill, &trip.origin, &trip.destination,
		&t.DistanceM, &t.Bearing)
	t.State, t.Trip = st.state(t.ID), trip.brief()
	return t, err
}

// stateColumns are the columns of truck_state where a row may be absent.
type stateColumns struct {
	at, received, motionSince, placeSince *time.Time
	point                                 *geom.Point
	speed, heading                        *float32
	odometer                              *float64
	ignition                              *bool
	motion                                *string
	placeID                               int64
	place                                 string
}

func (c stateColumns) state(truckID int64) *fleet.State {
	if c.at == nil {
		return nil
	}
	st := &fleet.State{
		Position: fleet.Position{TruckID: truckID, At: *c.at, Point: pointOf(c.point), SpeedKmh: float64(*c.speed),
			Heading: float64(*c.heading), Ignition: c.ignition, ReceivedAt: *c.received},
		Motion: fleet.Motion(*c.motion), MotionSince: *c.motionSince,
		PlaceID: c.placeID, Place: c.place, PlaceSince: orZero(c.placeSince),
	}
	if c.odometer != nil {
		st.OdometerKm = *c.odometer
	}
	return st
}

type tripColumns struct {
	ref, status, container, waybill, origin, destination *string
	start                                                *time.Time
}

func (c tripColumns) brief() *TripBrief {
	if c.ref == nil {
		return nil
	}
	return &TripBrief{Ref: *c.ref, Status: fleet.TripStatus(*c.status), Start: *c.start,
		Container: *c.container, Waybill: *c.waybill, Origin: *c.origin, Destination: *c.destination}
}

// truckDriven is the truck that the driver %s is on.
const truckDriven = `coalesce(
    (SELECT truck_id FROM trips WHERE driver_id = %[1]s AND status IN ('loading', 'en_route', 'arrived', 'offloading')
     ORDER BY start_at DESC LIMIT 1),
    (SELECT id FROM trucks WHERE driver_id = %[1]s AND active ORDER BY id LIMIT 1), 0)`

// TruckOfDriver is the truck a driver is on: that of the ongoing trip, else the
// usual one, else 0.
func (s *Store) TruckOfDriver(ctx context.Context, driverID int64) (id int64, err error) {
	err = s.pool.QueryRow(ctx, "SELECT "+fmt.Sprintf(truckDriven, "$1"), driverID).Scan(&id)
	return id, wrap(err, "TruckOfDriver(%d)", driverID)
}
