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
}

var openStatuses = append([]fleet.TripStatus{fleet.Scheduled}, fleet.OngoingStatuses...)

// findTrip resolves one trip, or asks which. A driver reaches own trips only.
func (d *desk) findTrip(ctx context.Context, call *Call, n tripNames) (fleet.Trip, error) {
	t, err := d.tripNamed(ctx, call, n)
	if err == nil && call.Caller.Role == fleet.DriverRole && t.DriverID != call.Caller.DriverID {
		return fleet.Trip{}, fleet.Errorf(fleet.Forbidden, "Drivers see their own trips only. Ask: my trip.")
	}
	return t, err
}

func (d *desk) tripNamed(ctx context.Context, call *Call, n tripNames) (fleet.Trip, error) {
	if n.TripID != "" {
		return d.store.Trip(ctx, n.TripID)
	}
	q, err := d.tripQuery(ctx, call, n)
	if err != nil {
		return fleet.Trip{}, err
	}
	// What is going on comes before what is planned, and that before the past.
	steps := [][]fleet.TripStatus{fleet.OngoingStatuses, {fleet.Scheduled}, nil}
	if n.Next {
		steps = [][]fleet.TripStatus{{fleet.Scheduled}, fleet.OngoingStatuses, nil}
	}
	for _, statuses := range steps {
		q.Statuses, q.Newest, q.Limit = statuses, statuses == nil, 5
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
	return fleet.Trip{}, &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: "I find no trip like that. Give its number, for example: trip 3101."}
}

func whichTrip(found []fleet.Trip) error {
	e := &fleet.Error{Kind: fleet.Ambiguous, Field: "trip_id", Message: "More than one trip fits. Which one?"}
	for _, t := range found {
		e.Choices = append(e.Choices, fmt.Sprintf("%s (%s, %s to %s)", t.Ref, t.Truck, t.Origin, t.Destination))
	}
	return e
}

// tripQuery turns names into ids.
func (d *desk) tripQuery(ctx context.Context, call *Call, n tripNames) (store.TripQuery, error) {
	q := store.TripQuery{Container: fleet.Key(n.Container), Waybill: fleet.Key(n.Waybill)}
	if n.Self {
		if call.Caller.DriverID == 0 {
			return q, fleet.Errorf(fleet.Invalid, "You are not set up as a driver, so I do not know your trips. Give a trip number.")
		}
		q.DriverID = call.Caller.DriverID
	}
	err := d.resolveInto(ctx, names{truck: n.Truck, driver: n.Driver, client: n.Client, destination: n.Destination}, &q)
	if err == nil && q.Container == "" && q.Waybill == "" && q.TruckID+q.DriverID+q.ClientID+q.DestinationID == 0 {
		err = &fleet.Error{Kind: fleet.Ambiguous, Field: "trip_id", Message: "Which trip? Give its number, the truck, a waybill or a container."}
	}
	return q, err
}

// names are texts still to be resolved; empty ones are left alone.
type names struct{ truck, driver, client, origin, destination string }

func (d *desk) resolveInto(ctx context.Context, n names, q *store.TripQuery) error {
	steps := []struct {
		text  string
		field string
		find  func(context.Context, string) (store.Named, error)
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
		found, err := s.find(ctx, s.text)
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
