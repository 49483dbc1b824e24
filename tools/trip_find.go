package tools

import (
	"context"
	"errors"
	"fmt"

	"watchtower/fleet"
	"watchtower/store"
)

// tripNames are the ways to name one trip.
type tripNames struct {
	TripID, Truck, Driver, Client, Container, Waybill, Destination string
	Self                                                           bool
	// Next asks for the next scheduled trip instead of the one going on.
	Next bool
	// Fits narrows an update to the trips it is legal for; nil takes any.
	Fits func(fleet.Trip) bool
	// Progress says that the update reports a step of a trip that has begun.
	Progress bool
}

// namesNone is true of "my trip": nothing of others could be learned by it.
func (n tripNames) namesNone() bool {
	return n.TripID+n.Truck+n.Driver+n.Client+n.Container+n.Waybill+n.Destination == ""
}

// consideredTrips bounds how many trips of one truck or client are looked at.
const consideredTrips = 20

var openStatuses = append([]fleet.TripStatus{fleet.Scheduled}, fleet.OngoingStatuses...)

// findTrip resolves one trip, or asks which. A driver reaches own trips only,
// and learns nothing of others: every miss reads alike.
func (d *desk) findTrip(ctx context.Context, call *Call, n tripNames) (fleet.Trip, error) {
	if call.Caller.Role != fleet.DriverRole {
		return d.tripNamed(ctx, call, n)
	}
	t, err := d.tripNamed(ctx, call, n)
	if kind := fleet.KindOf(err); kind == fleet.Unavailable || kind == fleet.Internal {
		return fleet.Trip{}, err
	}
	e, ok := errors.AsType[*fleet.Error](err)
	ownChoice := ok && e.Kind == fleet.Ambiguous && e.Field == "trip_id"
	if ownChoice {
		return fleet.Trip{}, err
	}
	if err != nil && n.namesNone() {
		return fleet.Trip{}, &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: "No trip of yours is in the books. Ask your dispatcher when one is planned."}
	}
	if err != nil || t.DriverID != call.Caller.DriverID {
		return fleet.Trip{}, fleet.Errorf(fleet.Forbidden, "Drivers see their own trips only. Ask: my trip.")
	}
	return t, nil
}

func (d *desk) tripNamed(ctx context.Context, call *Call, n tripNames) (fleet.Trip, error) {
	if n.TripID != "" {
		return d.store.Trip(ctx, n.TripID)
	}
	q, err := d.tripQuery(ctx, call, n)
	if err != nil {
		return fleet.Trip{}, err
	}
	if n.Fits != nil {
		return d.tripThatFits(ctx, call, q, n)
	}
	// What is going on comes before what is planned, and that before the past.
	steps := [][]fleet.TripStatus{fleet.OngoingStatuses, {fleet.Scheduled}, nil}
	if n.Next {
		steps = [][]fleet.TripStatus{{fleet.Scheduled}, fleet.OngoingStatuses, nil}
	}
	for _, statuses := range steps {
		q.Statuses, q.Newest, q.Limit = statuses, statuses == nil, consideredTrips
		found, _, err := d.store.Trips(ctx, q)
		if err != nil {
			return fleet.Trip{}, err
		}
		if len(found) == 1 || len(found) > 1 && (statuses == nil || n.Next && found[0].Status == fleet.Scheduled) {
			return found[0], nil
		}
		if len(found) > 1 {
			return fleet.Trip{}, whichTrip(found)
		}
	}
	return fleet.Trip{}, noSuchTrip()
}

// tripThatFits finds the one open trip an update is legal for. Where it is
// legal for none, the first open one comes back, so that the rule can say why.
func (d *desk) tripThatFits(ctx context.Context, call *Call, q store.TripQuery, n tripNames) (fleet.Trip, error) {
	q.Statuses, q.Limit = openStatuses, consideredTrips
	open, _, err := d.store.Trips(ctx, q)
	if err != nil {
		return fleet.Trip{}, err
	}
	var fit []fleet.Trip
	for _, t := range open {
		if n.Fits(t) {
			fit = append(fit, t)
		}
	}
	if n.Progress {
		fit = underWay(fit)
	}
	switch {
	case len(fit) > 1:
		return fleet.Trip{}, whichTrip(fit)
	case len(fit) == 1:
		return fit[0], exactly(call, n, fit[0])
	case len(open) > 0:
		return open[0], nil
	}
	return fleet.Trip{}, noSuchTrip()
}

