package phrasebook

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// date is one or more whole days as a sentence names them.
type date struct {
	from, to time.Time // first and last day, 00:00 WAT
	name     string    // a named period, when it is one
	n        int       // tokens read
}

func (c clock) oneDay(offset, n int, name string) date {
	d := c.today().AddDate(0, 0, offset)
	return date{d, d, name, n}
}

func monthOf(w string) (time.Month, bool) {
	if len(w) < 3 {
		return 0, false
	}
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if w == full || w == full[:3] || w == "sept" && m == time.September {
			return m, true
		}
	}
	return 0, false
}

// date reads a day, a week, a month or a date at token i.
func (c clock) date(i int) (date, bool) {
	for _, read := range []func(int) (date, bool){c.relativeDay, c.weekdayOf, c.calendarUnit, c.numericDate, c.weekday, c.dayMonth, c.partOfMonth, c.wholeMonth, c.ordinal} {
		if d, ok := read(i); ok {
			return d, true
		}
	}
	return date{}, false
}

func (c clock) relativeDay(i int) (date, bool) {
	w, two := c.word(i), c.word(i)+" "+c.word(i+1)
	switch {
	case two+" "+c.word(i+2) == "day before yesterday":
		return c.oneDay(-2, 3, ""), true
	case two+" "+c.word(i+2) == "day after tomorrow":
		return c.oneDay(2, 3, ""), true
	case two == "next tomorrow", two == "other tomorrow":
		return c.oneDay(2, 2, ""), true
	case two == "other yesterday", two == "yesterday but":
		return c.oneDay(-2, 2, ""), true
	case two == "this night", two == "this evening", two == "this afternoon":
		return c.oneDay(0, 2, "today"), true
	case w == "today", w == "tonight":
		return c.oneDay(0, 1, "today"), true
	case w == "yesterday":
		return c.oneDay(-1, 1, "yesterday"), true
	case w == "tomorrow":
		return c.oneDay(1, 1, "tomorrow"), true
	case w == "weekend" && c.word(i-1) == "the":
		return c.weekend(0, 1), true
	}
	return date{}, false
}

// calendarUnit reads "this week", "last month", "next weekend".
func (c clock) calendarUnit(i int) (date, bool) {
	which, unit := c.word(i), c.word(i+1)
	if which == "week" && unit == "before" && c.word(i+2) == "last" {
		return c.weeks(-2, 3, ""), true
	}
	step, ok := map[string]int{"this": 0, "current": 0, "last": -1, "past": -1, "next": 1}[which]
	if !ok {
		return date{}, false
	}
	name := map[int]string{-1: "last_", 0: "this_", 1: "next_"}[step]
	first := c.today().AddDate(0, 0, 1-c.today().Day())
	switch unit {
	case "week":
		return c.weeks(step, 2, name+"week"), true
	case "month":
		d := date{from: first.AddDate(0, step, 0), to: first.AddDate(0, step+1, -1), n: 2}
		if step <= 0 {
			d.name = name + "month"
		}
		return d, true
	case "weekend":
		return c.weekend(step, 2), true
	case "year":
		jan := time.Date(c.now.Year()+step, 1, 1, 0, 0, 0, 0, fleet.WAT)
		return date{jan, jan.AddDate(1, 0, -1), "", 2}, true
	}
	return date{}, false
}

// weekend is that of the week before, this one or the next; without more words
// the one that is nearest the way the sentence looks.
func (c clock) weekend(step, n int) date {
	w := c.weeks(min(step, 0), n, "")
	if step == 0 && c.dir == past && c.today().Before(w.from.AddDate(0, 0, 5)) {
		w = c.weeks(-1, n, "")
	}
	if step > 0 || step == 0 && c.dir == future {
		w = c.weeks(0, n, "")
	}
	return date{w.from.AddDate(0, 0, 5), w.to, "", n}
}

func (c clock) weeks(step, n int, name string) date {
	monday := c.today().AddDate(0, 0, -(int(c.today().Weekday())+6)%7+7*step)
	return date{monday, monday.AddDate(0, 0, 6), name, n}
}

var dayNumber = regexp.MustCompile(`^([0-3]?[0-9])(st|nd|rd|th)?$`)

func dayOfMonth(w string) (int, bool) {
	m := dayNumber.FindStringSubmatch(w)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1])
	return n, n >= 1 && n <= 31
}

