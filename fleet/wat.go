package fleet

import (
	"fmt"
	"time"
)

// WAT is West Africa Time: UTC+1 all year, no daylight saving. People read and
// write times in it; everything stored is UTC.
var WAT = time.FixedZone("WAT", 3600)

// FormatTime writes a moment for people: "Mon 23 Nov, 14:05 WAT".
func FormatTime(t time.Time) string { return t.In(WAT).Format("Mon 2 Jan, 15:04 WAT") }

// FormatClock writes the hour alone: "14:05 WAT".
func FormatClock(t time.Time) string { return t.In(WAT).Format("15:04 WAT") }

// ClockOf writes minutes after midnight as 22:00.
func ClockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// StartOfDay is 00:00 WAT of the day that holds t.
func StartOfDay(t time.Time) time.Time {
	y, m, d := t.In(WAT).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, WAT)
}

// Window is a half-open stretch of time, [From, To).
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Contains says whether t lies in the window.
func (w Window) Contains(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }

// String writes the window for people, whole days by their dates.
func (w Window) String() string {
	from, to := w.From.In(WAT), w.To.In(WAT)
	if from.Equal(StartOfDay(from)) && to.Equal(StartOfDay(to)) {
		last := to.AddDate(0, 0, -1)
		if last.Equal(from) {
			return from.Format("Mon 2 Jan 2006") + " (WAT)"
		}
		return from.Format("Mon 2 Jan") + " to " + last.Format("Mon 2 Jan 2006") + " (WAT)"
	}
	return from.Format("Mon 2 Jan, 15:04") + " to " + to.Format("Mon 2 Jan, 15:04") + " WAT"
}

// NamedWindow resolves a named period at now: today, yesterday, tomorrow,
// this_week, last_week, this_month, last_month, last_night (18:00 to 06:00).
// Weeks start on Monday. The second result is false for an unknown name.
func NamedWindow(name string, now time.Time) (Window, bool) {
	day := StartOfDay(now)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	first := day.AddDate(0, 0, 1-day.Day())
	days := func(from time.Time, n int) (Window, bool) { return Window{from, from.AddDate(0, 0, n)}, true }
	switch name {
	case "today":
		return days(day, 1)
	case "yesterday":
		return days(day.AddDate(0, 0, -1), 1)
	case "tomorrow":
		return days(day.AddDate(0, 0, 1), 1)
	case "this_week":
		return days(monday, 7)
	case "last_week":
		return days(monday.AddDate(0, 0, -7), 7)
	case "next_week":
		return days(monday.AddDate(0, 0, 7), 7)
	case "this_month":
		return Window{first, first.AddDate(0, 1, 0)}, true
	case "last_month":
		return Window{first.AddDate(0, -1, 0), first}, true
	case "last_night":
		return Window{day.Add(-6 * time.Hour), day.Add(6 * time.Hour)}, true
	}
	return Window{}, false
}
