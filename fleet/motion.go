package fleet

import "time"

// The thresholds of motion. They come from what fleet operators settled on
// (docs/architecture.md, "Rules", names each source).
const (
	MovingKmh   = 6.0             // at this speed and above a truck moves; below it, noise
	ParkedDrift = 60.0            // metres a parked truck's fix may wander without having moved
	JumpKmh     = 150.0           // no truck is faster: a fix that implies more is not believed
	JumpSlack   = 500.0           // metres a bad fix may be off before a jump is suspected
	JumpProof   = 3               // this many consistent fixes in a row are believed after all
	FutureSlack = 2 * time.Minute // a tracker's clock may run ahead by this much

	SilentMoving = 15 * time.Minute // a truck last seen moving or idling is offline after this
	SilentParked = 4 * time.Hour    // a parked one, whose tracker sleeps, after this
)

// MotionOf is what a single fix says, given the last motion: engine on and
// slow is idling, engine off is stopped, and without an ignition signal a slow
// truck is stopped.
func MotionOf(p Position) Motion {
	switch {
	case p.SpeedKmh >= MovingKmh && (p.Ignition == nil || *p.Ignition):
		return Moving
	case p.SpeedKmh >= 3*MovingKmh:
		return Moving // on the move with a broken ignition wire
	case p.Ignition != nil && *p.Ignition:
		return Idling
	}
	return Stopped
}

// patience is how long a motion is taken to go on without a word.
func patience(m Motion) time.Duration {
	if m == Stopped {
		return SilentParked
	}
	return SilentMoving
}

// MotionAt is the state's motion as seen at now: offline once it has been
// silent for longer than its last motion allows.
func (s State) MotionAt(now time.Time) Motion {
	if now.Sub(s.At) > patience(s.Motion) {
		return Offline
	}
	return s.Motion
}

// Step is what one new fix does to a truck.
type Step struct {
	State   State        // the state after it
	Moved   bool         // the fix is the new current position
	Motion  bool         // the motion changed
	Reject  RejectReason // why the fix is kept in history but not believed
	Belated []time.Time  // earlier fixes of this truck that are believed after all
	Traces
}

// Traces are what a fix leaves in history for good.
type Traces struct {
	Drives []Drive // that have ended
	Visits []Visit // that began, or began and ended, or ended
	Days   []Tally // that are over
	Idles  []Idle  // that have ended
}

// Around gives the places whose circle, widened by FenceReach, holds a point,
// in any order.
type Around func(Point) []*Place

// Advance applies one fix to a truck's state. Fixes must come in time order;
// one that is not newer than the state enters history and changes nothing. The
// result depends on the arguments alone: folding a history again gives what
// living through it gave.
func Advance(s State, p Position, around Around) Step {
	p.Reject = ""
	if p.FromFuture() {
		p.Reject = RejectFuture
		return Step{State: s, Reject: p.Reject}
	}
	if !s.At.IsZero() && !p.At.After(s.At) {
		return Step{State: s}
	}
	st := Step{State: s}
	if !s.At.IsZero() && Jump(s.Position, p) {
		st.suspect(p, around)
	} else {
		st.believe(p, around)
	}
	st.Motion = st.Moved && st.State.Motion != s.Motion
	st.stamp(p.At)
	return st
}

// Jump says whether going from a to b is beyond any truck.
func Jump(a, b Position) bool {
	m := a.Point.MetersTo(b.Point)
	if m <= JumpSlack {
		return false
	}
	return m/b.At.Sub(a.At).Seconds()*3.6 > JumpKmh
}

// suspect keeps a fix that jumped away. JumpProof of them that agree with each
// other mean that the old place was the wrong one.
func (st *Step) suspect(p Position, around Around) {
	doubted := st.State.Suspect
	if n := len(doubted); n > 0 && Jump(doubted[n-1], p) {
		doubted = nil
	}
	if len(doubted)+1 < JumpProof {
		p.Reject = RejectJump
		st.Reject = p.Reject
		st.State.Suspect = append(doubted[:len(doubted):len(doubted)], p)
		return
	}
	for _, q := range doubted { // it has been there since the first of them
		q.Reject = ""
		st.believe(q, around)
		st.Belated = append(st.Belated, q.At)
	}
	st.believe(p, around)
}

// believe takes a fix for true.
func (st *Step) believe(p Position, around Around) {
	before := st.State
	next := before
	next.Position, next.Suspect = p, nil
	motion := MotionOf(p)
	if motion != Moving && !before.At.IsZero() && before.Motion != Moving && before.Point.MetersTo(p.Point) < ParkedDrift {
		next.Point = before.Point // parked: the wobble of the fix is not a move
	}
	if motion != before.Motion || before.At.IsZero() {
		next.Motion, next.MotionSince = motion, p.At
	}
	st.State, st.Moved = next, true
	st.spend(before)
	st.idle(before)
	st.visit(before, around(next.Point))
	st.drive(before)
}

// stamp says by which fix the traces became known.
func (st *Step) stamp(at time.Time) {
	for i := range st.Drives {
		st.Drives[i].Known = at
	}
	for i := range st.Visits {
		st.Visits[i].Known = at
	}
	for i := range st.Idles {
		st.Idles[i].Known = at
	}
}
