package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type truckStatusArgs struct {
	Truck     string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks    []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver    string   `json:"driver,omitempty" jsonschema:"driver whose truck is meant"`
	TripID    string   `json:"trip_id,omitempty" jsonschema:"trip whose truck is meant"`
	Container string   `json:"container,omitempty" jsonschema:"container that the truck carries"`
	Waybill   string   `json:"waybill,omitempty" jsonschema:"waybill that the truck carries"`
	Self      bool     `json:"self,omitempty" jsonschema:"the asking driver's own truck"`
	Want      string   `json:"want,omitempty" enum:"map_link,share_link,address,speed,motion,last_seen,phone,contact" jsonschema:"the one thing that is asked for"`
}

func truckStatus(d *desk) *Tool {
	return newTool("truck_status",
		"Where a truck is now, what it does, its driver and its trip. Name the truck by plate, driver, trip, container or waybill.",
		d.truckStatus)
}

func (d *desk) truckStatus(ctx context.Context, call *Call, in truckStatusArgs) (answer.Answer, error) {
	ids, err := d.trucksMeant(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	trucks, err := d.store.Trucks(ctx, ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(trucks) == 1 {
		if err := d.noteTruck(ctx, call, trucks[0]); err != nil {
			return answer.Answer{}, err
		}
		return d.oneTruck(ctx, call, trucks[0], in.Want)
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%d trucks:", len(trucks)), Table: truckTable(trucks, call.Now, call.Caller.Units)}
	for _, t := range trucks {
		if t.State != nil {
			a.Points = append(a.Points, mapPoint(t, call.Now))
		}
	}
	return a, nil
}

// trucksMeant resolves who is asked about. A driver may only ask about the
// truck that is the driver's own.
func (d *desk) trucksMeant(ctx context.Context, call *Call, in truckStatusArgs) ([]int64, error) {
	if call.Caller.Role != fleet.DriverRole || in.Self {
		return d.trucksNamed(ctx, call, in)
	}
	own, err := d.truckOfDriver(ctx, call, "")
	if err != nil {
		return nil, err
	}
	ids, err := d.trucksNamed(ctx, call, in)
	if fleet.Retryable(err) {
		return nil, err
	}
	// Whatever was named, a driver only learns whether it is the own truck.
	if err != nil || len(ids) != 1 || ids[0] != own[0] {
		return nil, fleet.Errorf(fleet.Forbidden, "Drivers see their own truck only. Ask: where am I?")
	}
	return ids, nil
}

func (d *desk) trucksNamed(ctx context.Context, call *Call, in truckStatusArgs) ([]int64, error) {
	if in.Truck != "" {
		in.Trucks = append(in.Trucks, in.Truck)
	}
	switch {
	case len(in.Trucks) > 0:
		var ids []int64
		for _, plate := range in.Trucks {
			n, err := d.store.FindTruck(ctx, plate, store.Loose)
			if err != nil {
				return nil, err
			}
			ids = append(ids, n.ID)
		}
		return ids, nil
	case in.Self || in.Driver != "":
		return d.truckOfDriver(ctx, call, in.Driver)
	case in.TripID != "" || in.Container != "" || in.Waybill != "":
		t, err := d.findTrip(ctx, call, tripNames{TripID: in.TripID, Container: in.Container, Waybill: in.Waybill})
		return []int64{t.TruckID}, err
	}
	return nil, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "Which truck? Give a plate, a driver, a trip, a container or a waybill."}
}

// truckOfDriver finds the truck of a named driver, or of the asking one.
func (d *desk) truckOfDriver(ctx context.Context, call *Call, name string) ([]int64, error) {
	id := call.Caller.DriverID
	if name != "" {
		n, err := d.store.FindDriver(ctx, name, store.Loose)
		if err != nil {
			return nil, err
		}
		id, name = n.ID, n.Name
	} else if id == 0 {
		return nil, fleet.Errorf(fleet.Invalid, "You are not set up as a driver, so I do not know your truck. Give a plate.")
	}
	truck, err := d.store.TruckOfDriver(ctx, id)
	if err == nil && truck == 0 {
		if name == "" {
			name = call.Caller.Name
		}
		err = fleet.Errorf(fleet.NotFound, "%s has no truck at the moment.", name)
	}
	return []int64{truck}, err
}

func (d *desk) oneTruck(ctx context.Context, call *Call, t store.TruckNow, want string) (answer.Answer, error) {
	a := answer.Answer{Kind: answer.Result, Headline: truckHeadline(t, call.Now, call.Caller.Units)}
	if labels, ok := onlyFacts[want]; ok && t.State != nil {
		a.Facts = factsOf(stateFacts(t, call.Now, call.Caller.Units), labels)
		a.Points = []answer.Point{mapPoint(t, call.Now)}
		return a, nil
	}
	if t.Driver != "" {
		a.Facts = append(a.Facts, answer.Fact{Label: "Driver", Value: t.Driver})
	}
	if t.Group != "" {
		a.Facts = append(a.Facts, answer.Fact{Label: "Group", Value: t.Group})
	}
	if (want == "phone" || want == "contact") && t.DriverID != 0 {
		if err := d.addPhone(ctx, call, &a, t.DriverID); err != nil {
			return a, err
		}
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Trip", Value: tripLine(t.Trip)})
	if t.State == nil {
		a.Notes = append(a.Notes, "No position has come from this truck yet.")
		return a, nil
	}
	a.Facts = append(a.Facts, stateFacts(t, call.Now, call.Caller.Units)...)
	if want == "share_link" {
		a.Notes = append(a.Notes, "A link for customers is not available yet; the map link shows this one position.")
	}
	if t.Flag != "" {
		a.Notes = append(a.Notes, "Please check: "+t.Flag+".")
	}
	a.Points = []answer.Point{mapPoint(t, call.Now)}
	if call.Caller.Role != fleet.DriverRole {
		a.Choices = append(a.Choices, answer.NewChoice("Trucks near it", "trucks_near", map[string]any{"near_truck": t.Plate}))
	}
	if t.Trip != nil {
		a.Choices = append(a.Choices, answer.NewChoice("Trip "+t.Trip.Ref, "trip_status", map[string]any{"trip_id": t.Trip.Ref}))
	}
	return a, nil
}

// onlyFacts are the facts that answer a question for one thing; the age of the
// fix is always among them.
var onlyFacts = map[string][]string{
	"map_link": {"Last fix", "Map"}, "address": {"Last fix", "Map"},
	"speed": {"State", "Last fix"}, "motion": {"State", "Last fix"}, "last_seen": {"Last fix"},
}

func factsOf(facts []answer.Fact, labels []string) []answer.Fact {
	var out []answer.Fact
	for _, f := range facts {
		if slices.Contains(labels, f.Label) {
			out = append(out, f)
		}
	}
	return out
}

func truckHeadline(t store.TruckNow, now time.Time, u fleet.Units) string {
	switch {
	case t.State == nil:
		return t.Plate + " has never reported a position."
	case t.State.MotionAt(now) == fleet.Offline:
		return fmt.Sprintf("%s was last seen %s ago, %s.", t.Plate, fleet.FormatDuration(now.Sub(t.State.At)), whereabouts(t, u))
	case t.State.MotionAt(now) == fleet.Moving:
		return fmt.Sprintf("%s is moving at %s, %s.", t.Plate, u.Speed(t.State.SpeedKmh), whereabouts(t, u))
	}
	return fmt.Sprintf("%s is %s %s, for %s.", t.Plate, t.State.Motion, whereabouts(t, u), fleet.FormatDuration(now.Sub(t.State.MotionSince)))
}

func stateFacts(t store.TruckNow, now time.Time, u fleet.Units) []answer.Fact {
	s := t.State
	facts := []answer.Fact{
		{Label: "State", Value: doing(t, now, u)},
		{Label: "Last fix", Value: age(s, now)},
		{Label: "Map", Value: s.Point.MapLink()},
	}
	if s.MotionAt(now) == fleet.Moving {
		facts = append(facts, answer.Fact{Label: "Heading", Value: fleet.Compass(s.Heading)})
	}
	if s.Place != "" {
		facts = append(facts, answer.Fact{Label: "In " + s.Place, Value: "since " + fleet.FormatTime(s.PlaceSince)})
	}
	return facts
}

// addPhone shows a driver's number to those who may see it, and notes the look.
func (d *desk) addPhone(ctx context.Context, call *Call, a *answer.Answer, driverID int64) error {
	if !SeesPhones(call.Caller.Role) {
		a.Notes = append(a.Notes, "Your role does not see phone numbers. Ask a dispatcher.")
		return nil
	}
	driver, err := d.store.Driver(ctx, driverID)
	if err != nil {
		return err
	}
	phone := driver.Phone
	if phone == "" {
		phone = "not on record"
	}
	call.ShowsPersonal()
	a.Facts = append(a.Facts, answer.Fact{Label: "Phone", Value: phone})
	return nil
}

// truckTable lists trucks a line each, by where they are.
func truckTable(trucks []store.TruckNow, now time.Time, u fleet.Units) *answer.Table {
	t := &answer.Table{Columns: []string{"Truck", "Where", "State", "Trip", "Fix"}}
	for _, x := range trucks {
		t.Rows = append(t.Rows, append([]string{x.Plate, whereabouts(x, u)}, truckCells(x, now, u)...))
	}
	return t
}

// truckCells are what every table says of a truck: state, trip, age of the fix.
func truckCells(t store.TruckNow, now time.Time, u fleet.Units) []string {
	fix, trip := "none", "none"
	if t.State != nil {
		fix = fleet.FormatDuration(now.Sub(t.State.At)) + " ago"
	}
	if t.Trip != nil {
		trip = t.Trip.Ref + " " + t.Trip.Status.Words()
	}
	return []string{doing(t, now, u), trip, fix}
}
