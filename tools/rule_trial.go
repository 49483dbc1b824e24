package tools

import (
	"context"
	"sync"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	triedTrucks = 100             // at most, by chance
	triedAtOnce = 4               // trucks whose past is read at a time
	triedWithin = 7 * time.Second // no truck is begun after this, so that the answer comes within Deadline
)

// ruleTrial is a rule that is tried on the past: as it would be, and as it is.
type ruleTrial struct {
	kind      fleet.AlertKind
	scope     fleet.RuleScope
	would, is fleet.AlertRules
	window    fleet.Window
	places    *fleet.PlaceIndex
}

// triedTruck is what came of it for one truck.
type triedTruck struct {
	store.PastTruck
	would, is []fleet.Trouble
}

// try lives through the past of trucks, until the time is up.
func (d *desk) try(ctx context.Context, t ruleTrial, trucks []store.PastTruck) (out []triedTruck, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	end := time.Now().Add(triedWithin) // real time, even where the clock is simulated
	next := make(chan store.PastTruck)
	var mu sync.Mutex
	var team sync.WaitGroup
	for range min(triedAtOnce, len(trucks)) {
		team.Go(func() {
			for truck := range next {
				one, err := d.tryOne(ctx, t, truck)
				if err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				out = append(out, one)
				mu.Unlock()
			}
		})
	}
	for _, truck := range trucks {
		if ctx.Err() != nil || time.Now().After(end) {
			break
		}
		select {
		case next <- truck:
		case <-ctx.Done():
		}
	}
	close(next)
	team.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, nil
}

func (d *desk) tryOne(ctx context.Context, t ruleTrial, truck store.PastTruck) (out triedTruck, err error) {
	past, err := d.store.Past(ctx, truck, t.window)
	if err != nil {
		return out, err
	}
	out.PastTruck = truck
	out.would = t.within(fleet.Replay(t.would, t.kind, past, t.places, t.window), past)
	out.is = t.within(fleet.Replay(t.is, t.kind, past, t.places, t.window), past)
	return out, nil
}

// within leaves the incidents that the rule's scope is about: at its place, on
// trips for its client.
func (t ruleTrial) within(list []fleet.Trouble, past fleet.Past) (out []fleet.Trouble) {
	place := t.places.ByID(t.scope.PlaceID)
	for _, f := range list {
		switch {
		case f.Weak: // it is part of another
		case place != nil && f.PlaceID != place.ID && place.Beyond(f.Point) > 0:
		case t.scope.ClientID != 0 && !forClient(past.Trips, f.TripID, t.scope.ClientID):
		default:
			out = append(out, f)
		}
	}
	return out
}

// forClient says whether an incident is on a trip of a client, or on none.
func forClient(trips []fleet.Trip, trip, client int64) bool {
	for _, t := range trips {
		if t.ID == trip {
			return t.ClientID == client
		}
	}
	return true
}
