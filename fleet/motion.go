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
	FenceExit   = 75.0            // metres beyond its circle before a truck has left a place
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

// MotionAt is the state's motion as seen at now: offline once it has been
// silent for longer than its last motion allows.
func (s State) MotionAt(now time.Time) Motion {
	limit := SilentMoving
	if s.Motion == Stopped {
		limit = SilentParked
	}
	if now.Sub(s.At) > limit {
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
}

// Advance applies one fix to a truck's state. Fixes must come in time order;
// one that is not newer than the state enters history and changes nothing.
// After each believed fix, settle looks the truck's place up (see Settle). The
// result depends on the arguments alone.
func Advance(s State, p Position, settle func(State) State) Step {
	p.Reject = ""
	if p.At.After(p.ReceivedAt.Add(FutureSlack)) {
		p.Reject = RejectFuture
		return Step{State: s, Reject: p.Reject}
	}
	if !s.At.IsZero() && !p.At.After(s.At) {
		return Step{State: s}
	}
	if !s.At.IsZero() && Jump(s.Position, p) {
		return suspect(s, p, settle)
	}
	next := settle(believe(s, p))
	return Step{State: next, Moved: true, Motion: next.Motion != s.Motion}
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
func suspect(s State, p Position, settle func(State) State) Step {
	if n := len(s.Suspect); n > 0 && Jump(s.Suspect[n-1], p) {
		s.Suspect = nil
	}
	if len(s.Suspect)+1 < JumpProof {
		p.Reject = RejectJump
		s.Suspect = append(s.Suspect[:len(s.Suspect):len(s.Suspect)], p)
		return Step{State: s, Reject: p.Reject}
	}
	step := Step{State: s, Moved: true}
	for _, q := range s.Suspect { // it has been there since the first of them
		q.Reject = ""
		step.State = settle(believe(step.State, q))
		step.Belated = append(step.Belated, q.At)
	}
	step.State = settle(believe(step.State, p))
	step.Motion = step.State.Motion != s.Motion
	return step
}

func believe(s State, p Position) State {
	motion := MotionOf(p)
	next := s
	next.Position, next.Suspect = p, nil
	if motion != Moving && !s.At.IsZero() && s.Motion != Moving && s.Point.MetersTo(p.Point) < ParkedDrift {
		next.Point = s.Point // parked: the wobble of the fix is not a move
	}
	if motion != s.Motion || s.At.IsZero() {
		next.Motion, next.MotionSince = motion, p.At
	}
	return next
}

// Refold gives a truck's state again from history, in time order, after a late
// fix. Fixes start at one that was believed long enough before the late one
// that nothing unproven hangs on it; old is the state before the late fix and
// tells what reaches back beyond the first fix. An empty old state means that
// fixes are the truck's whole history. Rejects says of each fix why it is not
// believed. The fold is sure unless the truck has been as it is since the
// first fix and old does not confirm it: then it may have been so for longer.
func Refold(old State, fixes []Position, settle func(State) State) (s State, rejects []RejectReason, sure bool) {
	rejects = make([]RejectReason, len(fixes))
	index := make(map[time.Time]int, len(fixes))
	for i, p := range fixes {
		index[p.At] = i
		seed := s.At.IsZero()
		step := Advance(s, p, func(s State) State {
			if seed {
				s = s.inherit(old)
			}
			return settle(s)
		})
		s, rejects[i] = step.State, step.Reject
		for _, at := range step.Belated {
			rejects[index[at]] = ""
		}
	}
	return s, rejects, s.sureSince(old, fixes)
}

func (s State) sureSince(old State, fixes []Position) bool {
	if len(fixes) == 0 {
		return true
	}
	first := fixes[0].At
	motion := s.MotionSince.After(first) || old.Motion == s.Motion && !old.MotionSince.After(first)
	place := s.PlaceID == 0 || s.PlaceSince.After(first) || old.PlaceID == s.PlaceID && !old.PlaceSince.After(first)
	return motion && place
}

// inherit takes over from a later state what already held at s.
func (s State) inherit(later State) State {
	if later.At.IsZero() || s.At.IsZero() {
		return s
	}
	if later.Motion == s.Motion && later.MotionSince.Before(s.MotionSince) {
		s.MotionSince = later.MotionSince
		if s.Motion != Moving && later.Point.MetersTo(s.Point) < ParkedDrift {
			s.Point = later.Point
		}
	}
	if later.PlaceID != 0 && later.PlaceSince.Before(s.At) {
		s.PlaceID, s.Place, s.PlaceSince = later.PlaceID, later.Place, later.PlaceSince
	}
	return s
}
