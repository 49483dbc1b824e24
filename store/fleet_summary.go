package store

import (
	"context"
	"time"

	"watchtower/fleet"
)

// FleetNow counts the active trucks by what they do at a moment.
type FleetNow struct {
	Trucks, Moving, Idling, Stopped, Offline, Never int
	Loaded, Available                               int
	TripsOngoing, TripsLate                         int       // whatever day they were planned for
	Newest                                          time.Time // of all fixes; zero when there are none
}

// fleetNow reads the states without their trucks: all but a few trucks are
// active, and joining a hundred thousand rows is most of the work.
const fleetNow = `
WITH known AS (
    SELECT s.motion, s.at, s.at >= CASE s.motion WHEN 'stopped' THEN $2::timestamptz ELSE $1::timestamptz END AS fresh
    FROM truck_state s
    WHERE NOT EXISTS (SELECT FROM trucks t WHERE t.id = s.truck_id AND NOT t.active)
), open AS (
    SELECT o.truck_id, bool_or(o.status <> 'loading') AS loaded
    FROM trips o
    WHERE o.status IN ('loading', 'en_route', 'arrived', 'offloading')
        AND NOT EXISTS (SELECT FROM trucks t WHERE t.id = o.truck_id AND NOT t.active)
    GROUP BY o.truck_id
)
SELECT (SELECT count(*) FROM trucks WHERE active),
    count(*) FILTER (WHERE motion = 'moving'  AND fresh),
    count(*) FILTER (WHERE motion = 'idling'  AND fresh),
    count(*) FILTER (WHERE motion = 'stopped' AND fresh),
    count(*) FILTER (WHERE NOT fresh),
    count(*),
    (SELECT count(*) FROM open WHERE loaded),
    (SELECT count(*) FROM open),
    (SELECT count(*) FROM trips WHERE status IN ('loading', 'en_route', 'arrived', 'offloading')),
    (SELECT count(*) FROM trips WHERE status IN ('scheduled', 'loading') AND start_at < $3),
    max(at)
FROM known`

// FleetNow counts at now; silence makes a truck offline by fleet's limits.
func (s *Store) FleetNow(ctx context.Context, now time.Time) (f FleetNow, err error) {
	var newest *time.Time
	var known, busy int
	err = s.pool.QueryRow(ctx, fleetNow, now.Add(-fleet.SilentMoving), now.Add(-fleet.SilentParked), now.Add(-fleet.LateGrace)).
		Scan(&f.Trucks, &f.Moving, &f.Idling, &f.Stopped, &f.Offline, &known, &f.Loaded, &busy, &f.TripsOngoing, &f.TripsLate, &newest)
	f.Newest, f.Never, f.Available = orZero(newest), f.Trucks-known, f.Trucks-busy
	return f, wrap(err, "FleetNow")
}

// TripCounts counts the trips planned to start in a window.
type TripCounts struct {
	Total, Scheduled, Ongoing, Completed, Cancelled, Failed int
	Departed, OnTime                                        int // on time: departed within the grace
	TrucksUsed                                              int
}

const tripCounts = `
SELECT count(*),
    count(*) FILTER (WHERE status = 'scheduled'),
    count(*) FILTER (WHERE status IN ('loading', 'en_route', 'arrived', 'offloading')),
    count(*) FILTER (WHERE status = 'completed'),
    count(*) FILTER (WHERE status = 'cancelled'),
    count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE departed_at IS NOT NULL),
    count(*) FILTER (WHERE departed_at <= start_at + $3::interval),
    count(DISTINCT truck_id) FILTER (WHERE departed_at IS NOT NULL)
FROM trips
WHERE start_at >= $1 AND start_at < $2`

// TripCounts counts what became of them so far.
func (s *Store) TripCounts(ctx context.Context, w fleet.Window) (c TripCounts, err error) {
	err = s.pool.QueryRow(ctx, tripCounts, w.From, w.To, fleet.LateGrace).
		Scan(&c.Total, &c.Scheduled, &c.Ongoing, &c.Completed, &c.Cancelled, &c.Failed, &c.Departed, &c.OnTime, &c.TrucksUsed)
	return c, wrap(err, "TripCounts")
}
