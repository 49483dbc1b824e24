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
	for _, read := range []func(int) (span, bool){c.since, c.lastUnits, c.dayThenHours, c.between, c.weekBefore, c.beforeAfter, c.dayPart, c.lone} {
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

// end is one end of a range: a day, an hour, or both in either order.
type end struct {
	date
	hour         hour
	dated, timed bool
	n            int
}

func (c clock) end(i int) (end, bool) {
	var e end
	if d, ok := c.date(i); ok {
		e.date, e.dated, e.n = d, true, d.n
		at := i + e.n
		if c.word(at) == "at" || c.word(at) == "by" {
			at++
		}
		if h, ok := c.hour(at); ok {
			e.hour, e.timed, e.n = h, true, at+h.n-i
		}
		return e, true
	}
	h, ok := c.hour(i)
	if !ok {
		return e, false
	}
	e.hour, e.timed, e.n = h, true, h.n
	at := i + e.n
	if c.word(at) == "on" {
		at++
	}
	if d, ok := c.date(at); ok && d.from.Equal(d.to) {
		e.date, e.dated, e.n = d, true, at+d.n-i
	}
	return e, true
}

// between reads "from A to B", "between A and B" and "A to B".
func (c clock) between(i int) (span, bool) {
	at, lead := i, c.word(i)
	if lead == "from" || lead == "between" {
		at++
	}
	a, ok := c.end(at)
	if !ok {
		return c.bareRange(i, at, lead)
	}
	joint := at + a.n
	if !c.joins(joint, lead) {
		return span{}, false
	}
	skip := 1
	if c.word(joint) != "to" && c.word(joint) != "and" {
		skip = 0 // joined by a hyphen alone
	}
	b, ok := c.end(joint + skip)
	if !ok || a.multi() || b.multi() {
		return span{}, false
	}
	return span{n: joint + skip + b.n - i, period: c.rangeOf(a, b)}, true
}

// dayThenHours reads "yesterday from 10pm to 4am": hours of a day named first.
func (c clock) dayThenHours(i int) (span, bool) {
	d, ok := c.date(i)
	lead := c.word(i + d.n)
	if !ok || !d.from.Equal(d.to) || lead != "from" && lead != "between" {
		return span{}, false
	}
	a, ok := c.hour(i + d.n + 1)
	joint := i + d.n + 1 + a.n
	if !ok || !c.joins(joint, lead) {
		return span{}, false
	}
	b, ok := c.hour(joint + 1)
	if !ok {
		return span{}, false
	}
	day := end{date: d, dated: true, timed: true, hour: a}
	return span{n: joint + 1 + b.n - i, period: c.rangeOf(day, end{timed: true, hour: b})}, true
}

func (e end) multi() bool { return e.dated && !e.from.Equal(e.to) }

func (c clock) joins(i int, lead string) bool {
	w := c.word(i)
	return w == "to" || w == "and" && lead == "between" || i < len(c.tok) && c.tok[i].glued
}

// bareRange reads a range whose first end borrows from the second: "16 to 20
// Nov", "1st to 15th November", "5 to 7pm".
func (c clock) bareRange(i, at int, lead string) (span, bool) {
	first, ok := dayOfMonth(c.word(at))
	if !ok {
		return span{}, false
	}
	joint := at + 1
	if !c.joins(joint, lead) {
		return span{}, false
	}
	if c.word(joint) == "to" || c.word(joint) == "and" {
		joint++
	}
	b, ok := c.end(joint)
	if !ok || b.multi() {
		return span{}, false
	}
	n := joint + b.n - i
	if b.timed && first <= 12 {
		a := b
		a.hour.minute = first*60 + b.hour.minute/720*720
		if a.hour.minute > b.hour.minute {
			a.hour.minute -= 720
		}
		return span{n: n, period: c.rangeOf(a, b)}, true
	}
	from := b.from.AddDate(0, 0, first-b.from.Day())
	if !b.dated || from.After(b.from) {
		return span{}, false
	}
	return span{n: n, period: days(from, b.to)}, true
}

func (c clock) rangeOf(a, b end) Period {
	if !a.timed && !b.timed {
		if a.from.After(b.from) && c.dir == past {
			a.from = a.from.AddDate(0, 0, -7)
		} else if a.from.After(b.from) {
			b.from = b.from.AddDate(0, 0, 7)
		}
		return days(a.from, b.from)
	}
	switch {
	case !a.dated && !b.dated:
		a.from, b.from = c.today(), c.today()
	case !a.dated:
		a.from = b.from
		if a.hour.minute >= b.hour.minute {
			a.from = a.from.AddDate(0, 0, -1)
		}
	case !b.dated:
		b.from = a.from
		if a.hour.minute >= b.hour.minute {
			b.from = b.from.AddDate(0, 0, 1)
		}
	}
	return exact(a.hour.on(a.from), b.hour.on(b.from))
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
	if e.date.name != "" {
		return span{n: e.n, period: Period{Name: e.date.name}}, true
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
