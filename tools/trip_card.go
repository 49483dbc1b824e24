package tools

import (
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// tripFacts are the facts of a trip that every card about it shows.
func tripFacts(t fleet.Trip, now time.Time) []answer.Fact {
	facts := []answer.Fact{{Label: "Truck", Value: t.Truck}}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, answer.Fact{Label: label, Value: value})
		}
	}
	add("Driver", t.Driver)
	add("Client", t.Client)
	add("From", t.Origin)
	add("Stops", strings.Join(t.Stops, ", "))
	add("To", t.Destination)
	add("Planned start", fleet.FormatTime(t.Start))
	add("Status", statusWords(t, now))
	for _, m := range milestones(t) {
		add(m.label, stepWords(m, t.Status.Ended()))
	}
	box := t.Container
	if t.ContainerSize != 0 {
		box = strings.TrimSpace(fmt.Sprintf("%s %d ft", box, t.ContainerSize))
	}
	add("Container", box)
	add("Cargo", t.Cargo)
	add("Waybill", t.Waybill)
	for _, p := range papers() {
		add(p.label, p.value(t))
	}
	add("Reason", t.Reason)
	return facts
}

type milestone struct {
	name, label string
	at, plan    time.Time
	status      fleet.TripStatus
}

// milestones are a trip's steps in order, each with the word people ask by.
func milestones(t fleet.Trip) []milestone {
	m, p := t.Times, t.Plan
	return []milestone{
		{"origin", "At the origin", m.AtOrigin, p.AtOrigin, ""},
		{"loading", "Loading began", m.Loading, p.Loading, fleet.Loading},
		{"loaded", "Loaded", m.Loaded, p.Loaded, ""},
		{"departure", "Departed", m.Departed, time.Time{}, fleet.EnRoute}, // planned by the start, which stands by itself
		{"arrival", "Arrived", m.Arrived, p.Arrived, fleet.Arrived},
		{"offloading", "Offloading began", m.Offloading, p.Offloading, fleet.Offloading},
		{"delivery", "Completed", m.Completed, p.Completed, fleet.Completed},
		{"empty_return", "Empty returned", m.Returned, p.Returned, ""},
	}
}

// stepWords is when a step was, and when it was to be.
func stepWords(m milestone, over bool) string {
	switch {
	case m.at.IsZero() && (m.plan.IsZero() || over && m.name != "empty_return"):
		return ""
	case m.at.IsZero():
		return "planned for " + fleet.FormatTime(m.plan)
	case m.plan.IsZero():
		return fleet.FormatTime(m.at)
	}
	return fleet.FormatTime(m.at) + ", planned for " + fleet.FormatTime(m.plan)
}

// statusWords is the status, with how late it is when it is.
func statusWords(t fleet.Trip, now time.Time) string {
	if t.Delayed(now) {
		return t.Status.Words() + ", delayed " + fleet.FormatDuration(t.LateBy(now))
	}
	return t.Status.Words()
}

// tripTitle names a trip in a sentence.
func tripTitle(t fleet.Trip) string {
	return fmt.Sprintf("Trip %s, %s from %s to %s", t.Ref, t.Truck, t.Origin, t.Destination)
}

// tripChoices are all that a role may do next with a trip: its next steps, and
// for dispatchers what is asked for in a form.
func tripChoices(t fleet.Trip, role fleet.Role) []answer.Choice {
	var out []answer.Choice
	if MayRun(role, "trip_update") {
		out = nextSteps(t)
	}
	if t.GPSFrom != "" && MayRun(role, "trip_edit") {
		out = append(out, answer.NewChoice("Take back the GPS step", "trip_update", map[string]any{"trip_id": t.Ref, "action": "undo_gps"}))
	}
	if !MayRun(role, "trip_edit") || t.Status.Ended() {
		return out
	}
	named := map[string]any{"trip_id": t.Ref}
	out = append(out, answer.NewChoice("Edit…", "trip_edit", named),
		answer.NewChoice("Assign truck or driver…", "trip_update", map[string]any{"trip_id": t.Ref, "action": "change_driver"}))
	if fleet.CheckTransition(t.Status, fleet.Cancelled) == nil {
		out = append(out, answer.NewChoice("Cancel trip…", "trip_update", map[string]any{"trip_id": t.Ref, "action": "cancel"}))
	}
	return out
}

// nextSteps are the transitions offered as buttons, the likely one first.
func nextSteps(t fleet.Trip) []answer.Choice {
	act := func(label, action string) answer.Choice {
		return answer.NewChoice(label, "trip_update", map[string]any{"trip_id": t.Ref, "action": action})
	}
	switch t.Status {
	case fleet.Scheduled:
		return []answer.Choice{act("Start loading", "start"), act("Departed", "depart")}
	case fleet.Loading:
		return []answer.Choice{act("Departed", "depart")}
	case fleet.EnRoute:
		return []answer.Choice{act("Arrived", "mark_arrived")}
	case fleet.Arrived:
		return []answer.Choice{act("Start offloading", "offload"), act("Complete", "end")}
	case fleet.Offloading:
		return []answer.Choice{act("Complete", "end")}
	}
	return nil
}
