package fleet

import "time"

// night gives the night that holds a moment, by a rule's hours; false by day.
func night(r AlertRule, at time.Time) (from, to time.Time, ok bool) {
	start, end := r.Time("from"), r.Time("to")
	length := end - start
	if length <= 0 {
		length += 24 * time.Hour
	}
	from = StartOfDay(at).Add(start)
	if from.After(at) {
		from = from.AddDate(0, 0, -1)
	}
	to = from.Add(length)
	return from, to, at.Before(to)
}

// A night in company lasts from when drivers look for it, because it is dark and
// robbers work the empty stretches, to when it is light again all over the
// country.
const (
	nightRestFrom  = 18*time.Hour + 30*time.Minute // the sun sets between 18:10 and 19:10
	nightRestUntil = 6*time.Hour + 30*time.Minute
)

// nightRest is when the night ends in which a truck has stopped; false by day.
func nightRest(since time.Time) (morning time.Time, ok bool) {
	day := StartOfDay(since)
	morning = day.Add(nightRestUntil)
	switch {
	case since.Before(morning):
		return morning, true
	case since.Sub(day) >= nightRestFrom:
		return morning.AddDate(0, 0, 1), true
	}
	return time.Time{}, false
}

// awake is the moment at which so much time has passed since another, the
// nights not counted: a client that is closed cannot be hurried.
func awake(since time.Time, lasts time.Duration) time.Time {
	for at := since; ; {
		day := StartOfDay(at)
		opens, closes := day.Add(NightTo*time.Hour), day.Add(NightFrom*time.Hour)
		if at.Before(opens) {
			at = opens
		}
		if end := at.Add(lasts); !end.After(closes) {
			return end
		}
		lasts -= max(0, closes.Sub(at))
		at = opens.AddDate(0, 0, 1)
	}
}
