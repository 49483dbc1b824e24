package jobs

import (
	"context"
	"log/slog"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	routeFor   = 6 * time.Hour // a learned way is used so long before it is learned again
	routeSoon  = time.Minute   // after a failure
	routesMax  = 5000          // pairs of places that are remembered
	routeLeast = 2             // trips that make a way: one alone may have been astray itself
)

// routes remembers the ways between places.
type routes struct {
	store *store.Store
	roads *fleet.Roads
	known map[[2]int64]routeKnown
}

type routeKnown struct {
	fleet.Route
	until time.Time
}

// of is a trip's way: what the newest trips between its places drove, else the
// corridor of the road table. A trip with stops on the way has none.
func (r *routes) of(ctx context.Context, t fleet.Trip, places *fleet.PlaceIndex, now time.Time, log *slog.Logger) fleet.Route {
	from, to := places.ByID(t.OriginID), places.ByID(t.DestinationID)
	if len(t.StopIDs) > 0 || from == nil || to == nil {
		return fleet.Route{}
	}
	key := [2]int64{t.OriginID, t.DestinationID}
	if k, ok := r.known[key]; ok && now.Before(k.until) {
		return k.Route
	}
	if len(r.known) >= routesMax {
		clear(r.known)
	}
	k := routeKnown{until: now.Add(routeFor)}
	var err error
	if k.Route, err = r.store.RouteLearned(ctx, t.OriginID, t.DestinationID, now); err != nil {
		log.Warn("the way between two places was not learned", "from", from.Name, "to", to.Name, "error", err)
		k.until = now.Add(routeSoon)
	}
	if corridor := r.roads.Corridor(from.Center, to.Center); k.Learned < routeLeast {
		k.Route = corridor
	}
	r.known[key] = k
	return k.Route
}
