package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type tripUpdateArgs struct {
	TripID    string `json:"trip_id,omitempty" jsonschema:"trip number, for example 3101"`
	Container string `json:"container,omitempty" jsonschema:"container that names the trip"`
	Waybill   string `json:"waybill,omitempty" jsonschema:"waybill that names the trip"`
	Self      bool   `json:"self,omitempty" jsonschema:"the asking driver's own trip"`
	Action    string `json:"action" enum:"start,depart,mark_arrived,offload,end,cancel,fail,reschedule,change_driver,change_truck,add_stop,delay,note,undo_gps" jsonschema:"start: loading begins; depart: leaves; end: completed; delay: note why it is late; note: anything else to remember, in reason; undo_gps: take back the step that GPS made last"`
	Truck     string `json:"truck,omitempty" jsonschema:"truck that names the trip; for change_truck the new truck"`
	Driver    string `json:"driver,omitempty" jsonschema:"for change_driver, the new driver"`
	Client    string `json:"client,omitempty" jsonschema:"client of the trip; never enough to name it"`
	Place     string `json:"place,omitempty" jsonschema:"for add_stop, the place; for mark_arrived, where"`
	Start     string `json:"start,omitempty" jsonschema:"for reschedule, RFC 3339 with +01:00"`
	Reason    string `json:"reason,omitempty" jsonschema:"why, above all for cancel, fail and delay"`
	Period    Period `json:"period,omitzero" jsonschema:"never enough to name a trip"`
	Version   int    `json:"version,omitempty" jsonschema:"set by confirmations: the state of the trip this was worked out on"`
}

func tripUpdate(d *desk) *Tool {
	t := newTool("trip_update",
		"Change one trip: start, depart, mark_arrived, offload, end, cancel, fail, reschedule, change_driver, change_truck, add_stop, delay (why it is late), note, undo_gps.",
		d.tripUpdate)
	t.Write = true
	return t
}

// update is a change worked out but not yet made.
type update struct {
	what  string // the change as a sentence, for history and the card
	why   string
	notes []string        // what a careful colleague would say before the yes
	may   store.TripCheck // of who and what is booked; nil when that stays
	apply func(*fleet.Trip) error
}

var transitions = map[string]fleet.TripStatus{
	"start": fleet.Loading, "depart": fleet.EnRoute, "mark_arrived": fleet.Arrived, "offload": fleet.Offloading,
	"end": fleet.Completed, "cancel": fleet.Cancelled, "fail": fleet.Failed,
}

// driverActions are what a driver may report of the own trip.
var driverActions = map[string]bool{"start": true, "depart": true, "mark_arrived": true, "offload": true, "end": true, "delay": true}

func (d *desk) tripUpdate(ctx context.Context, call *Call, in tripUpdateArgs) (answer.Answer, error) {
	if call.Caller.Role == fleet.DriverRole && !driverActions[in.Action] {
		return answer.Answer{}, fleet.Errorf(fleet.Forbidden, "Drivers report their own trip's progress; ask a dispatcher for this change.")
	}
	n := tripNames{TripID: in.TripID, Container: in.Container, Waybill: in.Waybill, Self: in.Self, Truck: in.Truck,
		Fits: func(t fleet.Trip) bool { return fitsAction(t, in.Action) }, Progress: driverActions[in.Action] && in.Action != "start"}
	if in.Action == "change_truck" {
		n.Truck = ""
	}
	t, err := d.findTrip(ctx, call, n)
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Version != 0 && in.Version != t.Version {
		return answer.Answer{}, fleet.Errorf(fleet.Conflict, "Trip %s has changed since you were asked; it is %s now. Look at it and ask again.", t.Ref, t.Status.Words())
	}
	u, err := d.planUpdate(ctx, call, t, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		in.TripID, in.Version = t.Ref, t.Version
		in.Container, in.Waybill, in.Self, in.Client, in.Period = "", "", false, "", Period{}
		if in.Action != "change_truck" {
			in.Truck = ""
		}
		if err := u.apply(&t); err != nil {
			return answer.Answer{}, err
		}
		return answer.Answer{Headline: fmt.Sprintf("Change trip %s? %s.", t.Ref, u.what), Facts: tripFacts(t, call.Now), Notes: u.notes}, call.Pin(in)
	}
	t, err = d.store.UpdateTripIf(ctx, t.ID, t.Version, change(call, u.what, u.why), u.may, u.apply)
	if err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Trip %s: %s.", t.Ref, lowerFirst(u.what)),
		Facts: tripFacts(t, call.Now), Choices: tripChoices(t, call.Caller.Role)}, nil
}

