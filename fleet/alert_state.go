package fleet

import (
	"fmt"
	"time"
)

// AlertStatus is where an alert stands with the people who look after it.
type AlertStatus string

const (
	AlertOpen         AlertStatus = "open"
	AlertAcknowledged AlertStatus = "acknowledged" // somebody has it in hand
	AlertSnoozed      AlertStatus = "snoozed"      // open again at a time
	AlertResolved     AlertStatus = "resolved"     // by a person, or because it ended
)

// AlertAction is what somebody does to an alert.
type AlertAction string

const (
	Acknowledge   AlertAction = "acknowledge"
	Unacknowledge AlertAction = "unacknowledge"
	Resolve       AlertAction = "resolve"
	Reopen        AlertAction = "reopen"
	Snooze        AlertAction = "snooze"
	Assign        AlertAction = "assign"
	Note          AlertAction = "note"
	FalseAlarm    AlertAction = "false_alarm" // resolved, and there was nothing
	Wake          AlertAction = "wake"        // the time of a snooze has come
	Worsen        AlertAction = "worsen"      // what the watch saw; no step that anybody makes
)

// MaxSnooze bounds a snooze: what may wait longer is not an alert.
const MaxSnooze = 7 * 24 * time.Hour

// AlertState is what people have done to an alert so far. People are ids; 0 is
// the system, and nobody where nothing was done.
type AlertState struct {
	Status     AlertStatus
	Until      time.Time // of a snooze; zero otherwise
	Assignee   int64
	AckedBy    int64 // who last took it in hand
	AckedAt    time.Time
	ResolvedBy int64
	ResolvedAt time.Time
	FalseAlarm bool
	Version    int // grows with every change but a note
}

// AlertStep is one thing done to an alert.
type AlertStep struct {
	Action   AlertAction
	By       int64
	At       time.Time
	Until    time.Time // for Snooze
	Assignee int64     // for Assign; 0 takes it from whoever has it
}

// Refusal names why a step is not possible.
type Refusal string

const (
	RefusedResolved   Refusal = "resolved"     // a resolution beats whatever comes late
	RefusedAlready    Refusal = "already"      // nothing would change
	RefusedNotTaken   Refusal = "not_taken"    // nobody has acknowledged it
	RefusedUnresolved Refusal = "not_resolved" // only what is resolved is opened again
	RefusedTooEarly   Refusal = "too_early"    // the snooze goes on
	RefusedTime       Refusal = "time"         // a snooze into the past, or too far
	RefusedUnknown    Refusal = "unknown"      // no such action
)

// After is the state after a step, or why the step is not possible. The state
// it was called on does not change.
func (s AlertState) After(step AlertStep) (AlertState, Refusal) {
	if why := s.refuses(step); why != "" {
		return s, why
	}
	switch step.Action {
	case Acknowledge:
		s.Status, s.AckedBy, s.AckedAt, s.Until = AlertAcknowledged, step.By, step.At, time.Time{}
	case Unacknowledge:
		s.Status, s.AckedBy, s.AckedAt = AlertOpen, 0, time.Time{}
	case Resolve, FalseAlarm:
		if s.Status != AlertResolved {
			s.ResolvedBy, s.ResolvedAt = step.By, step.At
		}
		s.Status, s.Until, s.FalseAlarm = AlertResolved, time.Time{}, step.Action == FalseAlarm
	case Reopen:
		s.Status, s.ResolvedBy, s.ResolvedAt, s.AckedBy, s.AckedAt = AlertOpen, 0, time.Time{}, 0, time.Time{}
		s.FalseAlarm = false
	case Snooze:
		s.Status, s.Until = AlertSnoozed, step.Until
	case Wake:
		s.Status, s.Until = AlertOpen, time.Time{}
	case Assign:
		s.Assignee = step.Assignee
	case Note:
		return s, ""
	}
	s.Version++
	return s, ""
}

func (s AlertState) refuses(step AlertStep) Refusal {
	resolved := s.Status == AlertResolved
	switch step.Action {
	case Note:
		return ""
	case Acknowledge, Resolve, Assign:
		return first(resolved, RefusedResolved, s.same(step), RefusedAlready)
	case FalseAlarm:
		return first(s.FalseAlarm, RefusedAlready, false, "")
	case Unacknowledge:
		return first(resolved, RefusedResolved, s.Status != AlertAcknowledged, RefusedNotTaken)
	case Reopen:
		return first(!resolved, RefusedUnresolved, false, "")
	case Snooze:
		wrong := !step.Until.After(step.At) || step.Until.Sub(step.At) > MaxSnooze
		return first(resolved, RefusedResolved, wrong, RefusedTime)
	case Wake:
		return first(s.Status != AlertSnoozed, RefusedAlready, step.At.Before(s.Until), RefusedTooEarly)
	}
	return RefusedUnknown
}

// same says whether a step leaves an unresolved alert as it is.
func (s AlertState) same(step AlertStep) bool {
	return step.Action == Acknowledge && s.Status == AlertAcknowledged ||
		step.Action == Assign && s.Assignee == step.Assignee
}

func first(a bool, forA Refusal, b bool, forB Refusal) Refusal {
	switch {
	case a:
		return forA
	case b:
		return forB
	}
	return ""
}

// Err is a refusal as a person reads it. Who is the person that the state
// names, empty when nobody knows.
func (r Refusal) Err(s AlertState, action AlertAction, who string) error {
	by := ""
	if who != "" {
		by = " by " + who
	}
	words := ""
	switch r {
	case RefusedResolved:
		words = "This alert is already resolved" + by + at(s.ResolvedAt) + ". Reopen it if it is not over."
	case RefusedAlready:
		words = already(s, action, by)
	case RefusedNotTaken:
		words = fmt.Sprintf("This alert is %s; nobody has acknowledged it.", s.Status)
	case RefusedUnresolved:
		words = fmt.Sprintf("This alert is %s, not resolved; it needs no reopening.", s.Status)
	case RefusedTooEarly:
		words = "This alert is snoozed until " + FormatTime(s.Until) + "."
	case RefusedTime:
		return &Error{Kind: Invalid, Field: "until", Message: "An alert can be snoozed for at most 7 days, until a time that is still to come. Try 2h."}
	default:
		return &Error{Kind: Invalid, Field: "action", Message: fmt.Sprintf("An alert cannot be made to %q.", action)}
	}
	return &Error{Kind: Conflict, Field: "action", Message: words}
}

func already(s AlertState, action AlertAction, by string) string {
	switch action {
	case Acknowledge:
		return "This alert is already acknowledged" + by + at(s.AckedAt) + "."
	case FalseAlarm:
		return "This alert is already marked as a false alarm" + by + at(s.ResolvedAt) + "."
	case Wake:
		return "This alert is not snoozed."
	}
	if s.Assignee == 0 {
		return "This alert is assigned to nobody already."
	}
	return "This alert is already assigned to that person."
}

// at is a time in a sentence, or nothing when it is not known.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", " + FormatClock(t)
}
