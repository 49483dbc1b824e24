package fleet

import "time"

// How the watch goes about it, whatever the rule.
const (
	WatchLate   = 15 * time.Minute // what came true longer ago than this when it is first seen is history
	ReopenTime  = 30 * time.Minute // trouble that begins anew within this belongs to the incident before
	WatchFixes  = 15 * time.Minute // of a truck's fixes so much is looked at, more where a rule needs it
	WatchDrives = 24 * time.Hour   // so far back drives are looked at
	clearLeast  = 2 * time.Minute  // trouble must be gone for so long at least to be over
	watchGap    = StopTime         // between two fixes farther apart nothing is known
)

// Scene is one truck and what its rules look at, at one moment. What a scene
// does not have is not looked at; Looks says which kinds those are.
type Scene struct {
	Now      time.Time
	TruckID  int64
	Group    string
	Active   bool
	State    State      // its At is zero where the truck has never reported
	Heard    time.Time  // when the newest fix of any truck came in: before it silence proves nothing; zero when unknown
	Fixes    []Position // the last ones, believed, oldest first
	HasFixes bool
	Trips    []Trip // that have not ended, and those that ended within a day
	Expected Expectation
	Route    Route
	Places   *PlaceIndex // for rules of a place; may be nil
	Stays    []PlaceStay // that last, or ended lately
	Idles    []Idle      // ended lately
	Drives   []Drive     // ended within WatchDrives, oldest first
	Harsh    []HarshEvent
	Fills    []Fill
	Services []ServiceSoon
}

// PlaceStay is a visit with its place.
type PlaceStay struct {
	Stay
	Place      string
	Restricted bool // no truck may be here without a trip here
}

// Expectation is when a trip is expected to arrive, worked out at From.
type Expectation struct {
	TripID         int64
	From           time.Time // zero when nothing is known
	Low, Mid, High time.Time
}

// HarshEvent is a harsh braking, acceleration or turn that the tracker felt.
type HarshEvent struct {
	Kind AlertKind
	At   time.Time
}

// Fill is fuel that a sensor saw coming into the tank.
type Fill struct {
	At     time.Time
	Litres float64
}

// ServiceSoon is how a truck stands to its next service of a kind.
type ServiceSoon struct {
	Kind  string
	Since Day // of the last service, or from which its use counts
	Due   ServiceDue
}

// Trouble is trouble of one kind at one truck, as the facts show it.
type Trouble struct {
	Kind     AlertKind
	Rule     int64 // 0 for the defaults
	Severity Severity
	Key      string // with truck and kind it makes one incident
	Since    time.Time
	Passed   time.Time     // when the rule's limit was passed: from then on it is an incident
	Seen     time.Time     // up to when it is known to have gone on
	Over     bool          // it has been gone for long enough
	Weak     bool          // within the margin: it keeps an incident going and begins none
	Hold     time.Duration // it must be gone for so long to be over
	Point    Point
	PlaceID  int64
	TripID   int64
	Mild     bool    // for the digest, not for a card
	Value    float64 // how bad, in the unit of the rule's main figure
	Text     string  // what was seen, and the limit
}

// Watch says what is wrong with a truck by the rules. The same facts give the
// same findings, in whatever order they came.
func Watch(rules AlertRules, s Scene) []Trouble {
	out, _ := WatchNext(rules, s)
	return out
}

// WatchNext is Watch, and when it has to be looked again should no fact come
// in: zero for never.
func WatchNext(rules AlertRules, s Scene) ([]Trouble, time.Time) {
	w := watcher{Scene: s, rules: rules}
	w.trip, _ = s.running()
	for _, look := range []func(*watcher){(*watcher).silence, (*watcher).overspeed, (*watcher).idle, (*watcher).stoppage, (*watcher).overstay,
		(*watcher).lateDeparture, (*watcher).delay, (*watcher).callUp, (*watcher).night, (*watcher).fatigue, (*watcher).movement, (*watcher).harsh,
		(*watcher).places, (*watcher).zones, (*watcher).deviation, (*watcher).refuel, (*watcher).service} {
		look(&w)
	}
	return w.out, w.next
}

// Looks says whether a scene has what rules of a kind look at. What was found
// before of other kinds stands as it is.
func (s Scene) Looks(k AlertKind) bool {
	switch k {
	case AlertOverspeed, AlertDeviation:
		return s.HasFixes
	}
	return true
}

// watcher looks at one scene.
type watcher struct {
	Scene
	rules AlertRules
	trip  *Trip // that is under way
	out   []Trouble
	next  time.Time
}

