package fleet

import "time"

const (
	IdleTime = 5 * time.Minute // a shorter halt with the engine on is traffic
	IdleMost = 72 * time.Hour  // a longer one is cut, so that none begins long before what one looks at
)

// Idle is a stretch of a running engine on a standing truck. PlaceID is the
// place it visited then, 0 at the roadside.
type Idle struct {
	TruckID, PlaceID int64
	Start, End       time.Time
	Point            Point
	Known            time.Time // the fix that told
}

// idle carries the stretch of idling on to the new fix, and ends it where the
// truck does something else, was silent for too long, or idled beyond IdleMost.
func (st *Step) idle(before State) {
	s := &st.State
	if before.Motion == Idling && !before.IdleSince.IsZero() {
		gap := s.At.Sub(before.At)
		until := before.At.Add(min(gap, SilentMoving))
		if s.Motion != Idling || gap > SilentMoving || until.Sub(before.IdleSince) >= IdleMost {
			st.idled(before, until)
			s.IdleSince = time.Time{}
		}
	}
	switch {
	case s.Motion != Idling:
		s.IdleSince = time.Time{}
	case s.IdleSince.IsZero():
		s.IdleSince = s.At
	}
}

func (st *Step) idled(before State, until time.Time) {
	if until.Sub(before.IdleSince) >= IdleTime {
		st.Idles = append(st.Idles, Idle{TruckID: before.TruckID, PlaceID: before.PlaceID, Start: before.IdleSince, End: until, Point: before.Point})
	}
}

// IdlingNow is the stretch of idling that goes on at now; false when there is
// none yet. Silence ends it.
func (s State) IdlingNow(now time.Time) (Idle, bool) {
	until := s.At.Add(min(now.Sub(s.At), SilentMoving))
	if s.Motion != Idling || s.IdleSince.IsZero() || until.Sub(s.IdleSince) < IdleTime {
		return Idle{}, false
	}
	return Idle{TruckID: s.TruckID, PlaceID: s.PlaceID, Start: s.IdleSince, End: until, Point: s.Point}, true
}

// queueKinds are the kinds of place where an idling truck waits its turn.
var queueKinds = map[string]bool{"terminal": true, "port": true, "depot": true, "client": true, "park": true}

// IdleSort says what sort of idling it is by the kind of place: a queue at a
// gate, or the roadside; a town is roadside, because all of it is the place.
func IdleSort(kind string) string {
	if queueKinds[kind] {
		return "queue"
	}
	return "roadside"
}