// underWay leaves the trips that have begun, when any has: "I have arrived" is
// never said of the trip planned for tomorrow.
func underWay(fit []fleet.Trip) []fleet.Trip {
	var begun []fleet.Trip
	for _, t := range fit {
		if t.Status != fleet.Scheduled {
			begun = append(begun, t)
		}
	}
	if len(begun) == 0 {
		return fit
	}
	return begun
}

// exactly refuses a write that was named by the end of a waybill or a
// container: nobody has seen yet which trip that is.
func exactly(call *Call, n tripNames, t fleet.Trip) error {
	loose := n.Waybill != "" && fleet.Key(n.Waybill) != fleet.Key(t.Waybill) ||
		n.Container != "" && fleet.Key(n.Container) != fleet.Key(t.Container)
	if loose && call.match() == store.Exact {
		return whichTrip([]fleet.Trip{t})
	}
	return nil
}

func noSuchTrip() error {
	return &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: "I find no trip like that. Give its number, for example: trip 3101."}
}

func whichTrip(found []fleet.Trip) error {
	e := &fleet.Error{Kind: fleet.Ambiguous, Field: "trip_id", Message: "Which trip do you mean?"}
	for _, t := range found[:min(5, len(found))] {
		e.Choices = append(e.Choices, fmt.Sprintf("%s (%s, %s to %s)", t.Ref, t.Truck, t.Origin, t.Destination))
	}
	return e
}

// tripQuery turns names into ids. A driver's query never leaves the own trips.
func (d *desk) tripQuery(ctx context.Context, call *Call, n tripNames) (store.TripQuery, error) {
	q := store.TripQuery{Container: fleet.Key(n.Container), Waybill: fleet.Key(n.Waybill)}
	if n.Self && call.Caller.DriverID == 0 {
		return q, fleet.Errorf(fleet.Invalid, "You are not set up as a driver, so I do not know your trips. Give a trip number.")
	}
	err := d.resolveInto(ctx, call.match(), names{truck: n.Truck, driver: n.Driver, client: n.Client, destination: n.Destination}, &q)
	if err != nil {
		return q, err
	}
	if err := ownOnly(call, n.Self, &q); err != nil {
		return q, err
	}
	if q.Container == "" && q.Waybill == "" && q.TruckID+q.DriverID+q.ClientID+q.DestinationID == 0 {
		return q, &fleet.Error{Kind: fleet.Ambiguous, Field: "trip_id", Message: "Which trip? Give its number, the truck, a waybill or a container."}
	}
	return q, nil
}

// ownOnly narrows a query to the asking driver, when a driver asks or when the
// person says "my".
func ownOnly(call *Call, self bool, q *store.TripQuery) error {
	if call.Caller.Role != fleet.DriverRole && !self {
		return nil
	}
	if q.DriverID != 0 && q.DriverID != call.Caller.DriverID {
		return fleet.Errorf(fleet.Forbidden, "Drivers see their own trips only. Ask: my trips.")
	}
	q.DriverID = call.Caller.DriverID
	return nil
}

// names are texts still to be resolved; empty ones are left alone.
type names struct{ truck, driver, client, origin, destination string }

func (d *desk) resolveInto(ctx context.Context, m store.Match, n names, q *store.TripQuery) error {
	steps := []struct {
		text  string
		field string
		find  func(context.Context, string, store.Match) (store.Named, error)
		into  *int64
	}{
		{n.truck, "truck", d.store.FindTruck, &q.TruckID},
		{n.driver, "driver", d.store.FindDriver, &q.DriverID},
		{n.client, "client", d.store.FindClient, &q.ClientID},
		{n.origin, "origin", d.store.FindPlace, &q.OriginID},
		{n.destination, "destination", d.store.FindPlace, &q.DestinationID},
	}
	for _, s := range steps {
		if s.text == "" {
			continue
		}
		found, err := s.find(ctx, s.text, m)
		if err != nil {
			return inField(err, s.field)
		}
		*s.into = found.ID
	}
	return nil
}

// inField names the argument an error is about, because one finder serves
// several arguments.
func inField(err error, field string) error {
	if e, ok := errors.AsType[*fleet.Error](err); ok && e.Field != "" {
		copied := *e
		copied.Field = field
		return &copied
	}
	return err
}
