package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type tripEditArgs struct {
	TripID        string   `json:"trip_id,omitempty" jsonschema:"trip number, for example 3101"`
	OnTruck       string   `json:"on_truck,omitempty" jsonschema:"plate of the truck that is on the trip now, when its number is not known"`
	Truck         string   `json:"truck,omitempty" jsonschema:"the new truck"`
	Driver        string   `json:"driver,omitempty" jsonschema:"the new driver"`
	Client        string   `json:"client,omitempty"`
	Origin        string   `json:"origin,omitempty" jsonschema:"another place to load"`
	Destination   string   `json:"destination,omitempty" jsonschema:"another place to deliver"`
	Stops         []string `json:"stops,omitempty" jsonschema:"all places on the way, in order"`
	Start         string   `json:"start,omitempty" jsonschema:"new planned departure, RFC 3339 with +01:00"`
	Container     string   `json:"container,omitempty" jsonschema:"container number, 4 letters and 7 digits"`
	ContainerSize int      `json:"container_size,omitempty" enum:"20,40" jsonschema:"20 or 40, in feet"`
	Cargo         string   `json:"cargo,omitempty"`
	Waybill       string   `json:"waybill,omitempty"`
	Clear         []string `json:"clear,omitempty" jsonschema:"what to empty: driver, client, stops, container, container_size, cargo, waybill, consignee, motor_boy, weight_t, tdo, call_up, call_up_at, empty_return, interchange, diesel_l, diesel_naira, allowance_naira"`
	ByHand        *bool    `json:"by_hand,omitempty" jsonschema:"true: GPS no longer moves this trip on by itself; false: it does again"`
	tripPaperArgs
	Planned stepTimes   `json:"planned,omitzero" jsonschema:"planned times of steps, RFC 3339"`
	Actual  actualTimes `json:"actual,omitzero" jsonschema:"when steps really happened, to put that right; RFC 3339, never in the future"`
	Version int         `json:"version,omitempty" jsonschema:"set by forms and confirmations: the state of the trip this was worked out on"`
}

func tripEdit(d *desk) *Tool {
	t := newTool("trip_edit",
		"Edit what a trip says: truck, driver, client, places, start, container, cargo, papers, diesel and allowance, planned and actual times. Several at once. Its progress is trip_update's.",
		d.tripEdit)
	t.Write = true
	return t
}

func (d *desk) tripEdit(ctx context.Context, call *Call, in tripEditArgs) (answer.Answer, error) {
	t, err := d.findTrip(ctx, call, tripNames{TripID: in.TripID, Truck: in.OnTruck, Fits: func(t fleet.Trip) bool { return !t.Status.Ended() }})
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Version != 0 && in.Version != t.Version {
		return answer.Answer{}, fleet.Errorf(fleet.Conflict, "Trip %s has changed since you looked; it is %s now. Look at it and edit it again.", t.Ref, t.Status.Words())
	}
	e := tripEditing{desk: d, call: call, was: t, now: t, in: &in}
	if err := e.work(ctx); err != nil {
		return answer.Answer{}, err
	}
	what := strings.Join(e.what, "; ")
	if call.DryRun {
		in.TripID, in.OnTruck, in.Version = t.Ref, "", t.Version
		return answer.Answer{Headline: fmt.Sprintf("Change trip %s? %s.", t.Ref, what), Facts: tripFacts(e.now, call.Now), Notes: e.notes}, call.Pin(in)
	}
	saved, err := d.store.UpdateTripIf(ctx, t.ID, t.Version, change(call, what, ""), e.may, func(x *fleet.Trip) error {
		*x = e.now
		return nil
	})
	if err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Trip %s: %s.", t.Ref, lowerFirst(what)),
		Facts: tripFacts(saved, call.Now), Notes: e.notes, Choices: tripChoices(saved, call.Caller.Role)}, nil
}

// tripEditing works an edit out: what the trip was, what it becomes, and the
// change in words.
type tripEditing struct {
	*desk
	call     *Call
	was, now fleet.Trip
	in       *tripEditArgs
	what     []string
	found    []fleet.Finding
	judged
}

