package fleet

import (
	"fmt"
	"time"
)

// Rhythm is how often a report comes: daily, weekly on a weekday, or monthly on
// the first, at a minute of the day in Lagos.
type Rhythm struct {
	Every   string // daily, weekly, monthly
	Weekday time.Weekday
	Minute  int
}

// Next is the first time after a moment.
func (r Rhythm) Next(after time.Time) time.Time {
	day := StartOfDay(after)
	if r.Every == "monthly" {
		day = day.AddDate(0, 0, 1-day.Day())
	}
	for {
		at := day.Add(time.Duration(r.Minute) * time.Minute)
		if at.After(after) && (r.Every != "weekly" || day.Weekday() == r.Weekday) {
			return at.UTC()
		}
		if r.Every == "monthly" {
			day = day.AddDate(0, 1, 0)
		} else {
			day = day.AddDate(0, 0, 1)
		}
	}
}

// Days are the days that the report at a moment is of: the day, the seven days
// or the month before, [from, to).
func (r Rhythm) Days(at time.Time) (from, to Day) {
	today := DayOf(at)
	switch r.Every {
	case "weekly":
		return today - 7, today
	case "monthly":
		first := today.Start().AddDate(0, 0, 1-today.Start().Day())
		return DayOf(first.AddDate(0, -1, 0)), DayOf(first)
	}
	return today - 1, today
}

// String writes it for people: "weekly, Mondays at 07:00 WAT".
func (r Rhythm) String() string {
	clock := ClockOf(r.Minute) + " WAT"
	switch r.Every {
	case "weekly":
		return fmt.Sprintf("weekly, %ss at %s", r.Weekday, clock)
	case "monthly":
		return "monthly, on the 1st at " + clock
	}
	return "daily at " + clock
}
