package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
)

// NearQuery asks for the trucks around a point.
type NearQuery struct {
	Center        fleet.Point
	RadiusM       float64
	Limit         int
	ExceptTruck   int64  // the truck in the middle
	Status        string // moving, parked, offline; empty for any
	Load          string // loaded, empty; empty for any
	Available     bool   // active and on no trip
	ContainerSize int    // can take this size; trucks of unknown size may
	ClientID      int64  // its open trips are for this client; 0 for any
	Count         bool   // also how many there are beyond the limit
	Now           time.Time
}

// trucksNear takes the nearest by the index, which orders by the sphere and is
// half a percent off at most, which is one truck in a hundred where they stand
// evenly: a tenth more are taken, measured exactly here, and sorted. How many
// are taken stands in the text, and so does what is asked of a truck: one plan
// is then good for any arguments, and begins no part that is not needed.
// Planning, beginning all parts, or sorting there, would cost as much as the
// search itself. A truck with several open trips comes once for each.
const trucksNear = `
SELECT c.id, c.plate, c.at, c.point, c.speed_kmh, c.heading, c.motion, c.motion_since,
    coalesce(c.place_id, 0), coalesce(x.ref, ''), coalesce(x.status, ''), x.start_at
FROM (
    SELECT t.id, t.plate, s.at, s.point, s.speed_kmh, s.heading, s.motion, s.motion_since, s.place_id
    FROM truck_state s JOIN trucks t ON t.id = s.truck_id
    WHERE %s
    ORDER BY s.point <-> $1::geography
    LIMIT %d
) c LEFT JOIN trips x ON x.truck_id = c.id AND x.status NOT IN ('completed', 'cancelled', 'failed')`

// nearSizes are how many candidates a statement takes, by what is asked for.
var nearSizes = [...]struct{ limit, take int }{{20, 22}, {100, 110}, {500, 550}, {3000, 3300}}

const countNear = `
SELECT count(*) FROM truck_state s JOIN trucks t ON t.id = s.truck_id WHERE `

// TrucksNear lists the nearest trucks first, and, if the query asks to count,
// how many there are in all; else how many it lists. Trucks that fell silent
// come after all others, because they may be elsewhere by now. Of each is read
// what a list tells: its plate, its state without odometer and ignition, and
// the reference and status of its trip.
func (s *Store) TrucksNear(ctx context.Context, q NearQuery) (near []TruckNow, total int, err error) {
	defer func() { err = wrap(err, "TrucksNear") }()
	near, err = s.near(ctx, q, false, q.Limit)
	if left := q.Limit - len(near); err == nil && left > 0 {
		var lost []TruckNow
		lost, err = s.near(ctx, q, true, left)
		near = append(near, lost...)
	}
	if err == nil {
		err = s.placeTrucks(ctx, near)
	}
	if err == nil {
		err = s.nameInside(ctx, near)
	}
	if err != nil || !q.Count || len(near) < q.Limit {
		return near, len(near), err
	}
	var c nearConditions
	c.ask(q)
	err = s.pool.QueryRow(ctx, countNear+c.sql(), c.args...).Scan(&total)
	return near, total, err
}

// near lists the trucks that are silent, or those that are not.
func (s *Store) near(ctx context.Context, q NearQuery, silent bool, limit int) ([]TruckNow, error) {
	take := nearSizes[len(nearSizes)-1].take
	for _, size := range slices.Backward(nearSizes[:]) {
		if limit <= size.limit {
			take = size.take
		}
	}
	var c nearConditions
	c.ask(q)
	lost := c.silent(q)
	if !silent {
		lost = "NOT " + lost
	}
	c.and(lost)
	rows, err := s.pool.Query(ctx, fmt.Sprintf(trucksNear, c.sql(), take), c.args...)
	if err != nil {
		return nil, err
	}
	found := make([]*nearRow, 0, take)
	var x nearRow
	_, err = pgx.ForEachRow(rows, x.columns(), func() error {
		one := x
		one.m = q.Center.MetersTo(pointOf(&one.point))
		found = append(found, &one)
		return nil
	})
	slices.SortFunc(found, (*nearRow).compare)
	near := make([]TruckNow, 0, min(limit, len(found)))
	for i, x := range found {
		if len(near) < limit && (i == 0 || x.id != found[i-1].id) {
			near = append(near, x.truck(q.Center))
		}
	}
	return near, err
}

// nearRow is a truck and one of its open trips.
type nearRow struct {
	id, placeID   int64
	plate, motion string
	ref, status   string
	at, since     time.Time
	start         *time.Time // of the trip
	point         geom.Point
	speed, course float32
	m             float64
}

func (x *nearRow) columns() []any {
	return []any{&x.id, &x.plate, &x.at, &x.point, &x.speed, &x.course, &x.motion, &x.since, &x.placeID, &x.ref, &x.status, &x.start}
}

// compare sorts by distance; of one truck, the trip it is on comes first, else
// the next one, as openTrip has it.
func (x *nearRow) compare(y *nearRow) int {
	if c := cmp.Or(cmp.Compare(x.m, y.m), cmp.Compare(x.id, y.id)); c != 0 || x.start == nil || y.start == nil {
		return c
	}
	return cmp.Or(cmp.Compare(x.waits(), y.waits()), x.start.Compare(*y.start))
}

func (x *nearRow) waits() int {
	if x.status == string(fleet.Scheduled) {
		return 1
	}
	return 0
}

func (x *nearRow) truck(center fleet.Point) TruckNow {
	p := pointOf(&x.point)
	t := TruckNow{Truck: fleet.Truck{ID: x.id, Plate: x.plate, Active: true}, DistanceM: x.m, Bearing: center.BearingTo(p),
		State: &fleet.State{Position: fleet.Position{TruckID: x.id, At: x.at, Point: p, SpeedKmh: float64(x.speed), Heading: float64(x.course)},
			Motion: fleet.Motion(x.motion), MotionSince: x.since, PlaceID: x.placeID}}
	if x.ref != "" {
		t.Trip = &TripBrief{Ref: x.ref, Status: fleet.TripStatus(x.status)}
	}
	return t
}
