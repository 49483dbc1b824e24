package phrasebook

import (
	"time"

	"watchtower/fleet"
)

// startRead is what a sentence says of when a trip is to start.
type startRead struct {
	at        time.Time
	day, hour bool // which of the two was said
	half      string
}

// The halves of a start, kept in the thread until the other one is said.
const (
	halfDay  = time.DateOnly
	halfHour = "15:04"
)

func (s startRead) whole() bool { return s.day && s.hour }

// start reads one moment: a day and an hour anywhere in the sentence, "in 2
// hours", or "now". half is what an earlier message of the thread said of it.
func (c clock) start(free func(i, n int) bool, half string) startRead {
	var s startRead
	var day time.Time
	var at hour
	for i := range c.tok {
		if t, n, ok := c.fromNow(i); ok && free(i, n) {
			return startRead{at: t, day: true, hour: true}
		}
		if d, ok := c.date(i); ok && (!s.day || c.word(i-1) == "to" || c.word(i-1) == "it") && d.from.Equal(d.to) && free(i, d.n) {
			day, s.day = d.from, true // "from tuesday to thursday", "not today, make it thursday"
		}
		if h, ok := c.hour(i); ok && !s.hour && free(i, h.n) {
			at, s.hour = h, true
		}
	}
	if d, ok := saidBefore(half, halfDay); ok && s.hour && !s.day {
		day, s.day = fleet.StartOfDay(d), true
	}
	if h, ok := saidBefore(half, halfHour); ok && s.day && !s.hour {
		at, s.hour = hour{minute: h.Hour()*60 + h.Minute()}, true
	}
	s.at = at.on(day)
	switch {
	case s.day && !s.hour:
		s.half = day.Format(halfDay)
	case s.hour && !s.day:
		s.half = at.on(c.today()).Format(halfHour)
	}
	if !s.whole() {
		return s
	}
	if s.at.Before(c.now) && c.saidWeekday() {
		s.at = s.at.AddDate(0, 0, 7)
	}
	return s
}

// saidBefore reads what an earlier message left: one half of a start, or a
// whole one of which a half is now said anew.
func saidBefore(half, layout string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, half); err == nil {
		return t.In(fleet.WAT), true
	}
	t, err := time.ParseInLocation(layout, half, fleet.WAT)
	return t, err == nil
}

// saidWeekday says whether the day was named by its weekday alone, which then
// means the next one whose hour has not passed.
func (c clock) saidWeekday() bool {
	for i := range c.tok {
		if _, ok := weekdays[c.word(i)]; ok {
			d, _ := c.date(i)
			return d.n == 1 && c.word(i-1) != "last"
		}
	}
	return false
}

// fromNow reads "in 2 hours", "in 45 minutes time", "now".
func (c clock) fromNow(i int) (time.Time, int, bool) {
	w := c.word(i)
	if w == "now" || w == "immediately" || w == "asap" {
		n := 1
		for c.word(i+n) == "now" {
			n++
		}
		return c.now, n, true
	}
	if w != "in" {
		return time.Time{}, 0, false
	}
	n, ok := number(c.word(i + 1))
	half := c.word(i+1) == "half" || c.word(i+1) == "an" || c.word(i+1) == "a"
	if !ok && !half {
		return time.Time{}, 0, false
	}
	switch unit := c.word(i + 2); {
	case unit == "hour" || unit == "hours":
		return c.now.Add(time.Duration(max(n, 1)) * time.Hour), 3, true
	case unit == "minute" || unit == "minutes":
		return c.now.Add(time.Duration(max(n, 1)) * time.Minute), 3, true
	case c.word(i+1) == "half" && c.word(i+3) == "hour":
		return c.now.Add(30 * time.Minute), 4, true
	}
	return time.Time{}, 0, false
}

// ParseTime reads one moment as people type it: "tomorrow 6am", "24 nov 22:00",
// "in 2 hours", or RFC 3339. An hour without a day means today when it is still
// ahead. The second result is false when no day and hour can be read.
func ParseTime(text string, now time.Time) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	c := newClock(tokenize(text), now, future)
	for i := range c.tok {
		if _, is := c.impossible(i); is {
			return time.Time{}, false
		}
	}
	s := c.start(func(int, int) bool { return true }, "")
	if s.whole() {
		return s.at, true
	}
	if s.hour && !s.day {
		for i := range c.tok {
			if h, ok := c.hour(i); ok {
				t := h.on(fleet.StartOfDay(now))
				return t, t.After(now)
			}
		}
	}
	return time.Time{}, false
}
