package jobs

import (
	"fmt"
	"time"

	"watchtower/fleet"
)

// When says at which times a job has its slots.
type When struct {
	every        time.Duration // at whole multiples of it; else:
	hour, minute int           // of Lagos
	on           rhythm
}

type rhythm string

const (
	onDays   rhythm = "daily"
	onMonday rhythm = "Mondays"
	onFirst  rhythm = "the 1st of the month"
)

// Every has a slot at each whole multiple of a span, Daily one a day, Mondays
// one a week, Firsts one on the first of each month, in Lagos.
func Every(span time.Duration) When { return When{every: span} }

// Daily is a slot a day.
func Daily(hour, minute int) When { return When{hour: hour, minute: minute, on: onDays} }

// Mondays is a slot a week.
func Mondays(hour, minute int) When { return When{hour: hour, minute: minute, on: onMonday} }

// Firsts is a slot on the first of each month.
func Firsts(hour, minute int) When { return When{hour: hour, minute: minute, on: onFirst} }

// Slot is the newest slot that is due at a moment.
func (w When) Slot(now time.Time) time.Time {
	if w.every > 0 {
		return now.UTC().Truncate(w.every)
	}
	day := fleet.StartOfDay(now)
	switch w.on {
	case onMonday:
		day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case onFirst:
		day = day.AddDate(0, 0, 1-day.Day())
	}
	slot := w.at(day)
	if slot.After(now) {
		slot = w.at(w.step(day, -1))
	}
	return slot.UTC()
}

// Next is the slot that follows one.
func (w When) Next(slot time.Time) time.Time {
	if w.every > 0 {
		return slot.UTC().Add(w.every)
	}
	return w.at(w.step(fleet.StartOfDay(slot), 1)).UTC()
}

func (w When) at(day time.Time) time.Time {
	return day.Add(time.Duration(w.hour)*time.Hour + time.Duration(w.minute)*time.Minute)
}

func (w When) step(day time.Time, n int) time.Time {
	switch w.on {
	case onMonday:
		return day.AddDate(0, 0, 7*n)
	case onFirst:
		return day.AddDate(0, n, 0)
	}
	return day.AddDate(0, 0, n)
}

// String writes it for people: "daily at 06:00 WAT".
func (w When) String() string {
	clock := fmt.Sprintf("%02d:%02d WAT", w.hour, w.minute)
	switch {
	case w.every > 0:
		return "every " + spanWords(w.every)
	case w.on == onDays:
		return "daily at " + clock
	}
	return "on " + string(w.on) + " at " + clock
}

// spanWords writes the span between two rounds: "20 s", "15 min".
func spanWords(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	if d < time.Minute {
		return fmt.Sprintf("%g s", d.Seconds())
	}
	return fleet.FormatDuration(d)
}
