package fleet

import (
	"fmt"
	"strings"
	"time"
)

// The ways people write a day and an hour in sheets; days come first.
var (
	dayForms  = []string{"2006-01-02", "02/01/2006", "2/1/2006", "02-01-2006", "2.1.2006", "02/01/06", "2 Jan 2006", "2 January 2006", "Mon 2 Jan 2006", "2-Jan-2006", "2-Jan-06"}
	yearless  = []string{"2 Jan", "2 January", "Mon 2 Jan", "2-Jan", "2/1"}
	hourForms = []string{"15:04", "15:04:05", "3pm", "3:04pm", "3.04pm", "1504"}
)

// ParseMoment reads a day and an hour of Lagos as sheets hold them: RFC 3339,
// "24/11/2026 22:00", "24 Nov 10pm", "tomorrow 6am". A day without a year is
// the next one of that date.
func ParseMoment(text string, now time.Time) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	text = strings.NewReplacer(" am", "am", " pm", "pm", " AM", "am", " PM", "pm", "AM", "am", "PM", "pm", ",", "", " at ", " ").Replace(text)
	if day, hour, ok := strings.Cut(text, "T"); ok && len(day) == len(time.DateOnly) {
		text = day + " " + hour
	}
	words := strings.Fields(text)
	for n := len(words) - 1; n > 0; n-- {
		day, okDay := parseDay(strings.Join(words[:n], " "), now)
		hour, okHour := parseHour(strings.Join(words[n:], " "))
		if okDay && okHour {
			return day.Add(hour), nil
		}
	}
	return time.Time{}, &Error{Kind: Invalid, Field: "start",
		Message: fmt.Sprintf("I cannot read %q as a day and an hour. Write it like 24/11/2026 22:00 or tomorrow 6am.", text)}
}

func parseDay(text string, now time.Time) (time.Time, bool) {
	today := StartOfDay(now)
	switch strings.ToLower(text) {
	case "today", "tonight":
		return today, true
	case "yesterday":
		return today.AddDate(0, 0, -1), true
	case "tomorrow":
		return today.AddDate(0, 0, 1), true
	}
	for _, form := range dayForms {
		if t, err := time.ParseInLocation(form, text, WAT); err == nil {
			return t, true
		}
	}
	for _, form := range yearless {
		t, err := time.ParseInLocation(form+" 2006", text+" "+today.Format("2006"), WAT)
		if err != nil {
			continue
		}
		if t.Before(today.AddDate(0, -6, 0)) {
			t = t.AddDate(1, 0, 0)
		}
		return t, true
	}
	return time.Time{}, false
}

func parseHour(text string) (time.Duration, bool) {
	for _, form := range hourForms {
		if t, err := time.Parse(form, strings.ToLower(text)); err == nil {
			return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
		}
	}
	return 0, false
}
