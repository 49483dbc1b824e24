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

// FromFuture says whether a fix is dated later than it can have been taken. It
// stays so when that time comes.
func (p Position) FromFuture() bool { return p.At.After(p.ReceivedAt.Add(FutureSlack)) }

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
// follows from it. It is all that the next fix needs: a state kept from any
// moment is a place to fold history again from.
type State struct {
	Position
	Motion      Motion    // never Offline: silence is a matter of when one looks
	MotionSince time.Time // since when Motion holds
	PlaceID     int64     // the smallest place it is visiting; 0 when in none
	Place       string
	PlaceSince  time.Time  // since when it visits that place
	Suspect     []Position // fixes that jumped away and are not believed yet, oldest first
	Inside      int64      // the smallest place whose circle holds the point, visited or not
	Presences   []Presence // places it is in or about to enter, by id
	Drive       OpenDrive  // what it is driving now
	Unseen      Unseen     // what it went in a silence, not believed yet
	Today       Tally      // the day so far
	IdleSince   time.Time  // since when it idles without a break; zero when it does not
}
