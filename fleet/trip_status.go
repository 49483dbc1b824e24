package fleet

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// TripStatus is where a trip stands. Delayed is derived (see Trip.Delayed) and
// never stored.
type TripStatus string

const (
	Scheduled  TripStatus = "scheduled"
	Loading    TripStatus = "loading"
	EnRoute    TripStatus = "en_route"
	Arrived    TripStatus = "arrived"
	Offloading TripStatus = "offloading"
	Completed  TripStatus = "completed"
	Cancelled  TripStatus = "cancelled"
	Failed     TripStatus = "failed"
)

// tripPath is the order a trip goes through. A step may be skipped forward,
// because people report late; it may never go back.
var tripPath = []TripStatus{Scheduled, Loading, EnRoute, Arrived, Offloading, Completed}

// OngoingStatuses are what people call "ongoing": from loading to offloading.
var OngoingStatuses = []TripStatus{Loading, EnRoute, Arrived, Offloading}

// Ended says whether nothing more can happen to the trip.
func (s TripStatus) Ended() bool { return s == Completed || s == Cancelled || s == Failed }

// Reached says whether a trip has come as far as a step of its path.
func (s TripStatus) Reached(step TripStatus) bool {
	return slices.Index(tripPath, s) >= slices.Index(tripPath, step)
}

// Valid says whether s is a status at all.
func (s TripStatus) Valid() bool {
	return s == Cancelled || s == Failed || slices.Contains(tripPath, s)
}

// Words is the status as people say it.
func (s TripStatus) Words() string { return strings.ReplaceAll(string(s), "_", " ") }

// CheckTransition says whether a trip may go from one status to another. The
// error names both and what is possible.
func CheckTransition(from, to TripStatus) error {
	switch {
	case from == to:
		return Errorf(Conflict, "This trip is already %s.", to.Words())
	case from.Ended():
		return Errorf(Conflict, "This trip is %s; it cannot become %s. Create a new trip instead.", from.Words(), to.Words())
	case to == Cancelled && slices.Index(tripPath, from) >= slices.Index(tripPath, Arrived):
		return Errorf(Conflict, "This trip has already arrived; mark it failed with a reason, or complete it.")
	case to == Cancelled, to == Failed:
		return nil
	case slices.Index(tripPath, to) <= slices.Index(tripPath, from):
		return Errorf(Conflict, "This trip is %s; it cannot go back to %s.", from.Words(), to.Words())
	}
	return nil
}

// LateGrace is how long after its planned start a trip that has not left is
// called delayed (a 2025 Lagos fleet's own rule: two hours).
const LateGrace = 2 * time.Hour

// MinLead is how far ahead a new trip must start, so that the truck and the
// papers can be there (same source).
const MinLead = 30 * time.Minute

// CheckStart says whether a start is one that the built-in rules take: neither
// past, nor too soon, nor too far ahead.
func CheckStart(start, now time.Time) error {
	if _, err := (TripRules{}).Judge(StartFindings(start, now)); err != nil {
		return err
	}
	return CheckStartFar(start, now)
}

// CheckStartFar refuses a start so far ahead that it is a slip.
func CheckStartFar(start, now time.Time) error {
	if start.After(now.AddDate(0, 3, 0)) {
		return &Error{Kind: Invalid, Field: "start",
			Message: "The start " + start.In(WAT).Format("Mon 2 Jan 2006, 15:04 WAT") + " is more than three months ahead. Check the date."}
	}
	return nil
}

// StartFindings are what the rules say about a planned start.
func StartFindings(start, now time.Time) []Finding {
	at := "The start " + FormatTime(start)
	var out []Finding
	switch {
	case start.Before(now):
		out = append(out, Finding{RuleStartPast, Invalid, "start", at + " is in the past. Give a time at least 30 minutes ahead, like tomorrow 6am."})
	case start.Before(now.Add(MinLead)):
		out = append(out, Finding{RuleStartSoon, Invalid, "start", at + " is too soon: a trip needs at least 30 minutes. Try a later time."})
	}
	return out
}

// HoursFindings are what the rules say of a trip that begins, or is to arrive,
// in Lagos outside its hours for container trucks.
func HoursFindings(t Trip, from, to Point) []Finding {
	allows := fmt.Sprintf("Lagos allows container trucks on its roads from %d:00 to %02d:00; ", TruckHoursFrom, TruckHoursTo)
	var out []Finding
	if InLagos(from) && !InTruckHours(t.Start) {
		out = append(out, Finding{RuleTruckHours, Conflict, "start", allows + "this start lies outside."})
	}
	if at := t.Plan.Arrived; InLagos(to) && !at.IsZero() && !InTruckHours(at) {
		out = append(out, Finding{RuleTruckHours, Conflict, "planned", allows + "the planned arrival " + FormatTime(at) + " lies outside."})
	}
	return out
}