func (e *tripEditing) work(ctx context.Context) error {
	if e.was.Status.Ended() && !e.late() {
		return fleet.Errorf(fleet.Conflict, "Trip %s is %s; it can no longer be changed.", e.was.Ref, e.was.Status.Words())
	}
	for _, step := range []func(context.Context) error{e.names, e.places, e.start, e.load, e.papers, e.times, e.clear, e.check} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if e.now.OriginID == e.now.DestinationID {
		return &fleet.Error{Kind: fleet.Invalid, Field: "destination", Message: "Origin and destination are the same place. Give another destination."}
	}
	if len(e.what) == 0 {
		return fleet.Errorf(fleet.Invalid, "That is how trip %s stands already. Say what to change, for example: client Olam Mills.", e.was.Ref)
	}
	return nil
}

// changed notes one change in words, unless nothing changes.
func (e *tripEditing) changed(label, from, to string) {
	if from == to {
		return
	}
	none := func(s string) string {
		if s == "" {
			return "none"
		}
		return s
	}
	e.what = append(e.what, fmt.Sprintf("%s from %s to %s", label, none(from), none(to)))
}

// find resolves a name that was given and writes the full one back, so that it
// can be pinned.
func (e *tripEditing) find(ctx context.Context, field string, text *string, id *int64, name *string) error {
	if *text == "" {
		return nil
	}
	by := map[string]func(context.Context, string, store.Match) (store.Named, error){
		"truck": e.store.FindTruck, "driver": e.store.FindDriver, "client": e.store.FindClient,
		"origin": e.store.FindPlace, "destination": e.store.FindPlace}[field]
	n, err := by(ctx, *text, e.call.match())
	if err != nil {
		return inField(err, field)
	}
	*text, *id, *name = n.Name, n.ID, n.Name
	return nil
}

func (e *tripEditing) names(ctx context.Context) error {
	if err := e.find(ctx, "truck", &e.in.Truck, &e.now.TruckID, &e.now.Truck); err != nil {
		return err
	}
	if err := e.find(ctx, "driver", &e.in.Driver, &e.now.DriverID, &e.now.Driver); err != nil {
		return err
	}
	if err := e.find(ctx, "client", &e.in.Client, &e.now.ClientID, &e.now.Client); err != nil {
		return err
	}
	if e.now.TruckID != e.was.TruckID {
		if err := e.mustWork(ctx, e.now); err != nil {
			return err
		}
		e.changed("Truck", e.was.Truck, e.now.Truck)
	}
	e.changed("Driver", e.was.Driver, e.now.Driver)
	e.changed("Client", e.was.Client, e.now.Client)
	return nil
}

// places may move while the truck has not been there: the origin until it has
// departed, the rest until it has arrived.
func (e *tripEditing) places(ctx context.Context) error {
	if err := e.find(ctx, "origin", &e.in.Origin, &e.now.OriginID, &e.now.Origin); err != nil {
		return err
	}
	if err := e.find(ctx, "destination", &e.in.Destination, &e.now.DestinationID, &e.now.Destination); err != nil {
		return err
	}
	if e.in.Stops != nil {
		e.now.Stops, e.now.StopIDs = nil, nil
	}
	for i, name := range e.in.Stops {
		n, err := e.store.FindPlace(ctx, name, e.call.match())
		if err != nil {
			return inField(err, "stops")
		}
		e.in.Stops[i] = n.Name
		e.now.StopIDs, e.now.Stops = append(e.now.StopIDs, n.ID), append(e.now.Stops, n.Name)
	}
	e.changed("Origin", e.was.Origin, e.now.Origin)
	e.changed("Destination", e.was.Destination, e.now.Destination)
	e.changed("Stops", strings.Join(e.was.Stops, ", "), strings.Join(e.now.Stops, ", "))
	left := e.was.Status != fleet.Scheduled && e.was.Status != fleet.Loading
	there := e.was.Status == fleet.Arrived || e.was.Status == fleet.Offloading
	switch {
	case left && e.now.OriginID != e.was.OriginID:
		return &fleet.Error{Kind: fleet.Conflict, Field: "origin", Message: "The truck has left its origin already; that can no longer be changed."}
	case there && e.now.DestinationID != e.was.DestinationID:
		return &fleet.Error{Kind: fleet.Conflict, Field: "destination", Message: "The truck has arrived already; its destination can no longer be changed."}
	}
	return nil
}

