package tools

import (
	"time"

	"watchtower/fleet"
)

// roughly is how finely an estimate is told: no finer than it can be.
func roughly(e fleet.ETA) time.Duration {
	switch ahead := e.High.Sub(e.From); {
	case ahead < time.Hour:
		return time.Minute
	case ahead < 8*time.Hour:
		return 5 * time.Minute
	case ahead < 24*time.Hour:
		return 15 * time.Minute
	}
	return 30 * time.Minute
}

// clock writes a moment, rounded to a step: to the nearest, or up or down
// (side 1 or -1). Another day than today is named.
func (t etaTeller) clock(at time.Time, step time.Duration, side int) string {
	switch side {
	case -1:
		at = at.Truncate(step)
	case 1:
		at = at.Add(step - 1).Truncate(step)
	default:
		at = at.Round(step)
	}
	if fleet.DayOf(at) == fleet.DayOf(t.now) {
		return fleet.FormatClock(at)
	}
	return fleet.FormatTime(at)
}

// span is the range: "13:50 to 16:10 WAT", with the days when they are needed.
func (t etaTeller) span(e fleet.ETA) string {
	step := roughly(e)
	from, to := e.Low.Truncate(step), e.High.Add(step-1).Truncate(step)
	if from.Before(t.now) {
		return "any moment, " + t.clock(e.High, step, 1) + " at the latest"
	}
	if fleet.DayOf(from) == fleet.DayOf(to) {
		return t.named(from, "15:04") + " to " + fleet.FormatClock(to)
	}
	return t.named(from, "15:04") + " to " + fleet.FormatTime(to)
}

// spanIn is the range after a verb: "between 13:50 and 16:10 WAT".
func (t etaTeller) spanIn(e fleet.ETA) string {
	step := roughly(e)
	from, to := e.Low.Truncate(step), e.High.Add(step-1).Truncate(step)
	if from.Before(t.now) {
		return "any moment, by " + t.clock(e.High, step, 1) + " at the latest"
	}
	if fleet.DayOf(from) == fleet.DayOf(to) {
		return "between " + t.named(from, "15:04") + " and " + fleet.FormatClock(to)
	}
	return "between " + t.named(from, "15:04") + " and " + fleet.FormatTime(to)
}

// named writes a moment without its zone, which ends the range.
func (t etaTeller) named(at time.Time, layout string) string {
	if fleet.DayOf(at) != fleet.DayOf(t.now) {
		layout = "Mon 2 Jan, " + layout
	}
	return at.In(fleet.WAT).Format(layout)
}
