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
