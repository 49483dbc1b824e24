package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// How much of a truck's track belongs to a journey: before it left, and after
// it should have come.
const (
	trackBefore  = 12 * time.Hour
	trackAfter   = 12 * time.Hour
	approachBack = 48 * time.Hour // before loading, the way to a port
	trackFixes   = 60_000
)

// Trips with stops on the way say nothing about the road.
const tripsArrived = `
SELECT ref, truck_id, departed_at, arrived_at, loading_at, origin_id, destination_id, container <> '' OR container_size > 0
FROM trips
WHERE arrived_at >= $1 AND arrived_at < $2 AND departed_at < arrived_at AND cardinality(stops) = 0
ORDER BY arrived_at DESC LIMIT $3`

type tripArrived struct {
	Ref                 string
	Truck               int64
	Departed, Arrived   time.Time
	Loading             *time.Time
	Origin, Destination int64
	Loaded              bool
}

// Arrivals gives the journeys that came to their end in a window, one by one,
// the newest first, of at most so many trips: from each trip's departure to its
// destination, and the way to the port where it loaded. Whether a truck really
// got there is for the fixes to say.
func (s *Store) Arrivals(ctx context.Context, w fleet.Window, trips int, each func(fleet.Arrival)) (err error) {
	defer func() { err = wrap(err, "Arrivals") }()
	rows, err := s.pool.Query(ctx, tripsArrived, w.From, w.To, trips)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[tripArrived])
	if err != nil {
		return err
	}
	places := map[int64]fleet.Place{}
	for _, t := range list {
		for _, id := range []int64{t.Origin, t.Destination} {
			if _, known := places[id]; known {
				continue
			}
			if places[id], err = s.Place(ctx, id); err != nil {
				return err
			}
		}
		if err := s.arrivalsOf(ctx, t, places, each); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) arrivalsOf(ctx context.Context, t tripArrived, places map[int64]fleet.Place, each func(fleet.Arrival)) error {
	track, err := s.Track(ctx, t.Truck, fleet.Window{From: t.Departed.Add(-trackBefore), To: t.Arrived.Add(trackAfter)}, trackFixes)
	if err != nil {
		return err
	}
	each(fleet.Arrival{Ref: t.Ref, Left: t.Departed, To: places[t.Destination], Loaded: t.Loaded, Track: track})
	if t.Loading == nil || places[t.Origin].Kind != "port" {
		return nil
	}
	track, err = s.Track(ctx, t.Truck, fleet.Window{From: t.Loading.Add(-approachBack), To: *t.Loading}, trackFixes)
	if a, ok := fleet.Approach(track, places[t.Origin]); ok && err == nil {
		a.Ref = t.Ref
		each(a)
	}
	return err
}
