package phrasebook

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

// dayThenAfter reads "on 20 nov after 6pm": an hour of a day named first.
func (c clock) dayThenAfter(i int) (span, bool) {
	d, ok := c.date(i)
	w := c.word(i + d.n)
	if !ok || !d.from.Equal(d.to) || w != "after" && w != "before" {
		return span{}, false
	}
	h, ok := c.hour(i + d.n + 1)
	if !ok {
		return span{}, false
	}
	from, to := h.on(d.from), d.from.AddDate(0, 0, 1)
	if w == "before" {
		from, to = d.from, from
	}
	if c.dir == past && to.After(c.now) && from.Before(c.now) {
		to = c.now
	}
	return span{n: d.n + 1 + h.n, period: exact(from, to)}, true
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
