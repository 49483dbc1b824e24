package phrasebook

import (
	"regexp"
	"strconv"
	"time"
)

// hour is a time of day, in minutes after midnight WAT.
type hour struct {
	minute int
	n      int // tokens read
}

func (h hour) on(day time.Time) time.Time { return day.Add(time.Duration(h.minute) * time.Minute) }

var hourPattern = regexp.MustCompile(`^([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?$`)
var militaryPattern = regexp.MustCompile(`^([0-2][0-9])([0-5][0-9])(h|hr|hrs|hours)?$`)

// hour reads "10pm", "10:30 pm", "22:00", "2200hrs", "noon", "6 in the morning"
// at token i. A bare number is no hour.
func (c clock) hour(i int) (hour, bool) {
	w := c.word(i)
	switch {
	case w == "noon" || w == "midday":
		return hour{12 * 60, 1}, true
	case w == "midnight":
		return hour{0, 1}, true
	case w == "12" && c.word(i+1) == "noon":
		return hour{12 * 60, 2}, true
	case w == "12" && c.word(i+1) == "midnight":
		return hour{0, 2}, true
	}
	if m := militaryPattern.FindStringSubmatch(w); m != nil && (m[3] != "" || c.word(i+1) == "hours" || c.word(i+1) == "h") {
		n := 1
		if m[3] == "" {
			n = 2
		}
		return clockTime(m[1], m[2], "", n)
	}
	m := hourPattern.FindStringSubmatch(w)
	if m == nil {
		return hour{}, false
	}
	half, n := m[3], 1
	if half == "" {
		half, n = c.halfOfDay(i + 1)
		n++
	}
	if half == "" && m[2] == "" {
		half = c.halfNear(i)
	}
	if half == "" && (m[2] == "" || w[len(w)-3] != ':') {
		return hour{}, false // "2.50" and "6" are numbers
	}
	return clockTime(m[1], m[2], half, n)
}

// halfOfDay reads what makes a number an hour: am, pm, a.m., "in the morning",
// "o'clock at night".
func (c clock) halfOfDay(i int) (half string, n int) {
	switch w := c.word(i); {
	case w == "am" || w == "pm":
		return w, 1
	case (w == "a" || w == "p") && c.word(i+1) == "m":
		return w + "m", 2
	}
	at := i
	for c.word(at) == "oclock" || c.word(at) == "in" || c.word(at) == "the" || c.word(at) == "at" {
		at++
	}
	switch c.word(at) {
	case "morning":
		return "am", at + 1 - i
	case "afternoon", "evening", "night":
		return "pm", at + 1 - i
	}
	return "", 0
}

// halfNear reads what makes "by 11" an hour from elsewhere in the sentence:
// "tonight by 11", "at 6 tomorrow morning".
func (c clock) halfNear(i int) string {
	switch c.word(i - 1) { // "tomorrow morning 7"
	case "morning":
		return "am"
	case "afternoon", "evening":
		return "pm"
	}
	if w := c.word(i - 1); w != "by" && w != "at" || c.word(i) == "12" {
		return ""
	}
	for _, t := range c.tok {
		switch t.low {
		case "morning":
			return "am"
		case "tonight", "night", "evening", "afternoon":
			return "pm"
		}
	}
	return ""
}

func clockTime(h, m, half string, n int) (hour, bool) {
	hh, _ := strconv.Atoi(h)
	mm := 0
	if m != "" {
		mm, _ = strconv.Atoi(m)
	}
	if hh > 23 || mm > 59 || half != "" && hh > 12 && half == "am" {
		return hour{}, false
	}
	switch {
	case half == "pm" && hh < 12:
		hh += 12
	case half == "am" && hh == 12:
		hh = 0
	}
	return hour{hh*60 + mm, n}, true
}

// part is a named stretch of a day, in hours after its midnight.
type part struct{ from, to int }

// parts of a day as the fleet uses them: the night runs into the next day.
var parts = map[string]part{"morning": {6, 12}, "afternoon": {12, 18}, "evening": {18, 24}, "night": {18, 30}}

func (p part) of(day time.Time) (from, to time.Time) {
	return day.Add(time.Duration(p.from) * time.Hour), day.Add(time.Duration(p.to) * time.Hour)
}