// fitsAction says whether an update is legal for a trip as it stands.
func fitsAction(t fleet.Trip, action string) bool {
	if to, ok := transitions[action]; ok {
		return fleet.CheckTransition(t.Status, to) == nil
	}
	switch action {
	case "undo_gps":
		return t.GPSFrom != ""
	case "note":
		return true
	}
	return !t.Status.Ended() && (action != "reschedule" || t.Status == fleet.Scheduled)
}

// planUpdate works a change out, and writes the full names it found back into
// the arguments, so that they can be pinned.
func (d *desk) planUpdate(ctx context.Context, call *Call, t fleet.Trip, in *tripUpdateArgs) (update, error) {
	if to, ok := transitions[in.Action]; ok {
		u, err := planTransition(call.Now, t, to, *in)
		if err == nil && in.Place != "" {
			u.notes, err = d.elsewhere(ctx, t, in.Place)
		}
		return u, err
	}
	switch in.Action {
	case "undo_gps":
		return planUndo(t, in.Reason)
	case "note":
		return planNote(in.Reason)
	}
	if t.Status.Ended() {
		return update{}, fleet.Errorf(fleet.Conflict, "Trip %s is %s; it can no longer be changed.", t.Ref, t.Status.Words())
	}
	switch in.Action {
	case "delay":
		return planDelay(in.Reason)
	case "reschedule":
		return d.planReschedule(ctx, call.Now, t, *in)
	case "change_driver":
		return d.planDriver(ctx, call, t, &in.Driver)
	case "change_truck":
		return d.planTruck(ctx, call, t, &in.Truck)
	}
	return d.planStop(ctx, call, &in.Place)
}

// elsewhere notes that the place somebody named is not where the trip goes.
func (d *desk) elsewhere(ctx context.Context, t fleet.Trip, name string) ([]string, error) {
	n, err := d.store.FindPlace(ctx, name, store.Loose)
	if err != nil || n.ID == t.DestinationID {
		return nil, err
	}
	return []string{fmt.Sprintf("You said %s, but trip %s goes to %s.", n.Name, t.Ref, t.Destination)}, nil
}

func planTransition(now time.Time, t fleet.Trip, to fleet.TripStatus, in tripUpdateArgs) (update, error) {
	if err := fleet.CheckTransition(t.Status, to); err != nil {
		return update{}, err
	}
	if (to == fleet.Cancelled || to == fleet.Failed) && in.Reason == "" {
		in.Reason = "no reason given"
	}
	what := fmt.Sprintf("Status from %s to %s", t.Status.Words(), to.Words())
	return update{what: what, why: in.Reason, apply: func(t *fleet.Trip) error {
		if err := fleet.CheckTransition(t.Status, to); err != nil {
			return err
		}
		t.Status, t.GPSFrom = to, ""
		if in.Reason != "" {
			t.Reason = in.Reason
		}
		t.Times.Stamp(to, t.Times.After(now))
		return nil
	}}, nil
}

// planUndo takes back what GPS made of a trip; from then on people alone move it.
func planUndo(t fleet.Trip, why string) (update, error) {
	back := t
	if err := back.UndoGPS(); err != nil {
		return update{}, err
	}
	what := fmt.Sprintf("Status back from %s to %s; GPS no longer moves this trip", t.Status.Words(), back.Status.Words())
	return update{what: what, why: why, apply: func(t *fleet.Trip) error { return t.UndoGPS() }}, nil
}

