package fleet

import (
	"fmt"
	"time"
)

// leavingTakes is how long a truck may be on its way before its visits prove
// that it has left.
const leavingTakes = followGone + 10*time.Minute

// lateDeparture: a trip that has not left when it was to. One that moves may
// just be leaving.
func (w *watcher) lateDeparture() {
	for i := range w.Trips {
		t := &w.Trips[i]
		r := w.tripRule(AlertLateDeparture, t)
		if !r.On || t.Start.IsZero() || t.Status != Scheduled && t.Status != Loading {
			continue
		}
		grace := r.Time("grace")
		if w.State.Motion == Moving {
			grace += leavingTakes
		}
		w.lasts(r, Trouble{Key: tripKey(t), Since: t.Start, TripID: t.ID, PlaceID: t.OriginID, Value: w.Now.Sub(t.Start).Minutes(),
			Text: fmt.Sprintf("trip %s was to leave %s at %s", t.Ref, t.Origin, FormatTime(t.Start))}, grace)
	}
}

// delayStale is how old an estimate may be to say anything.
const delayStale = 15 * time.Minute

// delay: a trip on its way that will arrive too late, even by half of it when
// all goes well, or should be there already. A quarter less late than the rule's
// figure it is not over yet.
func (w *watcher) delay() {
	t := w.trip
	if t == nil || t.Status != EnRoute || t.Plan.Arrived.IsZero() {
		return
	}
	r := w.tripRule(AlertDelay, t)
	if !r.On {
		return
	}
	by, plan := r.Time("by"), w.arrivalKnown(t)
	limit := plan.Add(by)
	f := Trouble{Key: tripKey(t), TripID: t.ID, PlaceID: t.DestinationID, Hold: clearAfter(by), Seen: w.Now, Point: w.State.Point}
	e := w.Expected
	switch known := e.TripID == t.ID && !e.From.IsZero() && w.Now.Sub(e.From) <= delayStale; {
	case !w.Now.Before(limit):
		f.Since, f.Passed, f.Value = limit, later(limit, t.Times.Departed), w.Now.Sub(t.Plan.Arrived).Minutes()
		f.Text = fmt.Sprintf("trip %s was planned to reach %s at %s", t.Ref, t.Destination, FormatTime(t.Plan.Arrived))
	case known && e.Mid.After(plan.Add(by-by/4)) && e.Low.After(plan.Add(by/2-by/4)):
		f.Since, f.Passed, f.Value = e.From, e.From, e.Mid.Sub(t.Plan.Arrived).Minutes()
		f.Weak = e.Mid.Before(limit) || !e.Low.After(plan.Add(by/2))
		f.Text = fmt.Sprintf("trip %s is expected in %s at %s, planned %s", t.Ref, t.Destination, FormatTime(e.Mid), FormatTime(t.Plan.Arrived))
	default:
		w.later(limit)
		return
	}
	w.later(limit)
	w.found(r, f)
}

// arrivalKnown is when people count on a trip: as planned, and as much later as
// it left where they were told that it left late.
func (w *watcher) arrivalKnown(t *Trip) time.Time {
	r := w.tripRule(AlertLateDeparture, t)
	late := t.Times.Departed.Sub(t.Start)
	if t.Start.IsZero() || !r.On || late < r.Time("grace") {
		return t.Plan.Arrived
	}
	return t.Plan.Arrived.Add(late)
}

// callUp: the port's electronic ticket lapses soon; graver once it has.
func (w *watcher) callUp() {
	for i := range w.Trips {
		t := &w.Trips[i]
		ends := t.CallUpEnds()
		r := w.tripRule(AlertCallUp, t)
		if !r.On || ends.IsZero() || t.Status.Ended() || t.Status == Arrived || t.Status == Offloading {
			continue
		}
		f := Trouble{Key: fmt.Sprintf("%s/%d", tripKey(t), ends.Unix()), Since: ends.Add(-r.Time("before")), TripID: t.ID, Value: ends.Sub(w.Now).Hours(),
			Text: fmt.Sprintf("ticket %s of trip %s lapses at %s", t.Papers.CallUp, t.Ref, FormatTime(ends))}
		if !w.Now.Before(ends) {
			f.Severity, f.Text = graver(r.Severity), fmt.Sprintf("ticket %s of trip %s lapsed at %s", t.Papers.CallUp, t.Ref, FormatTime(ends))
		}
		w.later(ends)
		w.lasts(r, f, 0)
	}
}
