package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

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

// silent is a truck whose last fix says too little of where it is now.
const silent = `(s.at < CASE s.motion WHEN 'stopped' THEN $9::timestamptz ELSE $8::timestamptz END)`

// nearFilter is shared by the list and the count. A truck is loaded from its
// departure until it is offloaded; available when no trip has begun. LIMIT 1
// keeps the planner from reading all open trips instead of one truck's.
const nearFilter = `
    ST_DWithin(s.point, $1::geography, $2)
    AND t.active AND t.id <> $3
    AND CASE $4
        WHEN ''        THEN true
        WHEN 'offline' THEN ` + silent + `
        WHEN 'moving'  THEN s.motion = 'moving' AND s.at >= $8
        WHEN 'parked'  THEN s.motion = 'stopped' AND s.at >= $9
    END
    AND ($5 = '' OR ($5 = 'loaded') = coalesce((
        SELECT true FROM trips x WHERE x.truck_id = t.id AND x.status IN ('en_route', 'arrived', 'offloading') LIMIT 1), false))
    AND (NOT $6 OR (
        SELECT true FROM trips x WHERE x.truck_id = t.id AND x.status IN ('loading', 'en_route', 'arrived', 'offloading') LIMIT 1) IS NULL)
    AND ($7 = 0 OR t.container_size = 0 OR t.container_size >= $7)
    AND ($10 = 0 OR (
        SELECT true FROM trips x WHERE x.truck_id = t.id AND x.client_id = $10 AND x.status NOT IN ('completed', 'cancelled', 'failed') LIMIT 1))`

// The index orders by the sphere, which is half a percent off at most: some
// more are taken and sorted by the exact distance. What is told of a truck
// beside its state is looked up for those alone that are told of. How many are
// taken stands in the text, so that one plan is good for any arguments:
// planning would cost more than half of the search itself.
const trucksNear = `
WITH near AS MATERIALIZED (
    SELECT c.*, ST_Distance(c.point, $1::geography) AS m
    FROM (
        SELECT t.id, t.plate, s.at, s.point, s.speed_kmh, s.heading, s.motion, s.motion_since, s.place_id
        FROM truck_state s JOIN trucks t ON t.id = s.truck_id
        WHERE` + nearFilter + `
            AND ` + silent + ` = $11
        ORDER BY s.point <-> $1::geography
        LIMIT %d
    ) c
    ORDER BY m, id
    LIMIT $12
)
SELECT t.id, t.plate, t.at, ST_Y(t.point::geometry), ST_X(t.point::geometry), t.speed_kmh, t.heading, t.motion, t.motion_since,
    coalesce(t.place_id, 0), coalesce((SELECT name FROM places p WHERE p.id = t.place_id), ''),
    coalesce(trip.ref, ''), coalesce(trip.status, ''), t.m
FROM near t` + openTrip + `
ORDER BY t.m, t.id`

// nearSizes are how many candidates a statement takes, by what is asked for.
var nearSizes = [...]struct{ limit, take int }{{20, 26}, {100, 130}, {500, 640}, {3000, 3800}}

const countNear = `
SELECT count(*) FROM truck_state s JOIN trucks t ON t.id = s.truck_id WHERE` + nearFilter

func (q NearQuery) args() []any {
	return []any{point(q.Center), q.RadiusM, q.ExceptTruck, q.Status, q.Load, q.Available, q.ContainerSize,
		q.Now.Add(-fleet.SilentMoving), q.Now.Add(-fleet.SilentParked), q.ClientID}
}

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
	if err != nil || !q.Count || len(near) < q.Limit {
		return near, len(near), err
	}
	err = s.pool.QueryRow(ctx, countNear, q.args()...).Scan(&total)
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
	rows, err := s.pool.Query(ctx, fmt.Sprintf(trucksNear, take), append(q.args(), silent, limit)...)
	if err != nil {
		return nil, err
	}
	near := make([]TruckNow, 0, limit)
	var x nearRow
	_, err = pgx.ForEachRow(rows, x.columns(), func() error {
		near = append(near, x.truck(q.Center))
		return nil
	})
	return near, err
}

// nearRow is read into again for each row.
type nearRow struct {
	id, placeID                int64
	plate, motion, place       string
	ref, status                string
	at, since                  time.Time
	lat, lon, speed, course, m float64
}

func (x *nearRow) columns() []any {
	return []any{&x.id, &x.plate, &x.at, &x.lat, &x.lon, &x.speed, &x.course, &x.motion, &x.since, &x.placeID, &x.place, &x.ref, &x.status, &x.m}
}

func (x *nearRow) truck(center fleet.Point) TruckNow {
	p := fleet.Point{Lat: x.lat, Lon: x.lon}
	t := TruckNow{Truck: fleet.Truck{ID: x.id, Plate: x.plate, Active: true}, DistanceM: x.m, Bearing: center.BearingTo(p),
		State: &fleet.State{Position: fleet.Position{TruckID: x.id, At: x.at, Point: p, SpeedKmh: x.speed, Heading: x.course},
			Motion: fleet.Motion(x.motion), MotionSince: x.since, PlaceID: x.placeID, Place: x.place}}
	if x.ref != "" {
		t.Trip = &TripBrief{Ref: x.ref, Status: fleet.TripStatus(x.status)}
	}
	return t
}
