package fleet

import (
	"fmt"
	"time"
)

// What a tracker's visits must show before a trip moves on by itself. They are
// meant to miss a step rather than to invent one: people report what is missed.
const (
	FollowAhead   = 12 * time.Hour      // a truck that comes earlier than this before the start comes for something else
	FollowEarly   = 2 * time.Hour       // no trip begins earlier than this before its start
	followDwell   = 5 * time.Minute     // a stay this short is passing traffic (a 2025 Lagos fleet's own rule)
	followTown    = 20 * time.Minute    // the same for towns and parks, which trucks drive through
	followLoading = 15 * time.Minute    // standing where it loads
	followOffload = 30 * time.Minute    // standing where it delivers
	followGone    = 10 * time.Minute    // away from its origin for this long, it has departed
	followDone    = 30 * time.Minute    // away from its destination for this long, it is empty
	FollowReturn  = 14 * 24 * time.Hour // empty containers are looked for this long
	followApart   = 12 * time.Hour      // two planned trips of a truck this far apart are told apart
)

// Stay is a visit of a trip's truck to one of the trip's places. Left is zero
// while it lasts.
type Stay struct {
	PlaceID       int64
	Kind          string // of the place
	Entered, Left time.Time
}

// Seen is what trackers say of a trip's truck.
type Seen struct {
	At    time.Time // of its newest fix
	Stays []Stay    // in the trip's places, oldest first
}

// TripStep is one step that visits show.
type TripStep struct {
	Milestone string     // as MilestoneNames has it
	To        TripStatus // empty when only the time is noted
	At        time.Time
	Why       string
}

// FollowedTrip is which of a truck's open trips its visits belong to now: the
// one that has begun, else the next one. It is none while that is not clear: of
// two that are both due, the older one may just never have been closed.
func FollowedTrip(open []Trip, now time.Time) (Trip, bool) {
	var begun, planned []Trip
	for _, t := range open {
		switch {
		case t.Status.Ended():
		case t.Status == Scheduled:
			planned = append(planned, t)
		default:
			begun = append(begun, t)
		}
	}
	switch {
	case len(begun) == 1:
		return begun[0], !begun[0].ByHand
	case len(begun) > 1 || len(planned) == 0:
		return Trip{}, false
	}
	next := planned[0]
	for _, t := range planned[1:] {
		if t.Start.Before(next.Start) {
			next = t
		}
	}
	for _, t := range planned {
		due := !t.Start.After(now.Add(FollowEarly))
		if t.ID != next.ID && (due || t.Start.Sub(next.Start) < followApart) {
			return Trip{}, false
		}
	}
	return next, !next.ByHand
}

// Follow works out what a trip's visits show beyond what is known of it, in
// order. It never goes back, and it needs the whole stay that proves a step.
// guesses allows the steps that standing in a place only makes likely: loading
// and offloading.
func Follow(t Trip, seen Seen, guesses bool) []TripStep {
	if t.ByHand || t.Status == Cancelled || t.Status == Failed {
		return nil
	}
	f := follower{trip: t, seen: seen, guesses: guesses}
	f.atOrigin()
	f.loading()
	f.departure()
	f.arrival()
	f.offloading()
	f.completion()
	f.empty()
	return f.steps
}

type follower struct {
	trip    Trip
	seen    Seen
	guesses bool
	steps   []TripStep
}

// take notes a step unless it lies before one that is known.
func (f *follower) take(name string, to TripStatus, at time.Time, why string) {
	next := f.trip
	*next.Times.Named(name) = at
	if next.Times.InOrder() != nil || to != "" && CheckTransition(next.Status, to) != nil {
		return
	}
	if to != "" {
		next.Status = to
	}
	f.trip = next
	f.steps = append(f.steps, TripStep{Milestone: name, To: to, At: at, Why: why})
}

// lasted is how long a stay is known to have lasted.
func (f *follower) lasted(s Stay) time.Duration {
	if s.Left.IsZero() {
		return f.seen.At.Sub(s.Entered)
	}
	return s.Left.Sub(s.Entered)
}

// dwell is how long a stay must last to count.
func dwell(s Stay) time.Duration {
	if s.Wide() {
		return followTown
	}
	return followDwell
}

// Wide says whether the place is one that trucks drive through and do other
// things in.
func (s Stay) Wide() bool { return s.Kind == "city" || s.Kind == "park" }

// first is the first stay in a place that counts and that holds after a moment.
func (f *follower) first(place int64, after time.Time) (Stay, bool) {
	for _, s := range f.seen.Stays {
		if s.PlaceID == place && s.Entered.After(after) && f.lasted(s) >= dwell(s) {
			return s, true
		}
	}
	return Stay{}, false
}

