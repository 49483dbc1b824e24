package phrasebook

import "time"

var weekdays = map[string]time.Weekday{
	"sunday": 0, "sun": 0, "monday": 1, "mon": 1, "tuesday": 2, "tue": 2, "tues": 2, "wednesday": 3, "wed": 3, "weds": 3,
	"thursday": 4, "thu": 4, "thur": 4, "thurs": 4, "friday": 5, "fri": 5, "saturday": 6, "sat": 6,
}

// weekdayOf reads a weekday of a week that is named beside it: "monday last
// week", "friday of next week", "last week thursday".
func (c clock) weekdayOf(i int) (date, bool) {
	steps := map[string]int{"last": -1, "this": 0, "next": 1}
	if step, ok := steps[c.word(i)]; ok && c.word(i+1) == "week" {
		if day, ok := weekdays[c.word(i+2)]; ok {
			return c.dayOfWeek(day, step, 3), true
		}
	}
	day, ok := weekdays[c.word(i)]
	at := i + 1
	if c.word(at) == "of" {
		at++
	}
	step, week := steps[c.word(at)]
	if !ok || !week || c.word(at+1) != "week" {
		return date{}, false
	}
	return c.dayOfWeek(day, step, at+2-i), true
}

func (c clock) dayOfWeek(day time.Weekday, step, n int) date {
	d := c.weeks(step, n, "").from.AddDate(0, 0, (int(day)+6)%7)
	return date{d, d, "", n}
}

// weekday reads "friday", "last friday", "next monday", and a date that
// follows the name: "Tue 24 Nov".
func (c clock) weekday(i int) (date, bool) {
	at, which := i, c.word(i)
	if which == "last" || which == "next" || which == "this" || which == "on" || which == "coming" {
		at++
	} else {
		which = ""
	}
	day, ok := weekdays[c.word(at)]
	if !ok {
		return date{}, false
	}
	if d, ok := c.dayMonth(at + 1); ok {
		d.n += at + 1 - i
		return d, true
	}
	if d, ok := c.numericDate(at + 1); ok {
		d.n += at + 1 - i
		return d, true
	}
	ahead := (int(day) - int(c.today().Weekday()) + 7) % 7
	if c.dir == past && which != "next" && which != "coming" || which == "last" {
		if ahead > 0 || which == "last" {
			ahead -= 7
		}
	} else if which == "next" && ahead == 0 {
		ahead = 7
	}
	return c.oneDay(ahead, at+1-i, ""), true
}
