package jobs

import (
	"context"
	"time"

	"watchtower/fleet"
)

const (
	fixesSettle  = 2 * time.Hour // trackers send what they kept in a dead spot; then it is in
	learnTrips   = 2000          // newest trips that estimates are put to
	learnArrived = 45 * 24 * time.Hour
	askEvery     = time.Hour // on one journey
)

// learnRoads finds out how trucks really get on: passes along the stretches of
// the road table from the fixes of the day, paces from the passes, and how far
// estimates of arrival were off. A run that takes too long goes on where it was.
func (j *Jobs) learnRoads(ctx context.Context) error {
	now, s := j.o.Now().UTC(), j.o.Store
	if err := s.WatchRoads(ctx, now.Add(-fleet.LearnFor)); err != nil {
		return err
	}
	ports, err := s.Ports(ctx)
	if err != nil {
		return err
	}
	roads := fleet.NewRoads()
	for {
		n, err := s.FollowRoads(ctx, roads, ports, now.Add(-fixesSettle))
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if err := s.DropPasses(ctx, now.Add(-2*fleet.LearnFor)); err != nil {
		return err
	}
	passes, err := s.NewestPasses(ctx, fleet.Window{From: now.Add(-fleet.LearnFor), To: now})
	if err != nil {
		return err
	}
	if err := s.SavePaces(ctx, fleet.LearnPaces(passes)); err != nil {
		return err
	}
	return j.learnArrivals(ctx, roads, now)
}

// learnArrivals puts questions to the journeys of late, each answered with what
// was known at its moment.
func (j *Jobs) learnArrivals(ctx context.Context, roads *fleet.Roads, now time.Time) error {
	window := fleet.Window{From: now.Add(-learnArrived), To: now}
	passes, err := j.o.Store.NewestPasses(ctx, fleet.Window{From: window.From.Add(-fleet.LearnFor), To: now})
	if err != nil {
		return err
	}
	check := fleet.NewETACheck(roads, passes, askEvery)
	if err := j.o.Store.Arrivals(ctx, window, learnTrips, func(a fleet.Arrival) { check.Ask(a) }); err != nil {
		return err
	}
	return j.o.Store.SaveETALearned(ctx, fleet.LearnETA(check.Outcomes()))
}
