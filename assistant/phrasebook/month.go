package phrasebook

import (
	"time"

	"watchtower/fleet"
)

// wholeMonth reads "in october" or "october". Short names and names that are
// also words need a word before them that makes them a month.
func (c clock) wholeMonth(i int) (date, bool) {
	w := c.word(i)
	m, ok := monthOf(w)
	if !ok {
		return date{}, false
	}
	before := c.word(i - 1)
	if (len(w) <= 4 || w == "march") && before != "in" && before != "for" && before != "of" && before != "since" && before != "last" {
		return date{}, false
	}
	first := time.Date(c.now.Year(), m, 1, 0, 0, 0, 0, fleet.WAT)
	if c.dir == past && first.After(c.now) {
		first = first.AddDate(-1, 0, 0)
	} else if c.dir == future && first.AddDate(0, 1, 0).Before(c.now) {
		first = first.AddDate(1, 0, 0)
	}
	return date{first, first.AddDate(0, 1, -1), "", 1}, true
}

// partOfMonth reads "the first two weeks of november", "last 10 days of october",
// "first week of december".
func (c clock) partOfMonth(i int) (date, bool) {
	which := c.word(i)
	if which != "first" && which != "last" {
		return date{}, false
	}
	count, at := 1, i+1
	if n, ok := number(c.word(at)); ok {
		count, at = n, at+1
	}
	length := map[string]int{"week": 7, "weeks": 7, "day": 1, "days": 1}[c.word(at)] * count
	if length == 0 || length > 28 || c.word(at+1) != "of" {
		return date{}, false
	}
	m, ok := c.wholeMonth(at + 2)
	if !ok {
		return date{}, false
	}
	d := date{m.from, m.from.AddDate(0, 0, length-1), "", at + 3 - i}
	if which == "last" {
		d.from, d.to = m.to.AddDate(0, 0, 1-length), m.to
	}
	return d, true
}
