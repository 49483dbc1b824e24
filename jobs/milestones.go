package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	followEvery = 20 * time.Second
	followTime  = time.Minute // for one round
)

// followTrips moves trips on by what trackers show: arrivals, departures and
// what comes between. It looks at every trip once. Any number of replicas may do
// it at once, because each step goes on the state of the trip that it was worked
// out on.
func (j *Jobs) followTrips(ctx context.Context) error {
	rules, err := j.o.Store.TripRules(ctx)
	if err != nil || rules.Of(fleet.RuleGPS) == fleet.RuleOff {
		return err
	}
	now := j.o.Now()
	all, err := j.o.Store.TripsToFollow(ctx, now)
	if err != nil {
		return err
	}
	open := map[int64][]fleet.Trip{} // by truck
	for _, t := range all {
		open[t.TruckID] = append(open[t.TruckID], t.Trip)
	}
	var faults []error
	for _, t := range all {
		followed, ok := fleet.FollowedTrip(open[t.TruckID], now)
		if ok && followed.ID == t.ID || t.Status == fleet.Completed {
			faults = append(faults, j.followTrip(ctx, t, rules.Of(fleet.RuleGPSGuess) != fleet.RuleOff))
		}
	}
	return errors.Join(faults...)
}

// followTrip takes over each step as a change of its own, so that the history
// says what was seen and when.
func (j *Jobs) followTrip(ctx context.Context, t store.TripSeen, guesses bool) error {
	was := t.Trip
	for _, step := range fleet.Follow(t.Trip, t.Seen, guesses) {
		saved, err := j.o.Store.UpdateTrip(ctx, was.ID, was.Version, gpsChange(was, step, j.o.Now()), func(x *fleet.Trip) error { return x.Take(step) })
		if fleet.KindOf(err) == fleet.Conflict {
			return nil // somebody was faster; the next round looks at what became of it
		}
		if err != nil {
			return err
		}
		was = saved
		j.o.Observe("trip_steps_by_gps_total", 1)
	}
	return nil
}

func gpsChange(t fleet.Trip, s fleet.TripStep, now time.Time) store.TripChange {
	what := fmt.Sprintf("%s noted for %s, by GPS", stepNoun(s.Milestone), fleet.FormatTime(s.At))
	if s.To != "" {
		what = fmt.Sprintf("Status from %s to %s at %s, by GPS", t.Status.Words(), s.To.Words(), fleet.FormatTime(s.At))
	}
	return store.TripChange{At: now, Who: "GPS", Via: fleet.ViaGPS, What: what, Why: s.Why}
}

func stepNoun(milestone string) string {
	if milestone == "returned" {
		return "Return of the empty container"
	}
	return "Arrival at the origin"
}
