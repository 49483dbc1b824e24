package fleet

import (
	"slices"
	"time"
)

// replayEvery is how often a past truck is looked at while its fixes come in.
// Overspeed is found in the fixes of WatchFixes, so nothing falls between.
const replayEvery = 5 * time.Minute

// Past is what is stored of a truck, for trying rules on it.
type Past struct {
	TruckID int64
	Group   string
	Fixes   []Position // believed, oldest first; from somewhat before the window
	Trips   []Trip
}

// Replays says whether rules of a kind can be tried on the past: what the
// watch looks at for it is in fixes and trips alone.
func (k AlertKind) Replays() bool {
	return slices.Contains([]AlertKind{AlertOverspeed, AlertIdle, AlertStoppage, AlertLateDeparture, AlertGeofence, AlertOverstay,
		AlertOffline, AlertNight, AlertFatigue, AlertMovement, AlertCallUp, AlertZone}, k)
}

// Replay says which incidents of a kind rules would have made of a truck's past
// in a window. It lives through the fixes as the watch would have.
func Replay(rules AlertRules, kind AlertKind, p Past, places *PlaceIndex, w Window) []Trouble {
	r := replay{past: p, kind: kind, rules: only(rules, kind), places: places, window: w}
	for i, fix := range p.Fixes {
		if !fix.At.Before(w.To) {
			break
		}
		r.between(fix.At)
		step := Advance(r.state, fix, places.Around)
		r.state = step.State
		r.keep(step.Traces, fix.At)
		r.seen = i + 1
		if turned := step.Motion || len(step.Visits)+len(step.Drives) > 0; turned || fix.At.Sub(r.looked) >= replayEvery {
			r.look(fix.At)
		}
	}
	r.between(w.To)
	r.look(w.To)
	out := make([]Trouble, len(r.made))
	for i, x := range r.made {
		out[i] = *x
	}
	return out
}

// only switches every other kind off, so that looking is cheap.
func only(rules AlertRules, kind AlertKind) AlertRules {
	var out AlertRules
	for _, s := range ruleSorts {
		if s.Kind != kind {
			out = append(out, AlertRule{Kind: s.Kind})
		}
	}
	for _, r := range rules {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// replay is one truck's past that is being lived through.
type replay struct {
	past   Past
	kind   AlertKind
	rules  AlertRules
	places *PlaceIndex
	window Window

	state        State
	seen         int // fixes so far
	looked, next time.Time
	idles        []Idle
	drives       []Drive
	stays        []PlaceStay
	open         []Found
	made         []*Trouble
}

// between looks at the moments that the watch asked for while no fix came in.
func (r *replay) between(until time.Time) {
	for !r.next.IsZero() && r.next.Before(until) {
		at := r.next
		r.next = time.Time{}
		r.look(at)
	}
}

// keep notes what a fix left, and lets go of what nothing reaches back to.
func (r *replay) keep(t Traces, at time.Time) {
	r.idles = append(r.idles, t.Idles...)
	r.drives = append(r.drives, t.Drives...)
	r.idles = slices.DeleteFunc(r.idles, func(x Idle) bool { return at.Sub(x.End) > ReopenTime })
	r.drives = slices.DeleteFunc(r.drives, func(x Drive) bool { return at.Sub(x.End) > WatchDrives })
	for _, v := range t.Visits {
		i := slices.IndexFunc(r.stays, func(s PlaceStay) bool { return s.PlaceID == v.PlaceID && s.Entered.Equal(v.Entered) })
		if i < 0 {
			if p := r.places.ByID(v.PlaceID); p != nil {
				s := Stay{PlaceID: p.ID, Kind: p.Kind, Entered: v.Entered, Left: v.Left}
				r.stays = append(r.stays, PlaceStay{Stay: s, Place: p.Name, Restricted: p.Restricted})
			}
			continue
		}
		r.stays[i].Left = v.Left
	}
	r.stays = slices.DeleteFunc(r.stays, func(s PlaceStay) bool { return !s.Left.IsZero() && at.Sub(s.Left) > ReopenTime })
}

// look is one look of the watch, and what it makes of it.
func (r *replay) look(at time.Time) {
	r.looked = at
	if at.Before(r.window.From) {
		return
	}
	troubles, next := WatchNext(r.rules, r.scene(at))
	r.next = next
	troubles = slices.DeleteFunc(troubles, func(f Trouble) bool { return f.Kind != r.kind })
	for _, m := range DecideFound(r.open, troubles, at) {
		r.apply(m)
	}
	r.open = slices.DeleteFunc(r.open, func(f Found) bool { return f.Over && at.Sub(f.Seen) > 2*ReopenTime })
}

func (r *replay) scene(at time.Time) Scene {
	from := r.seen
	for from > 0 && at.Sub(r.past.Fixes[from-1].At) <= WatchFixes {
		from--
	}
	s := Scene{Now: at, TruckID: r.past.TruckID, Group: r.past.Group, Active: true, State: r.state, Fixes: r.past.Fixes[from:r.seen], HasFixes: true,
		Places: r.places, Stays: r.stays, Idles: r.idles, Drives: r.drives}
	for _, t := range r.past.Trips {
		if t.Status = t.statusAt(at); t.Status != "" {
			s.Trips = append(s.Trips, t)
		}
	}
	return s
}

// statusAt is what a trip was at a moment, by the times of its steps; empty
// when it was over for a day.
func (t Trip) statusAt(at time.Time) TripStatus {
	was := func(moment time.Time) bool { return !moment.IsZero() && !at.Before(moment) }
	switch m := t.Times; {
	case t.Status == Cancelled || t.Status == Failed:
		return "" // when is not known of a trip by itself
	case was(m.Completed) && at.Sub(m.Completed) > 24*time.Hour:
		return ""
	case was(m.Completed):
		return Completed
	case was(m.Offloading):
		return Offloading
	case was(m.Arrived):
		return Arrived
	case was(m.Departed):
		return EnRoute
	case was(m.Loading):
		return Loading
	}
	return Scheduled
}

// apply keeps the incidents as the store would.
func (r *replay) apply(m Move) {
	if m.Reason == MoveNew || m.Reason == MoveLate {
		f := m.Trouble
		r.made = append(r.made, &f)
		m.ID = int64(len(r.made))
		r.open = append(r.open, Found{ID: m.ID})
	}
	i := slices.IndexFunc(r.open, func(f Found) bool { return f.ID == m.ID })
	if i < 0 || m.Same {
		return
	}
	if m.Reason == MoveJoined {
		r.open[i].PartOf, r.open[i].Over = m.Into, true
		r.made[m.ID-1].Weak = true // it is part of another
		return
	}
	f := r.made[m.ID-1]
	f.Since, f.Seen, f.Severity, f.Over = m.Since, m.Seen, m.Severity, m.Over
	if m.Value > f.Value {
		f.Value, f.Text, f.Point = m.Value, m.Text, m.Point
	}
	r.open[i] = Found{ID: m.ID, Kind: m.Kind, Key: m.Key, Severity: m.Severity, Since: m.Since, Seen: m.Seen, Over: m.Over, Gone: m.Gone, Hold: m.Hold, Status: AlertOpen}
	if m.Over {
		r.open[i].Status = AlertResolved
	}
}