// last is the newest stay in a place.
func (f *follower) last(place int64) (out Stay, ok bool) {
	for _, s := range f.seen.Stays {
		if s.PlaceID == place {
			out, ok = s, true
		}
	}
	return out, ok
}

func (f *follower) atOrigin() {
	t := f.trip
	if t.Status != Scheduled || !t.Times.AtOrigin.IsZero() {
		return
	}
	for _, s := range f.seen.Stays {
		relevant := s.PlaceID == t.OriginID && (s.Left.IsZero() || s.Left.After(t.Start.Add(-FollowAhead)))
		if relevant && f.lasted(s) >= dwell(s) && !f.seen.At.Before(t.Start.Add(-FollowAhead)) {
			f.take("at_origin", "", s.Entered, "It came to "+t.Origin+".")
			return
		}
	}
}

// loading: the truck came for this trip, stands where it loads, and the start is
// near.
func (f *follower) loading() {
	t := f.trip
	s, ok := f.last(t.OriginID)
	if !f.guesses || t.Status != Scheduled || !ok || s.Wide() || !s.Left.IsZero() || s.Entered.Before(t.Start.Add(-FollowAhead)) {
		return
	}
	began := later(s.Entered, t.Start.Add(-FollowEarly))
	if f.seen.At.Sub(began) >= followLoading {
		f.take("loading", Loading, began, fmt.Sprintf("It has stood in %s for %s.", t.Origin, FormatDuration(f.seen.At.Sub(began))))
	}
}

func (f *follower) departure() {
	t := f.trip
	s, ok := f.last(t.OriginID)
	if t.Status != Scheduled && t.Status != Loading || !ok || s.Left.IsZero() {
		return
	}
	tooEarly := s.Left.Before(t.Start.Add(-FollowEarly)) || s.Left.Before(t.Times.Loading)
	if tooEarly || f.lasted(s) < 2*followDwell || f.seen.At.Sub(s.Left) < followGone {
		return
	}
	f.take("departed", EnRoute, s.Left, "It left "+t.Origin+".")
}

func (f *follower) arrival() {
	t := f.trip
	if t.Status != EnRoute {
		return
	}
	after := t.Times.Departed
	if after.IsZero() {
		after = t.Start.Add(-FollowEarly)
	}
	if s, ok := f.first(t.DestinationID, after); ok {
		f.take("arrived", Arrived, s.Entered, "It came to "+t.Destination+".")
	}
}

func (f *follower) offloading() {
	t := f.trip
	if !f.guesses || t.Status != Arrived || t.Times.Arrived.IsZero() {
		return
	}
	for _, s := range f.seen.Stays {
		began := later(s.Entered, t.Times.Arrived)
		ended := s.Left
		if ended.IsZero() {
			ended = f.seen.At
		}
		if s.PlaceID == t.DestinationID && !s.Wide() && ended.Sub(began) >= followOffload {
			f.take("offloading", Offloading, began.Add(followOffload), fmt.Sprintf("It has stood in %s for %s.", t.Destination, FormatDuration(followOffload)))
			return
		}
	}
}

// completion: a truck that was offloading and has driven away is empty.
func (f *follower) completion() {
	t := f.trip
	s, ok := f.last(t.DestinationID)
	if t.Status != Offloading || !ok || s.Left.IsZero() || !s.Left.After(t.Times.Offloading) || t.Times.Offloading.IsZero() {
		return
	}
	if f.seen.At.Sub(s.Left) >= followDone {
		f.take("completed", Completed, s.Left, "It left "+t.Destination+" after offloading.")
	}
}

func (f *follower) empty() {
	t := f.trip
	if t.Status != Completed || t.ReturnID == 0 || !t.Times.Returned.IsZero() || t.Times.Completed.IsZero() {
		return
	}
	s, ok := f.first(t.ReturnID, t.Times.Completed.Add(-time.Second))
	if ok && s.Entered.Sub(t.Times.Completed) <= FollowReturn {
		f.take("returned", "", s.Entered, "It came to "+t.Return+" with the empty container.")
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Take puts one step into a trip. What GPS changed can be taken back.
func (t *Trip) Take(s TripStep) error {
	if s.To != "" {
		if err := CheckTransition(t.Status, s.To); err != nil {
			return err
		}
		t.GPSFrom, t.Status = t.Status, s.To
	}
	*t.Times.Named(s.Milestone) = s.At
	return t.Times.InOrder()
}

// UndoGPS takes back the last step that GPS made, and leaves the trip to people.
func (t *Trip) UndoGPS() error {
	if t.GPSFrom == "" {
		return Errorf(Conflict, "GPS has not moved trip %s on since a person did; there is nothing to take back.", t.Ref)
	}
	t.Times.Stamp(t.Status, time.Time{})
	t.Status, t.GPSFrom, t.ByHand = t.GPSFrom, "", true
	return nil
}
