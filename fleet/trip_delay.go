package fleet

import (
	"fmt"
	"time"
)

// Lagos lets container trucks and trailers on its roads from 21:00 to 06:00
// (Transport Sector Reform Law 2018; enforced unevenly).
const (
	TruckHoursFrom = 21
	TruckHoursTo   = 6
)

// InTruckHours says whether Lagos lets container trucks drive at a moment.
func InTruckHours(at time.Time) bool {
	h := at.In(WAT).Hour()
	return h >= TruckHoursFrom || h < TruckHoursTo
}

// InLagos is a box around the part of Lagos where the hours hold.
func InLagos(p Point) bool {
	return p.Lat > 6.38 && p.Lat < 6.70 && p.Lon > 3.10 && p.Lon < 3.70
}

// Delayed says whether the trip should have left by now and has not, or should
// have arrived.
func (t Trip) Delayed(now time.Time) bool { return t.LateBy(now) > LateGrace }

// LateBy is how late a trip is in what it has to do next: leave, or arrive when
// an arrival was planned. Zero when it is not, or nobody planned.
func (t Trip) LateBy(now time.Time) time.Duration {
	due := time.Time{}
	switch t.Status {
	case Scheduled, Loading:
		due = t.Start
	case EnRoute:
		due = t.Plan.Arrived
	}
	if due.IsZero() || now.Before(due) {
		return 0
	}
	return now.Sub(due)
}

// standsLong is how long a truck stands on the way before it is a reason.
const standsLong = 30 * time.Minute

// DelayReasons are what is known of why a trip is not further on, the gravest
// first. st is nil when the truck has never reported.
func (t Trip) DelayReasons(st *State, now time.Time) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if t.Reason != "" {
		add("%s (said by people)", t.Reason)
	}
	if ends := t.CallUpEnds(); !ends.IsZero() && !now.Before(ends) && t.Status != Arrived && t.Status != Offloading {
		add("its call-up ticket lapsed %s ago", FormatDuration(now.Sub(ends)))
	}
	if st == nil {
		return append(out, "its tracker has never reported")
	}
	notLeft := t.Status == Scheduled || t.Status == Loading
	stood := now.Sub(st.MotionSince)
	switch motion := st.MotionAt(now); {
	case motion == Offline:
		add("no word from its tracker for %s", FormatDuration(now.Sub(st.At)))
	case notLeft && st.PlaceID == t.OriginID:
		add("it has been in %s for %s", t.Origin, FormatDuration(now.Sub(st.PlaceSince)))
	case notLeft:
		add("it is not in %s", t.Origin)
	case motion != Moving && stood >= standsLong && st.Place != "":
		add("it has stood in %s for %s", st.Place, FormatDuration(stood))
	case motion != Moving && stood >= standsLong:
		add("it has stood on the way for %s", FormatDuration(stood))
	}
	if InLagos(st.Point) && !InTruckHours(now) && (notLeft || t.Status == EnRoute) {
		add("container trucks may drive in Lagos from %d:00 only", TruckHoursFrom)
	}
	return out
}
