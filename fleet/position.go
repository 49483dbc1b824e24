package fleet

import "time"

// Position is one GPS fix of one truck.
type Position struct {
	TruckID    int64
	At         time.Time // when the fix was taken, UTC
	Point      Point
	SpeedKmh   float64
	Heading    float64 // degrees, 0 north
	Ignition   *bool   // nil when the source does not say
	OdometerKm float64 // 0 when the source does not say
	ReceivedAt time.Time
	Reject     RejectReason // why the fix is kept but not believed; empty when it is
}

// RejectReason says why a fix is kept in history and not believed.
type RejectReason string

const (
	RejectJump   RejectReason = "impossible_jump"
	RejectFuture RejectReason = "future"
)

// Motion is what a truck is doing.
type Motion string

const (
	Moving  Motion = "moving"
	Idling  Motion = "idling"  // engine on, not moving
	Stopped Motion = "stopped" // people also say parked
	Offline Motion = "offline" // derived when read: silent for too long
)

// State is what is known of a truck now: its newest believed fix and what
// follows from it.
type State struct {
	Position
	Motion      Motion    // never Offline: silence is a matter of when one looks
	MotionSince time.Time // since when Motion holds
	PlaceID     int64     // the place it is in; 0 when in none
	Place       string
	PlaceSince  time.Time
	Suspect     []Position // fixes that jumped away and are not believed yet, oldest first
}

// Settle gives the state its place. A truck enters the smallest circle that
// holds it and leaves one only when FenceExit beyond it, so that the wobble of
// a fix on the border opens no second visit. Around are the places whose
// circle, widened by FenceExit, holds the point.
func (s State) Settle(around []Place) State {
	var current, inside *Place
	for i := range around {
		p := &around[i]
		if p.ID == s.PlaceID {
			current = p
		}
		if p.Center.MetersTo(s.Point) <= p.RadiusM && (inside == nil || smaller(p, inside)) {
			inside = p
		}
	}
	if current != nil && (inside == nil || !smaller(inside, current)) {
		return s
	}
	switch {
	case inside != nil:
		s.PlaceID, s.Place, s.PlaceSince = inside.ID, inside.Name, s.At
	case s.PlaceID != 0:
		s.PlaceID, s.Place, s.PlaceSince = 0, "", time.Time{}
	}
	return s
}

// smaller orders places by radius; equal ones by id, so that the order in
// which they are looked at cannot matter.
func smaller(a, b *Place) bool {
	return a.RadiusM < b.RadiusM || a.RadiusM == b.RadiusM && a.ID < b.ID
}