func (e *tripEditing) start(ctx context.Context) error {
	if e.in.Start == "" {
		return nil
	}
	start, err := parseStart(e.in.Start, e.call.Now)
	switch {
	case !start.IsZero() && start.Equal(e.was.Start):
		return nil
	case err != nil:
		return err
	case e.was.Status != fleet.Scheduled:
		return &fleet.Error{Kind: fleet.Conflict, Field: "start",
			Message: fmt.Sprintf("Trip %s is already %s; only a scheduled trip can be rescheduled.", e.was.Ref, e.was.Status.Words())}
	}
	e.now.Start = start
	e.found = append(e.found, fleet.StartFindings(start, e.call.Now)...)
	e.changed("Start", fleet.FormatTime(e.was.Start), fleet.FormatTime(start))
	return nil
}

func (e *tripEditing) load(ctx context.Context) error {
	if e.in.Container != "" {
		if e.now.Container = fleet.Key(e.in.Container); !fleet.ContainerForm(e.now.Container) {
			return &fleet.Error{Kind: fleet.Invalid, Field: "container", Message: fmt.Sprintf("%q is not a container number: four letters and seven digits, like TCNU3877560.", clip(e.in.Container))}
		}
		e.changed("Container", e.was.Container, e.now.Container)
	}
	if e.in.ContainerSize != 0 {
		e.now.ContainerSize = e.in.ContainerSize
		e.changed("Container size", feet(e.was.ContainerSize), feet(e.now.ContainerSize))
	}
	if e.in.Cargo != "" {
		e.now.Cargo = e.in.Cargo
		e.changed("Cargo", e.was.Cargo, e.now.Cargo)
	}
	if e.in.Waybill != "" {
		e.now.Waybill = e.in.Waybill
		e.changed("Waybill", e.was.Waybill, e.now.Waybill)
	}
	return nil
}

func feet(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d ft", n)
}

// check looks at the rules again for whatever the edit touches.
func (e *tripEditing) check(ctx context.Context) error {
	was, now := e.was, e.now
	moved := !now.Start.Equal(was.Start) || now.OriginID != was.OriginID || now.DestinationID != was.DestinationID || now.Plan != was.Plan
	if moved {
		hours, err := e.hours(ctx, now)
		if err != nil {
			return err
		}
		e.found = append(e.found, hours...)
	}
	if moved || now.Container != was.Container || now.Papers != was.Papers {
		e.found = append(e.found, boxFindings(now)...)
	}
	booked := moved || now.TruckID != was.TruckID || now.DriverID != was.DriverID || now.Container != was.Container
	var err error
	switch {
	case booked:
		e.judged, err = e.judgeBusy(ctx, now, e.call.Now, e.found)
	case len(e.found) > 0:
		var rules fleet.TripRules
		if rules, err = e.store.TripRules(ctx); err == nil {
			e.notes, err = rules.Judge(e.found)
		}
	}
	return err
}

// clear empties what a trip can do without.
func (e *tripEditing) clear(context.Context) error {
	for _, name := range slices.Compact(slices.Sorted(slices.Values(e.in.Clear))) {
		switch name {
		case "driver":
			e.changed("Driver", e.was.Driver, "")
			e.now.DriverID, e.now.Driver = 0, ""
		case "client":
			e.changed("Client", e.was.Client, "")
			e.now.ClientID, e.now.Client = 0, ""
		case "stops":
			e.changed("Stops", strings.Join(e.was.Stops, ", "), "")
			e.now.StopIDs, e.now.Stops = nil, nil
		case "container":
			e.changed("Container", e.was.Container, "")
			e.now.Container = ""
		case "container_size":
			e.changed("Container size", feet(e.was.ContainerSize), "")
			e.now.ContainerSize = 0
		case "cargo":
			e.changed("Cargo", e.was.Cargo, "")
			e.now.Cargo = ""
		case "waybill":
			e.changed("Waybill", e.was.Waybill, "")
			e.now.Waybill = ""
		default:
			if err := e.clearPaper(name); err != nil {
				return err
			}
		}
	}
	return nil
}
