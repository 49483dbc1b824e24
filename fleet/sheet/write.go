package sheet

import (
	"strconv"
	"time"

	"watchtower/fleet"
)

// MomentText is a moment in the form in which both sides are compared; zero is
// nothing.
func MomentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(momentForm)
}

// NumberText is a number in that form; 0 is nothing.
func NumberText(n float64) string {
	if n == 0 {
		return ""
	}
	return decimal(n)
}

// Write is what to put into a cell that now holds was: dates and numbers as
// numbers, so that the spreadsheet shows them in its own way.
func (c Column) Write(text string, was Cell, l Locale) any {
	if text == "" {
		return ""
	}
	switch c.Type {
	case Number, Whole:
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
	case Moment:
		if t, err := time.Parse(momentForm, text); err == nil {
			w := t.In(l.Zone)
			return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, time.UTC).Sub(epoch).Hours() / 24
		}
	case YesNo:
		if was.Kind == BoolCell { // a tick box stays one
			return text == "yes"
		}
	}
	return text
}

// Show is how a value is written for people.
func (c Column) Show(text string) string {
	if text == "" {
		return "nothing"
	}
	if t, err := time.Parse(momentForm, text); err == nil && c.Type == Moment {
		return fleet.FormatTime(t)
	}
	return text
}

// Same says whether two values mean the same. Names of other rows are matched
// as the tools match them: by letters and digits.
func (c Column) Same(a, b string) bool {
	if a == b {
		return true
	}
	return (c.Type == Refer || c.Type == Refers || c.Type == List) && (a == "") == (b == "") && fleet.Key(a) == fleet.Key(b)
}
