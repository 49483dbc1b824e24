package fleet

import "time"

// places: a truck on a trip has come to a place for more than passing, and has
// left it. Towns are driven through all day. A place with a rule of its own
// counts without a trip too.
func (w *watcher) places() {
	for _, s := range w.Stays {
		r := w.ruleIn(AlertGeofence, s.PlaceID)
		own := r.Scope.PlaceID == s.PlaceID
		if r.On && (own || w.trip != nil && s.Kind != "city") {
			w.stay(r, s, "")
		}
	}
}

// zones: in a place where no truck may be without a trip there.
func (w *watcher) zones() {
	for _, s := range w.Stays {
		r := w.ruleIn(AlertZone, s.PlaceID)
		if r.On && s.Restricted && !w.onBusiness(s.PlaceID) {
			w.stay(r, s, "no trip of it goes there")
		}
	}
}

// stay is a visit as an incident: from when it counts to when the truck left.
func (w *watcher) stay(r AlertRule, s PlaceStay, text string) {
	dwell := r.Time("dwell")
	f := Trouble{Key: stayKey(s), Since: s.Entered, PlaceID: s.PlaceID, Point: w.State.Point, Text: text, Hold: time.Second}
	if w.trip != nil {
		f.TripID = w.trip.ID
	}
	if s.Left.IsZero() {
		w.lasts(r, f, dwell)
		return
	}
	if s.Left.Sub(s.Entered) >= dwell {
		f.Passed, f.Seen, f.Over = s.Entered.Add(dwell), s.Left, true
		w.found(r, f)
	}
}