// dayMonth reads "24 nov", "24th of November 2026" and "Nov 24".
func (c clock) dayMonth(i int) (date, bool) {
	if day, ok := dayOfMonth(c.word(i)); ok {
		at := i + 1
		if c.word(at) == "of" {
			at++
		}
		if m, ok := monthOf(c.word(at)); ok {
			return c.withYear(day, m, at+1, i)
		}
	}
	if m, ok := monthOf(c.word(i)); ok {
		if day, ok := dayOfMonth(c.word(i + 1)); ok {
			return c.withYear(day, m, i+2, i)
		}
	}
	return date{}, false
}

func (c clock) withYear(day int, m time.Month, at, start int) (date, bool) {
	if y, err := strconv.Atoi(c.word(at)); err == nil && y >= 2000 && y < 2100 {
		d := time.Date(y, m, day, 0, 0, 0, 0, fleet.WAT)
		return date{d, d, "", at + 1 - start}, d.Day() == day
	}
	d := c.nearYear(day, m)
	return date{d, d, "", at - start}, d.Day() == day
}

// nearYear is the day of the year that is nearest: history asked of a day a few
// months ahead is a slip to be told back, not a day of last year.
func (c clock) nearYear(day int, m time.Month) time.Time {
	d := time.Date(c.now.Year(), m, day, 0, 0, 0, 0, fleet.WAT)
	if c.dir == past && d.After(c.today().AddDate(0, 6, 0)) {
		return time.Date(c.now.Year()-1, m, day, 0, 0, 0, 0, fleet.WAT)
	}
	if c.dir == future && d.Before(c.today().AddDate(0, -6, 0)) {
		return time.Date(c.now.Year()+1, m, day, 0, 0, 0, 0, fleet.WAT)
	}
	return d
}

var slashDate = regexp.MustCompile(`^([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2}))?$`)

// numericDate reads 25/11, 25/11/2026, 25-11-2026 and 2026-11-25: the day comes
// first unless the year does.
func (c clock) numericDate(i int) (date, bool) {
	if m := slashDate.FindStringSubmatch(c.word(i)); m != nil && (strings.Contains(c.word(i), "/") || m[3] != "") {
		return c.ymd(m[3], m[2], m[1], 1)
	}
	if i+2 < len(c.tok) && c.tok[i+1].glued && c.tok[i+2].glued && allDigits(c.word(i)) && allDigits(c.word(i+1)) && allDigits(c.word(i+2)) {
		if len(c.word(i)) == 4 {
			return c.ymd(c.word(i), c.word(i+1), c.word(i+2), 3)
		}
		if len(c.word(i)) <= 2 && len(c.word(i+2)) == 4 {
			return c.ymd(c.word(i+2), c.word(i+1), c.word(i), 3)
		}
	}
	return date{}, false
}

func (c clock) ymd(year, month, day string, n int) (date, bool) {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return date{}, false
	}
	t := c.nearYear(d, time.Month(m))
	if year != "" {
		y, _ := strconv.Atoi(year)
		if y < 100 {
			y += 2000
		}
		t = time.Date(y, time.Month(m), d, 0, 0, 0, 0, fleet.WAT)
	}
	return date{t, t, "", n}, t.Day() == d
}

var ordinalAlone = regexp.MustCompile(`^([0-3]?[0-9])(?:st|nd|rd|th)$`)

// ordinalOf are the words that an ordinal before them counts, so that it is no date.
var ordinalOf = set([]string{"trip", "truck", "driver", "one", "stop", "time", "of", "load", "container", "job", "alert", "place", "week", "half", "gate"})

// ordinal reads "the 25th" without its month: the next such day ahead, or the
// latest one for history. What begins a range of a named month is left to that.
func (c clock) ordinal(i int) (date, bool) {
	m := ordinalAlone.FindStringSubmatch(c.word(i))
	if m == nil || ordinalOf[c.word(i+1)] {
		return date{}, false
	}
	if w := c.word(i + 1); w == "to" || w == "and" || w == "till" || w == "until" {
		if _, ok := c.dayMonth(i + 2); ok {
			return date{}, false
		}
	}
	n, _ := strconv.Atoi(m[1])
	first := c.today().AddDate(0, 0, 1-c.today().Day())
	for range 3 { // the next month or the one after may lack the day
		d := first.AddDate(0, 0, n-1)
		right := d.Month() == first.Month() && n > 0
		if right && (c.dir == future && !d.Before(c.today()) || c.dir != future && !d.After(c.today())) {
			return date{d, d, "", 1}, true
		}
		if c.dir == future {
			first = first.AddDate(0, 1, 0)
		} else {
			first = first.AddDate(0, -1, 0)
		}
	}
	return date{}, false
}