// planDelay notes why a trip is late; what it is called is derived from its times.
func planDelay(why string) (update, error) {
	if why == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "reason", Message: "Why is it late? For example: hold-up at Mile 2."}
	}
	return update{what: "Reason for the delay noted", why: why, apply: func(t *fleet.Trip) error {
		t.Reason = why
		return nil
	}}, nil
}

// planNote keeps something in a trip's history, and changes nothing else.
func planNote(text string) (update, error) {
	if text == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "reason", Message: "What should the note say?"}
	}
	return update{what: "Note", why: text, apply: func(*fleet.Trip) error { return nil }}, nil
}

func (d *desk) planReschedule(ctx context.Context, now time.Time, t fleet.Trip, in tripUpdateArgs) (update, error) {
	if t.Status != fleet.Scheduled {
		return update{}, fleet.Errorf(fleet.Conflict, "Trip %s is already %s; only a scheduled trip can be rescheduled.", t.Ref, t.Status.Words())
	}
	if in.Start == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "start", Message: "When should it start instead? For example: tomorrow 6am."}
	}
	start, err := parseStart(in.Start, now)
	if err != nil {
		return update{}, err
	}
	moved := t
	moved.Start = start
	j, err := d.judgeTrip(ctx, moved, now)
	what := fmt.Sprintf("Start from %s to %s", fleet.FormatTime(t.Start), fleet.FormatTime(start))
	return update{what: what, why: in.Reason, notes: j.notes, may: j.may, apply: func(t *fleet.Trip) error {
		t.Start = start
		if in.Reason != "" {
			t.Reason = in.Reason
		}
		return nil
	}}, err
}

func (d *desk) planDriver(ctx context.Context, call *Call, t fleet.Trip, name *string) (update, error) {
	if *name == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "driver", Message: "Which driver should take it?"}
	}
	n, err := d.store.FindDriver(ctx, *name, call.match())
	if err != nil {
		return update{}, err
	}
	if n.ID == t.DriverID {
		return update{}, fleet.Errorf(fleet.Conflict, "%s already drives trip %s.", n.Name, t.Ref)
	}
	*name = n.Name
	given := t
	given.DriverID, given.Driver = n.ID, n.Name
	j, err := d.judgeBusy(ctx, given, call.Now, nil)
	return update{what: fmt.Sprintf("Driver from %s to %s", orUnknown(t.Driver), n.Name), notes: j.notes, may: j.may, apply: func(t *fleet.Trip) error {
		t.DriverID, t.Driver = n.ID, n.Name
		return nil
	}}, err
}

func (d *desk) planTruck(ctx context.Context, call *Call, t fleet.Trip, plate *string) (update, error) {
	if *plate == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "Which truck should take it?"}
	}
	n, err := d.store.FindTruck(ctx, *plate, call.match())
	if err != nil {
		return update{}, err
	}
	if n.ID == t.TruckID {
		return update{}, fleet.Errorf(fleet.Conflict, "%s is already the truck of trip %s.", n.Name, t.Ref)
	}
	*plate = n.Name
	given := t
	given.TruckID, given.Truck = n.ID, n.Name
	if err := d.mustWork(ctx, given); err != nil {
		return update{}, err
	}
	j, err := d.judgeBusy(ctx, given, call.Now, nil)
	return update{what: fmt.Sprintf("Truck from %s to %s", t.Truck, n.Name), notes: j.notes, may: j.may, apply: func(t *fleet.Trip) error {
		t.TruckID, t.Truck = n.ID, n.Name
		return nil
	}}, err
}

func (d *desk) planStop(ctx context.Context, call *Call, name *string) (update, error) {
	if *name == "" {
		return update{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "place", Message: "Where should it stop on the way?"}
	}
	n, err := d.store.FindPlace(ctx, *name, call.match())
	*name = n.Name
	return update{what: "Stop at " + n.Name + " added", apply: func(t *fleet.Trip) error {
		t.Stops, t.StopIDs = append(t.Stops, n.Name), append(t.StopIDs, n.ID)
		return nil
	}}, err
}
