package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// whose are the ways to say of which trucks a report is; none of them is all.
type whose struct {
	Truck                      string
	Trucks                     []string
	Driver                     string
	TripID, Container, Waybill string
	Self                       bool
}

func (n whose) trip() bool { return n.TripID+n.Container+n.Waybill != "" }

func (n whose) everybody() bool {
	return n.Truck+n.Driver == "" && len(n.Trucks) == 0 && !n.trip() && !n.Self
}

// subject is what a report is of.
type subject struct {
	ids    []int64 // empty for the whole fleet
	window fleet.Window
	// started is when the trip that was named was planned to begin; zero else.
	started time.Time
	words   string // "T-4407", "trip 3101 (T-4407)", "3 trucks"; empty for the whole fleet
	notes   []string
}

// about resolves whose report it is, and of what time. A trip means its own
// time unless another is asked for. A driver reaches the own truck and trips.
func (d *desk) about(ctx context.Context, call *Call, n whose, period Period, usual string) (s subject, err error) {
	driver := call.Caller.Role == fleet.DriverRole
	if driver && n.everybody() {
		return s, fleet.Errorf(fleet.Forbidden, "Drivers see their own truck only. Say \"my\" or \"I\" to ask about it.")
	}
	if period.IsZero() {
		period = Period{Name: usual}
	} else if driver && n.trip() {
		n.TripID, n.Container, n.Waybill, n.Self = "", "", "", true
	}
	if s.window, err = period.Window(call.Now); err != nil {
		return s, err
	}
	if s.window.From.After(call.Now) {
		return s, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: "That has not begun yet. Ask about time that has passed, like yesterday."}
	}
	switch {
	case n.everybody():
		return s, nil
	case n.trip() && period.Name == usual:
		return s, d.aboutTrip(ctx, call, n, &s)
	case n.Driver != "" && !driver:
		return s, d.aboutDriver(ctx, n.Driver, &s)
	}
	s.ids, err = d.trucksMeant(ctx, call, truckStatusArgs{Truck: n.Truck, Trucks: n.Trucks, Driver: n.Driver,
		TripID: n.TripID, Container: n.Container, Waybill: n.Waybill, Self: n.Self})
	return s, err
}

// aboutTrip takes the truck of a trip for as long as the trip lasted.
func (d *desk) aboutTrip(ctx context.Context, call *Call, n whose, s *subject) error {
	t, err := d.findTrip(ctx, call, tripNames{TripID: n.TripID, Container: n.Container, Waybill: n.Waybill})
	if err != nil {
		return err
	}
	from, to := firstOf(t.Times.Loading, t.Times.Departed, t.Start), firstOf(t.Times.Completed, call.Now)
	if !from.Before(to) {
		return &fleet.Error{Kind: fleet.NotFound, Field: "trip_id", Message: fmt.Sprintf("Trip %s has not begun: it starts %s.", t.Ref, fleet.FormatTime(t.Start))}
	}
	s.started = t.Start
	s.ids, s.window, s.words = []int64{t.TruckID}, fleet.Window{From: from, To: to}, fmt.Sprintf("%s on trip %s", t.Truck, t.Ref)
	return nil
}

// firstOf is the first moment that is known.
func firstOf(moments ...time.Time) time.Time {
	for _, t := range moments {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// aboutDriver takes the trucks that a driver was on.
func (d *desk) aboutDriver(ctx context.Context, name string, s *subject) error {
	n, err := d.store.FindDriver(ctx, name, store.Loose)
	if err != nil {
		return err
	}
	s.ids, err = d.store.TrucksDriven(ctx, n.ID, s.window)
	if err == nil && len(s.ids) == 0 {
		err = fleet.Errorf(fleet.NotFound, "%s was on no truck in that time.", n.Name)
	}
	s.notes = append(s.notes, "Of the trucks that "+n.Name+" was on, whoever drove.")
	return err
}

// named gives the subject its words when it has none yet.
func (s *subject) named(trucks []store.TruckNow) {
	switch {
	case s.words != "":
	case len(trucks) == 1:
		s.words = trucks[0].Plate
	case len(trucks) > 1:
		s.words = count(len(trucks), "truck")
	}
}

// whereWas says where a point was: in a place, or beside the nearest.
func whereWas(place string, near store.Nearby, p fleet.Point, u fleet.Units) string {
	switch {
	case place != "":
		return place
	case near.Name == "":
		return fmt.Sprintf("%.4f, %.4f", p.Lat, p.Lon)
	}
	return strings.TrimPrefix(beside(near, u), "at ")
}
