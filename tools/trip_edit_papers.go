package tools

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"watchtower/fleet"
)

// late says whether an edit of a completed trip names only what is written
// afterwards: the empty container's way back, and when things really happened.
func (e *tripEditing) late() bool {
	in := *e.in
	in.TripID, in.OnTruck, in.Version, in.Actual = "", "", 0, actualTimes{}
	in.EmptyReturn, in.Interchange = "", ""
	rest := in.Truck + in.Driver + in.Client + in.Origin + in.Destination + in.Start + in.Container + in.Cargo + in.Waybill
	return e.was.Status == fleet.Completed && rest == "" && in.Stops == nil && in.Clear == nil && in.ContainerSize == 0 && in.ByHand == nil &&
		in.tripPaperArgs == tripPaperArgs{} && in.Planned == stepTimes{}
}

// papers takes over what else is written about the trip.
func (e *tripEditing) papers(ctx context.Context) error {
	if err := e.readPapers(ctx, e.call.match(), &e.in.tripPaperArgs, &e.now); err != nil {
		return err
	}
	for _, p := range papers() {
		e.changed(p.label, p.value(e.was), p.value(e.now))
	}
	if e.in.ByHand != nil && *e.in.ByHand != e.was.ByHand {
		e.now.ByHand = *e.in.ByHand
		e.changed("Steps", follows(e.was), follows(e.now))
	}
	return nil
}

func follows(t fleet.Trip) string {
	if t.ByHand {
		return "by people alone"
	}
	return "by people and GPS"
}

// times takes over the plan and corrections of what happened. What has happened
// lies in the past and in the order of the steps.
func (e *tripEditing) times(context.Context) error {
	actual := e.in.Actual.given()
	if err := readTimes("planned", e.in.Planned.given(), &e.now.Plan); err != nil {
		return err
	}
	if err := readTimes("actual", actual, &e.now.Times); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(actual)) {
		if at := *e.now.Times.Named(name); at.After(e.call.Now) {
			return &fleet.Error{Kind: fleet.Invalid, Field: "actual", Message: fmt.Sprintf("%s lies in the future; it cannot have happened yet.", fleet.FormatTime(at))}
		}
		if need := reachedBy[name]; !e.was.Status.Reached(need) {
			return &fleet.Error{Kind: fleet.Conflict, Field: "actual",
				Message: fmt.Sprintf("Trip %s is %s. Report that it is %s first; then its time can be put right.", e.was.Ref, e.was.Status.Words(), need.Words())}
		}
	}
	if len(actual) > 0 {
		if err := e.now.Times.InOrder(); err != nil {
			return err
		}
	}
	was, now := milestones(e.was), milestones(e.now)
	for i := range was {
		e.changed(was[i].label, moment(was[i], false), moment(now[i], false))
		e.changed("Plan: "+lowerFirst(was[i].label), moment(was[i], true), moment(now[i], true))
	}
	return nil
}

// reachedBy is the status that a trip has when a step has happened.
var reachedBy = map[string]fleet.TripStatus{"at_origin": fleet.Scheduled, "loading": fleet.Loading, "loaded": fleet.Loading, "departed": fleet.EnRoute,
	"arrived": fleet.Arrived, "offloading": fleet.Offloading, "completed": fleet.Completed, "returned": fleet.Completed}

func moment(m milestone, plan bool) string {
	at := m.at
	if plan {
		at = m.plan
	}
	if at.IsZero() {
		return ""
	}
	return fleet.FormatTime(at)
}

// clearPaper empties one written fact.
func (e *tripEditing) clearPaper(name string) error {
	for _, p := range paperParts() {
		if p.name == name {
			p.empty(&e.now)
			e.changed(p.label, p.value(e.was), p.value(e.now))
			return nil
		}
	}
	names := []string{"driver", "client", "stops", "container", "container_size", "cargo", "waybill"}
	for _, p := range papers() {
		if p.name == name {
			e.changed(p.label, p.value(e.was), "")
			p.empty(&e.now)
			return nil
		}
		names = append(names, p.name)
	}
	return &fleet.Error{Kind: fleet.Invalid, Field: "clear", Message: fmt.Sprintf("%q cannot be emptied. Only %s can.", clip(name), strings.Join(names, ", "))}
}
