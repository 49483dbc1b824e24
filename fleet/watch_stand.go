package fleet

import (
	"fmt"
	"slices"
	"time"
)

// idle: the engine runs on a standing truck; longer where trucks queue.
func (w *watcher) idle() {
	for _, x := range w.Idles {
		if r, limit := w.idleLimit(x.PlaceID); r.On && x.End.Sub(x.Start) >= limit {
			over := x.End.Add(clearAfter(limit))
			w.later(over)
			w.found(r, Trouble{Since: x.Start, Passed: x.Start.Add(limit), Seen: x.End, Over: !w.Now.Before(over), Hold: clearAfter(limit),
				Point: x.Point, PlaceID: x.PlaceID, Value: x.End.Sub(x.Start).Minutes(), Text: w.idleText(limit)})
		}
	}
	s := &w.State
	if s.Motion != Idling || s.IdleSince.IsZero() || w.Now.Sub(s.At) > SilentMoving {
		return
	}
	r, limit := w.idleLimit(s.PlaceID)
	if r.On {
		w.later(s.At.Add(SilentMoving + time.Second))
		w.lasts(r, Trouble{Since: s.IdleSince, PlaceID: s.PlaceID, Value: w.Now.Sub(s.IdleSince).Minutes(), Text: w.idleText(limit)}, limit)
	}
}

func (w *watcher) idleText(limit time.Duration) string {
	return "the limit here is " + FormatDuration(limit)
}

func (w *watcher) idleLimit(place int64) (AlertRule, time.Duration) {
	r := w.ruleIn(AlertIdle, place)
	if IdleSort(w.kindOf(place)) == "queue" {
		return r, r.Time("queue")
	}
	return r, r.Time("for")
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

// restAfter is how long at the wheel makes a stop a rest, for BreakLasts longer
// than other stops.
const restAfter = 2 * time.Hour

// stoppage: on the way, and standing where the trip has no business. The
// fleet's own yards, parks and gates are no such place, nor is the line before
// a port or a terminal.
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
	if wheel, _, _ := w.wheel(r.Time("for")); wheel >= restAfter {
		limit += BreakLasts
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
	return w.nearGate()
}

// goesTo says whether a place is one of the trip's.
func (t *Trip) goesTo(place int64) bool {
	return place != 0 && (place == t.OriginID || place == t.DestinationID || place == t.ReturnID || slices.Contains(t.StopIDs, place))
}

func tripKey(t *Trip) string { return fmt.Sprintf("trip/%d", t.ID) }

// overstay: too long at a terminal or a client, for a trip that is there or on
// its way from there.
func (w *watcher) overstay() {
	for _, s := range w.Stays {
		name := map[string]string{"terminal": "terminal", "port": "terminal", "client": "client"}[s.Kind]
		r := w.ruleIn(AlertOverstay, s.PlaceID)
		if name == "" || !r.On || r.Scope.PlaceID != s.PlaceID && !w.onBusiness(s.PlaceID) {
			continue
		}
		limit := r.Time(name)
		f := Trouble{Key: stayKey(s), Since: s.Entered, Passed: s.Entered.Add(limit), Point: w.State.Point, PlaceID: s.PlaceID,
			Text: "since " + FormatTime(s.Entered) + "; the limit is " + FormatDuration(limit)}
		if w.trip != nil {
			f.TripID = w.trip.ID
		}
		if !s.Left.IsZero() {
			if s.Left.Sub(s.Entered) >= limit {
				f.Seen, f.Over, f.Value = s.Left, true, s.Left.Sub(s.Entered).Hours()
				w.found(r, f)
			}
			continue
		}
		stay := w.Now.Sub(s.Entered)
		if f.Value = stay.Hours(); stay >= 2*limit {
			f.Severity = graver(r.Severity)
		} else {
			w.later(s.Entered.Add(2 * limit))
		}
		w.lasts(r, f, limit)
	}
}

// onBusiness says whether the truck is in a place for a trip: one that has
// begun, or should have.
func (w *watcher) onBusiness(place int64) bool {
	return slices.ContainsFunc(w.Trips, func(t Trip) bool {
		return t.goesTo(place) && (t.Status != Scheduled || !t.Start.After(w.Now)) && t.Status != Cancelled && t.Status != Failed
	})
}

func stayKey(s PlaceStay) string { return fmt.Sprintf("place/%d/%d", s.PlaceID, s.Entered.Unix()) }
