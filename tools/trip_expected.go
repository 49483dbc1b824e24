package tools

import (
	"context"
	"time"

	"watchtower/fleet"
)

// ExpectTrips says when trips on their way arrive, as trip_eta tells it. With
// tracks it looks at what each truck did in the last hours, else at its state
// alone. A trip of which nothing can be said has a zero From.
func (r *Registry) ExpectTrips(ctx context.Context, now time.Time, trips []fleet.Trip, tracks bool) ([]fleet.Expectation, error) {
	ids := make([]int64, len(trips))
	out := make([]fleet.Expectation, len(trips))
	at := map[int64]int{}
	for i, t := range trips {
		ids[i], out[i].TripID, at[t.ID] = t.TruckID, t.ID, i
	}
	list, err := r.desk.goingTo(ctx, now, ids, trips, nil)
	if err != nil {
		return nil, err
	}
	all, err := r.desk.expect(ctx, now, list, tracks)
	for _, x := range all {
		if x.why == "" && x.trip != nil {
			out[at[x.trip.ID]] = fleet.Expectation{TripID: x.trip.ID, From: now, Low: x.eta.Low, Mid: x.eta.Mid, High: x.eta.High}
		}
	}
	return out, err
}
