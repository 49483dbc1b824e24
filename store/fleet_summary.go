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

const fleetNow = `
SELECT count(*),
    count(*) FILTER (WHERE s.motion = 'moving'  AND s.at >= $1),
    count(*) FILTER (WHERE s.motion = 'idling'  AND s.at >= $1),
    count(*) FILTER (WHERE s.motion = 'stopped' AND s.at >= $2),
    count(*) FILTER (WHERE s.at < CASE s.motion WHEN 'stopped' THEN $2::timestamptz ELSE $1::timestamptz END),
    count(*) FILTER (WHERE s.at IS NULL),
    count(*) FILTER (WHERE open.loaded),
    count(*) FILTER (WHERE NOT coalesce(open.busy, false)),
    (SELECT count(*) FROM trips WHERE status IN ('loading', 'en_route', 'arrived', 'offloading')),
    (SELECT count(*) FROM trips WHERE status IN ('scheduled', 'loading') AND start_at < $3),
    max(s.at)
FROM trucks t
LEFT JOIN truck_state s ON s.truck_id = t.id
LEFT JOIN (
    SELECT truck_id, true AS busy, bool_or(status <> 'loading') AS loaded
    FROM trips
    WHERE status IN ('loading', 'en_route', 'arrived', 'offloading')
    GROUP BY truck_id
) open ON open.truck_id = t.id
WHERE t.active`

// FleetNow counts at now; silence makes a truck offline by fleet's limits.
func (s *Store) FleetNow(ctx context.Context, now time.Time) (f FleetNow, err error) {
	var newest *time.Time
	err = s.pool.QueryRow(ctx, fleetNow, now.Add(-fleet.SilentMoving), now.Add(-fleet.SilentParked), now.Add(-fleet.LateGrace)).
		Scan(&f.Trucks, &f.Moving, &f.Idling, &f.Stopped, &f.Offline, &f.Never, &f.Loaded, &f.Available, &f.TripsOngoing, &f.TripsLate, &newest)
	f.Newest = orZero(newest)
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
