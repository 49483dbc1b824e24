package fleet

import "time"

// Stop is where a truck stood between two drives. From is zero when it stood
// there before anybody looked, To while it stands.
type Stop struct {
	From, To time.Time
	Point    Point
	PlaceID  int64
	Silent   bool // the drive before ended because the tracker fell silent
}

// Lasted is how long of the stop lies in a window.
func (s Stop) Lasted(w Window) time.Duration {
	from, to := w.From, w.To
	if s.From.After(from) {
		from = s.From
	}
	if !s.To.IsZero() && s.To.Before(to) {
		to = s.To
	}
	return max(0, to.Sub(from))
}

// Stops are the stops around drives that touch a window, in the order of time.
// The drives must be in order too; under way says that the last one goes on.
// A stretch of less than StopTime in the window is none.
func Stops(drives []Drive, w Window, underWay bool) []Stop {
	var out []Stop
	add := func(s Stop) {
		if s.Lasted(w) >= StopTime {
			out = append(out, s)
		}
	}
	for i, d := range drives {
		if i == 0 {
			add(Stop{To: d.Start, Point: d.From, PlaceID: d.FromPlace})
			continue
		}
		before := drives[i-1]
		add(Stop{From: before.End, To: d.Start, Point: before.To, PlaceID: before.ToPlace, Silent: !before.Settled})
	}
	if n := len(drives); n > 0 && !underWay {
		last := drives[n-1]
		add(Stop{From: last.End, Point: last.To, PlaceID: last.ToPlace, Silent: !last.Settled})
	}
	return out
}
