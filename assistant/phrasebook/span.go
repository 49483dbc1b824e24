package phrasebook

import (
	"strconv"
	"time"
)

// span is a period read from some tokens of a sentence.
type span struct {
	at, n    int
	period   Period
	relative bool // "the week before": counted from the other period
}

// spans reads every period of the sentence, left to right; free says which
// tokens may be used.
func (c clock) spans(free func(i, n int) bool) []span {
	var out []span
	for i := 0; i < len(c.tok); {
		s, ok := c.span(i)
		if ok && free(i, s.n) {
			s.at = i
			out = append(out, s)
			i += s.n
			continue
		}
		i++
	}
	return out
}

func (c clock) span(i int) (span, bool) {
	for _, read := range []func(int) (span, bool){c.since, c.lastUnits, c.dayThenHours, c.dayThenAfter, c.between, c.weekBefore, c.beforeAfter, c.dayPart, c.lone} {
		if s, ok := read(i); ok {
			return s, true
		}
	}
	return span{}, false
}

// since reads "since morning", "since friday", "from 6am till now".
func (c clock) since(i int) (span, bool) {
	at := i + 1
	switch {
	case c.word(i) == "since":
	case c.word(i) == "from" && c.word(i+1) != "now":
		e, ok := c.end(at)
		if ok && c.word(at+e.n) == "to" && (c.word(at+e.n+1) == "now" || c.word(at+e.n+1) == "date") {
			return span{n: e.n + 3, period: c.sinceEnd(e)}, true
		}
		if c.word(at) != "morning" {
			return span{}, false
		}
	default:
		return span{}, false
	}
	for c.word(at) == "this" && c.word(at+1) == "morning" || c.word(at) == "early" || c.word(at) == "the" {
		at++
	}
	if c.word(at) == "morning" {
		return span{n: at + 1 - i, period: exact(c.today().Add(6*time.Hour), c.now)}, true
	}
	if c.word(at) == "last" && c.word(at+1) == "night" {
		return span{n: at + 2 - i, period: exact(c.today().Add(-6*time.Hour), c.now)}, true
	}
	e, ok := c.end(at)
	if !ok {
		return span{}, false
	}
	return span{n: at + e.n - i, period: c.sinceEnd(e)}, true
}

func (c clock) sinceEnd(e end) Period {
	if e.timed {
		day := c.today()
		if e.dated {
			day = e.from
		} else if e.hour.on(day).After(c.now) {
			day = day.AddDate(0, 0, -1)
		}
		return exact(e.hour.on(day), c.now)
	}
	return days(e.from, c.now)
}

// lasting are the words after which "past 20 minutes" is how long, not when.
var lasting = set([]string{"idle", "idled", "idling", "park", "parked", "stop", "stopped", "stand", "standing", "stay", "stayed", "run", "running", "on", "wait", "waited", "waiting"})

// lastUnits reads "past 3 hours", "last 7 days", "in the last hour".
func (c clock) lastUnits(i int) (span, bool) {
	if w := c.word(i); w != "past" && w != "last" || w == "past" && lasting[c.word(i-1)] {
		return span{}, false
	}
	n, unit, read := 1, c.word(i+1), 2
	if m, ok := number(c.word(i + 1)); ok {
		n, unit, read = m, c.word(i+2), 3
	} else if unit != "hour" {
		return span{}, false
	}
	switch unit {
	case "minute", "minutes":
		return span{n: read, period: exact(c.now.Add(-time.Duration(n)*time.Minute), c.now)}, true
	case "hour", "hours":
		return span{n: read, period: exact(c.now.Add(-time.Duration(n)*time.Hour), c.now)}, true
	case "day", "days":
		return span{n: read, period: days(c.now.AddDate(0, 0, 1-n), c.now)}, true
	case "week", "weeks":
		return span{n: read, period: days(c.now.AddDate(0, 0, 1-7*n), c.now)}, true
	case "month", "months":
		return span{n: read, period: days(c.now.AddDate(0, -n, 1), c.now)}, true
	}
	return span{}, false
}

// weekBefore reads "the week before", which another period fixes.
func (c clock) weekBefore(i int) (span, bool) {
	w := c.word(i + 1)
	unit := c.word(i)
	if unit != "week" && unit != "month" && unit != "day" || w != "before" && w != "earlier" || c.word(i+2) == "yesterday" || c.word(i+2) == "last" {
		return span{}, false
	}
	return span{n: 2, period: Period{Name: unit}, relative: true}, true
}

// beforeAfter reads "after 6pm yesterday", "before 8am".
func (c clock) beforeAfter(i int) (span, bool) {
	w := c.word(i)
	if w != "after" && w != "before" {
		return span{}, false
	}
	e, ok := c.end(i + 1)
	if !ok || !e.timed {
		return span{}, false
	}
	if !e.dated {
		e.from = c.today()
	}
	at := e.hour.on(e.from)
	if w == "before" {
		return span{n: 1 + e.n, period: exact(e.from, at)}, true
	}
	until := e.from.AddDate(0, 0, 1)
	if c.dir == past && until.After(c.now) {
		until = c.now
	}
	return span{n: 1 + e.n, period: exact(at, until)}, true
}

// dayPart reads "last night", "this morning", "yesterday evening".
func (c clock) dayPart(i int) (span, bool) {
	w, next := c.word(i), c.word(i+1)
	if w == "last" && next == "night" || w == "yesterday" && next == "night" {
		return span{n: 2, period: Period{Name: "last_night"}}, true
	}
	if w == "overnight" {
		return span{n: 1, period: Period{Name: "last_night"}}, true
	}
	day, p, n := c.today(), parts[next], 2
	switch {
	case w == "this" && p.to > 0:
	case w == "tonight":
		p, n = parts["night"], 1
	default:
		d, ok := c.date(i)
		if p = parts[c.word(i+d.n)]; !ok || p.to == 0 || !d.from.Equal(d.to) {
			return span{}, false
		}
		day, n = d.from, d.n+1
	}
	from, to := p.of(day)
	if c.dir == past && to.After(c.now) && from.Before(c.now) {
		to = c.now
	}
	return span{n: n, period: exact(from, to)}, true
}

// lone reads a day, week, month or date that stands alone.
func (c clock) lone(i int) (span, bool) {
	e, ok := c.end(i)
	if !ok || !e.dated {
		return span{}, false
	}
	if e.name != "" {
		return span{n: e.n, period: Period{Name: e.name}}, true
	}
	return span{n: e.n, period: days(e.from, e.to)}, true
}

var numberWords = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

// number reads a small whole number in digits or words.
func number(w string) (int, bool) {
	if n, ok := numberWords[w]; ok {
		return n, true
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n >= 0 && n <= 9999
}
