package fleet

import (
	"math"
	"time"
)

// OverspeedKmh is the limit of tankers and trailers on Nigerian expressways.
const OverspeedKmh = 60.0

// Day is a day of Lagos, [00:00, 24:00) WAT, counted from 1 January 1970.
type Day int32

const daySeconds = 24 * 3600

// DayOf is the day that holds t.
func DayOf(t time.Time) Day {
	local := t.Unix() + 3600 // WAT is UTC+1 all year
	day := local / daySeconds
	if local%daySeconds < 0 {
		day--
	}
	return Day(day)
}

// Start is 00:00 WAT of the day, in WAT.
func (d Day) Start() time.Time { return time.Unix(int64(d)*daySeconds-3600, 0).In(WAT) }

// End is where the next day starts.
func (d Day) End() time.Time { return (d + 1).Start() }

// String writes the day as 2026-11-23.
func (d Day) String() string { return d.Start().Format(time.DateOnly) }

// Tally is what a truck did on a day, up to its last believed fix. What comes
// after that fix is counted when the next one tells what it was.
type Tally struct {
	Day                              Day
	Metres                           float64
	Moving, Idling, Stopped, Offline time.Duration
	Overspeed                        time.Duration
	TopKmh                           float64
	First, Last                      time.Time // fixes; zero on a silent day
}

// spend counts the time between two believed fixes: what the truck was doing
// at the first goes on for as long as silence allows, the rest is offline.
// Days that end meanwhile are left as traces.
func (st *Step) spend(before State) {
	s := &st.State
	if before.At.IsZero() {
		s.Today = Tally{Day: DayOf(s.At)}
	} else {
		gap := s.At.Sub(before.At)
		known := before.At.Add(min(gap, patience(before.Motion)))
		fast := gap <= StopTime && math.Min(believable(before.SpeedKmh), believable(s.SpeedKmh)) > OverspeedKmh
		st.elapse(before.At, known, func(t *Tally, d time.Duration) { t.do(before.Motion, fast, d) })
		st.elapse(known, s.At, func(t *Tally, d time.Duration) { t.Offline += d })
	}
	t := &s.Today
	if t.First.IsZero() {
		t.First = s.At
	}
	t.Last = s.At
	if s.Motion == Moving {
		t.TopKmh = math.Max(t.TopKmh, believable(s.SpeedKmh))
	}
}

func (t *Tally) do(m Motion, fast bool, d time.Duration) {
	switch m {
	case Moving:
		t.Moving += d
	case Idling:
		t.Idling += d
	default:
		t.Stopped += d
	}
	if fast {
		t.Overspeed += d
	}
}

// elapse credits [from, to) to the days it lies in, and turns the day when to
// is its end.
func (st *Step) elapse(from, to time.Time, credit func(*Tally, time.Duration)) {
	t := &st.State.Today
	for {
		end := t.Day.End()
		if to.Before(end) {
			credit(t, to.Sub(from))
			return
		}
		credit(t, end.Sub(from))
		st.Days = append(st.Days, *t)
		*t = Tally{Day: t.Day + 1}
		from = end.UTC()
	}
}
