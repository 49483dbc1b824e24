package fleet

import (
	"fmt"
	"slices"
	"time"
)

// idle: the engine runs on a standing truck; longer where trucks queue.
func (w *watcher) idle() {
	for _, x := range w.Idles {
		if r, f, limit := w.idling(x.PlaceID, x.Point); r.On && x.End.Sub(x.Start) >= limit {
			over := x.End.Add(clearAfter(limit))
			w.later(over)
			f.Since, f.Passed, f.Seen, f.Over, f.Hold = x.Start, x.Start.Add(limit), x.End, !w.Now.Before(over), clearAfter(limit)
			f.Value = x.End.Sub(x.Start).Minutes()
			w.found(r, f)
		}
	}
	s := &w.State
	if s.Motion != Idling || s.IdleSince.IsZero() || w.Now.Sub(s.At) > SilentMoving {
		return
	}
	if r, f, limit := w.idling(s.PlaceID, s.Point); r.On {
		w.later(s.At.Add(SilentMoving + time.Second))
		f.Since, f.Value = s.IdleSince, w.Now.Sub(s.IdleSince).Minutes()
		w.lasts(r, f, limit)
	}
}

// idling is what idling somewhere is. Who waits in a queue cannot help it, and
// nobody can from afar: unless a rule is made for the very place, the digest
// counts what it burns.
func (w *watcher) idling(place int64, at Point) (r AlertRule, f Trouble, limit time.Duration) {
	r = w.ruleIn(AlertIdle, place)
	f = Trouble{PlaceID: place, Point: at}
	if limit = r.Time("for"); IdleSort(w.kindOf(place)) == "queue" || w.nearGate(at) {
		limit, f.Key = r.Time("queue"), "queue"
		f.Mild = place == 0 || r.Scope.PlaceID != place
	}
	f.Text = "the limit here is " + FormatDuration(limit)
	return r, f, limit
}

// kindOf is the kind of a place that the truck visits, or lately did.
func (w *watcher) kindOf(place int64) string {
	i := slices.IndexFunc(w.Stays, func(s PlaceStay) bool { return s.PlaceID == place })
	if place == 0 || i < 0 {
		return ""
	}
	return w.Stays[i].Kind
}

// stoodSince is since when the truck stands, however short its moves of a few
// metres; zero while it drives, and when nobody knows.
func (w *watcher) stoodSince() time.Time {
	s := &w.State
	switch {
	case s.At.IsZero() || s.Motion == Moving:
		return time.Time{}
	case s.Drive.Open():
		return s.Drive.Halt
	case len(w.Drives) > 0:
		return w.Drives[len(w.Drives)-1].End
	}
	return s.MotionSince
}

// A stop is a rest, for BreakLasts longer than others, in a place after so long
// at the wheel, and at the lonely roadside when a rest is due.
const (
	restAfter = 2 * time.Hour
	restDue   = WheelMost - 30*time.Minute
)

// stoppage: on the way, and standing where the trip has no business. The
// fleet's own yards, parks and gates are no such place, nor is the line before
// a port or a terminal. Who stays in a town for the night does what is asked of
// drivers; a night at the lonely roadside is told.
func (w *watcher) stoppage() {
	r := w.rule(AlertStoppage)
	since := w.stoodSince()
	if !r.On || w.trip == nil || w.trip.Status != EnRoute || since.IsZero() || w.restsHere() || w.Now.Sub(w.State.At) > SilentParked {
		return
	}
	if w.trip.Times.Departed.After(since) {
		since = w.trip.Times.Departed
	}
	limit := r.Time("for")
	inPlace := slices.ContainsFunc(w.Stays, func(s PlaceStay) bool { return s.Left.IsZero() })
	switch wheel, _, _ := w.wheel(limit); {
	case inPlace && wheel >= restAfter, wheel >= restDue:
		limit += BreakLasts
	}
	if morning, ok := nightRest(since); ok && inPlace {
		limit = max(limit, morning.Sub(since)+r.Time("for"))
	}
	w.lasts(r, Trouble{Key: tripKey(w.trip), Since: since, TripID: w.trip.ID, PlaceID: w.State.PlaceID, Value: w.Now.Sub(since).Minutes(),
		Text: "no place of trip " + w.trip.Ref + "; the limit is " + FormatDuration(limit)}, limit)
}

// restsHere says whether standing here needs no reason.
func (w *watcher) restsHere() bool {
	for _, s := range w.Stays {
		if s.Left.IsZero() && (IdleSort(s.Kind) == "queue" || w.trip.goesTo(s.PlaceID)) {
			return true
		}
	}
	return w.nearGate(w.State.Point)
}

// goesTo says whether a place is one of the trip's.
func (t *Trip) goesTo(place int64) bool {
	return place != 0 && (place == t.OriginID || place == t.DestinationID || place == t.ReturnID || slices.Contains(t.StopIDs, place))
}

func tripKey(t *Trip) string { return fmt.Sprintf("trip/%d", t.ID) }

// overstay: too long at a terminal or a client, for a trip that is there or on
// its way from there. Nights at a client do not count.
func (w *watcher) overstay() {
	for _, s := range w.Stays {
		name := map[string]string{"terminal": "terminal", "port": "terminal", "client": "client"}[s.Kind]
		r := w.ruleIn(AlertOverstay, s.PlaceID)
		if name == "" || !r.On {
			continue
		}
		limit := r.Time(name)
		passed, twice := s.Entered.Add(limit), s.Entered.Add(2*limit)
		if s.Kind == "client" {
			passed, twice = awake(s.Entered, limit), awake(s.Entered, 2*limit)
		}
		if r.Scope.PlaceID != s.PlaceID && !w.keptAt(s.PlaceID, passed) {
			continue
		}
		f := Trouble{Key: stayKey(s), Since: s.Entered, Passed: passed, Point: w.State.Point, PlaceID: s.PlaceID,
			Text: "since " + FormatTime(s.Entered) + "; the limit is " + FormatDuration(limit)}
		if w.trip != nil {
			f.TripID = w.trip.ID
		}
		if !s.Left.IsZero() {
			if !s.Left.Before(passed) {
				f.Seen, f.Over, f.Value = s.Left, true, s.Left.Sub(s.Entered).Hours()
				w.found(r, f)
			}
			continue
		}
		if f.Value = w.Now.Sub(s.Entered).Hours(); !w.Now.Before(twice) {
			f.Severity = graver(r.Severity)
		} else {
			w.later(twice)
		}
		w.lasts(r, f, passed.Sub(s.Entered))
	}
}

// keptAt says whether a place still has the truck for a trip at a moment: once
// the trip is done, the truck merely parks there.
func (w *watcher) keptAt(place int64, at time.Time) bool {
	return slices.ContainsFunc(w.Trips, func(t Trip) bool {
		return w.hasBusiness(t, place) && (t.Times.Completed.IsZero() || t.Times.Completed.After(at))
	})
}

// onBusiness says whether the truck is in a place for a trip: one that has
// begun, or should have.
func (w *watcher) onBusiness(place int64) bool {
	return slices.ContainsFunc(w.Trips, func(t Trip) bool { return w.hasBusiness(t, place) })
}

func (w *watcher) hasBusiness(t Trip, place int64) bool {
	return t.goesTo(place) && (t.Status != Scheduled || !t.Start.After(w.Now)) && t.Status != Cancelled && t.Status != Failed
}

func stayKey(s PlaceStay) string { return fmt.Sprintf("place/%d/%d", s.PlaceID, s.Entered.Unix()) }
