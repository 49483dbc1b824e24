package fleet

import "time"

// heardSlack is how long the whole fleet may be quiet before that is a fault
// of the way to us and no truck's.
const heardSlack = 5 * time.Minute

// silence: no fix for longer than the last motion allows. Where no truck is
// heard of any more, none is to blame.
func (w *watcher) silence() {
	s := &w.State
	r := w.ruleIn(AlertOffline, s.PlaceID)
	if !r.On || !w.Active || s.At.IsZero() {
		return
	}
	limit, was := r.Time("moving"), "moving"
	switch s.Motion {
	case Stopped:
		limit, was = r.Time("parked"), "parked"
	case Idling:
		was = "idling"
	}
	passed := s.At.Add(limit)
	if !w.Heard.IsZero() && passed.After(w.Heard.Add(heardSlack)) {
		w.later(later(passed, w.Now.Add(heardSlack)))
		return
	}
	f := Trouble{Since: s.At, PlaceID: s.PlaceID, Point: s.Point, Value: w.Now.Sub(s.At).Minutes(), Text: "was " + was + "; the limit is " + FormatDuration(limit)}
	if w.trip != nil {
		f.TripID = w.trip.ID
	}
	w.lasts(r, f, limit)
}