// rule is the one that holds for the truck, wherever it is.
func (w *watcher) rule(k AlertKind) AlertRule { return w.ruleIn(k, 0) }

// ruleIn is the one that holds for the truck in a place.
func (w *watcher) ruleIn(k AlertKind, place int64) AlertRule {
	of := RuleSubject{TruckID: w.TruckID, Group: w.Group, PlaceID: place}
	if w.trip != nil {
		of.ClientID = w.trip.ClientID
	}
	return w.rules.For(k, of)
}

// tripRule is the one that holds for a trip.
func (w *watcher) tripRule(k AlertKind, t *Trip) AlertRule {
	return w.rules.For(k, RuleSubject{TruckID: w.TruckID, Group: w.Group, ClientID: t.ClientID})
}

// later asks for another look at a moment to come.
func (w *watcher) later(at time.Time) {
	if at.After(w.Now) && (w.next.IsZero() || at.Before(w.next)) {
		w.next = at
	}
}

// found keeps a finding by a rule.
func (w *watcher) found(r AlertRule, f Trouble) {
	f.Kind, f.Rule, f.Severity = r.Kind, r.ID, graverOf(r.Severity, f.Severity)
	if f.Mild {
		f.Severity = Info
	}
	if f.Hold == 0 {
		f.Hold = clearLeast
	}
	w.out = append(w.out, f)
}

// lasts keeps trouble that has gone on since a moment, once it has for long
// enough; else it asks for a look when it will have.
func (w *watcher) lasts(r AlertRule, f Trouble, limit time.Duration) {
	f.Passed, f.Seen = f.Since.Add(limit), w.Now
	if w.Now.Before(f.Passed) {
		w.later(f.Passed)
		return
	}
	f.Hold = clearAfter(limit)
	if !f.Point.Valid() {
		f.Point = w.State.Point
	}
	w.found(r, f)
}

// clearAfter is how long trouble must be gone to be over.
func clearAfter(limit time.Duration) time.Duration { return max(clearLeast, limit/4) }

// graverOf is the graver of two severities; an unset one is none.
func graverOf(a, b Severity) Severity {
	if b != "" && b.rank() > a.rank() {
		return b
	}
	return a
}

// graver is the next severity above s.
func graver(s Severity) Severity {
	if s == Info {
		return Warning
	}
	return Critical
}

// running is the trip under way: the only one that has begun.
func (s Scene) running() (*Trip, bool) {
	var out *Trip
	for i := range s.Trips {
		if t := &s.Trips[i]; !t.Status.Ended() && t.Status != Scheduled {
			if out != nil && out.Start.After(t.Start) {
				continue
			}
			out = t
		}
	}
	return out, out != nil
}

// FixesFrom says from when on a scene's fixes are to be looked at: zero for not
// at all, because the truck is slow, on its way, and nothing else is going on.
// Changed is the oldest fix that is new.
func FixesFrom(rules AlertRules, s Scene, changed time.Time, open []Found) time.Time {
	if s.State.At.IsZero() {
		return time.Time{}
	}
	from := earlier(changed, s.State.At)
	burst := s.State.At.Sub(from) > 2*time.Minute
	reach := WatchFixes
	slowest, off := fleetLimits(rules, &reach)
	trip, _ := s.running()
	astray := trip != nil && trip.Status == EnRoute && s.Route.Known() && s.Route.Off(s.State.Point) > off
	going := false
	for _, f := range open {
		going = going || !f.Over && (f.Kind == AlertOverspeed || f.Kind == AlertDeviation)
	}
	_, _, dark := night(rules.For(AlertNight, RuleSubject{}), s.State.At)
	if burst || astray || going || dark && s.State.Motion == Moving || s.State.SpeedKmh > slowest {
		return from.Add(-reach)
	}
	return time.Time{}
}

// fleetLimits are the lowest speed and the least distance off the way that any
// rule has; reach grows to what the longest of them looks back.
func fleetLimits(rules AlertRules, reach *time.Duration) (slowest, off float64) {
	look := func(r AlertRule) {
		switch r.Kind {
		case AlertOverspeed:
			slowest = min(slowest, r.Num("limit")+r.Num("margin"))
		case AlertDeviation:
			off = min(off, r.Num("off"))
		default:
			return
		}
		*reach = max(*reach, r.Time("for")+clearAfter(r.Time("for"))+watchGap)
	}
	slowest, off = JumpKmh, routeEnds*10
	for _, k := range []AlertKind{AlertOverspeed, AlertDeviation} {
		look(rules.For(k, RuleSubject{}))
	}
	for _, r := range rules {
		if r.On {
			look(r)
		}
	}
	return slowest, off
}
