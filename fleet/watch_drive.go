package fleet

import (
	"fmt"
	"slices"
	"time"
)

// driving is the open drive while the truck moves in it.
func (w *watcher) driving() (OpenDrive, bool) {
	d := w.State.Drive
	return d, d.Open() && d.Proven && d.Halt.IsZero() && w.Now.Sub(w.State.At) <= SilentMoving
}

// night driving outside of Lagos, where trucks may drive at night alone.
func (w *watcher) night() {
	s := &w.State
	r := w.rule(AlertNight)
	d, ok := w.driving()
	from, _, dark := night(r, s.At)
	if !r.On || !ok || !dark || InLagos(s.Point) {
		return
	}
	since := later(d.Start, from)
	for _, p := range w.Fixes {
		if p.At.After(since) && InLagos(p.Point) {
			since = p.At
		}
	}
	limit := r.Time("for")
	if s.At.Sub(since) < limit {
		return // the next fix tells
	}
	f := Trouble{Key: "night/" + DayOf(from).String(), Since: since, Passed: since.Add(limit), Seen: s.At, Hold: clearAfter(limit), Point: s.Point,
		Value: s.At.Sub(since).Minutes(), Text: "the night is from " + FormatClock(from)}
	if w.trip != nil {
		f.TripID = w.trip.ID
	}
	w.later(s.At.Add(SilentMoving + time.Second))
	w.found(r, f)
}

// wheel is how long the driver has been at the wheel since the last rest that
// was so long, since when, and until when.
func (w *watcher) wheel(rest time.Duration) (wheel time.Duration, since, last time.Time) {
	take := func(from, to time.Time) {
		if !last.IsZero() && from.Sub(last) >= rest {
			wheel, since = 0, time.Time{}
		}
		if since.IsZero() {
			since = from
		}
		wheel, last = wheel+to.Sub(from), to
	}
	for _, d := range w.Drives {
		take(d.Start, d.End)
	}
	if d := w.State.Drive; d.Open() && d.Proven {
		end := w.State.At
		if !d.Halt.IsZero() {
			end = d.Halt
		}
		take(d.Start, end)
	}
	return wheel, since, last
}

// fatigue: at the wheel for too long since the last rest.
func (w *watcher) fatigue() {
	s := &w.State
	r := w.rule(AlertFatigue)
	if !r.On || s.At.IsZero() {
		return
	}
	rest, most := r.Time("rest"), r.Time("drive")
	wheel, since, last := w.wheel(rest)
	if wheel < most || w.Now.Sub(last) >= rest {
		return
	}
	w.later(last.Add(rest))
	f := Trouble{Since: since, Passed: last.Add(most - wheel), Seen: last, Point: s.Point, Value: wheel.Hours(),
		Text: fmt.Sprintf("%s at the wheel; the limit is %s, then %s of rest", FormatDuration(wheel), FormatDuration(most), FormatDuration(rest))}
	if w.trip != nil {
		f.TripID = w.trip.ID
	}
	w.found(r, f)
}

// Before a trip, and after one, a truck drives at night with reason: to where it
// loads, which before a port can take a day in the line, or home.
const (
	movedBefore = 24 * time.Hour
	movedAfter  = 12 * time.Hour
)

// nearGate says whether a point is in the line before a gate, or around it.
func (w *watcher) nearGate(p Point) bool { return w.Places != nil && w.Places.NearGate(p) }

// movement: a truck that is out of service, or at night one without a trip,
// goes farther than a yard is wide, and neither in one of our places nor in the
// line before a gate.
func (w *watcher) movement() {
	s := &w.State
	r := w.rule(AlertMovement)
	d, ok := w.driving()
	far := d.From.MetersTo(s.Point)
	if !r.On || !ok || far < r.Num("metres") || s.PlaceID != 0 || w.nearGate(s.Point) {
		return
	}
	_, _, dark := night(r, s.At)
	why := "it is out of service"
	if w.Active {
		if why = "it has no trip"; !dark || slices.ContainsFunc(w.Trips, w.excuses) {
			return
		}
	}
	w.later(s.At.Add(SilentMoving + time.Second))
	w.found(r, Trouble{Since: d.Start, Passed: s.At, Seen: s.At, Point: s.Point, Value: far,
		Text: fmt.Sprintf("%s; %s from where it stood", why, FormatDistance(far))})
}

// excuses says whether a trip is a reason to drive now.
func (w *watcher) excuses(t Trip) bool {
	switch {
	case t.Status == Scheduled:
		return t.Start.Sub(w.Now) <= movedBefore
	case t.Status.Ended():
		return t.Times.Completed.IsZero() || w.Now.Sub(t.Times.Completed) <= movedAfter
	}
	return true
}

// harshWithin is the stretch in which harsh driving is counted.
const harshWithin = time.Hour

// harsh: more of a kind within an hour than the rule lets pass.
func (w *watcher) harsh() {
	for _, k := range []AlertKind{AlertBraking, AlertAccel, AlertTurn} {
		var at []time.Time
		for _, e := range w.Harsh {
			if e.Kind == k {
				at = append(at, e.At)
			}
		}
		r := w.rule(k)
		if most := int(r.Num("per_hour")); r.On && len(at) > most {
			slices.SortFunc(at, time.Time.Compare)
			w.countHarsh(r, slices.Compact(at), most)
		}
	}
}

func (w *watcher) countHarsh(r AlertRule, at []time.Time, most int) {
	var f *Trouble
	for i := most; i < len(at); i++ {
		first := at[i-most]
		switch {
		case at[i].Sub(first) > harshWithin:
			continue
		case f == nil || first.Sub(f.Seen) > 0:
			if f != nil {
				f.Over = true
				w.found(r, *f)
			}
			f = &Trouble{Since: first, Passed: at[i], Point: w.State.Point, Hold: ReopenTime}
		}
		n, _ := slices.BinarySearchFunc(at, f.Since, time.Time.Compare)
		f.Seen, f.Value = at[i], float64(i-n+1)
		f.Text = fmt.Sprintf("%d times since %s; %d in an hour are let pass", i-n+1, FormatClock(f.Since), most)
	}
	if f != nil {
		over := f.Seen.Add(f.Hold)
		f.Over = !w.Now.Before(over)
		w.later(over)
		w.found(r, *f)
	}
}
