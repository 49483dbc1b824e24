package model

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

func expand(pattern string) string {
	return strings.NewReplacer("PLATE", plateShape, "PLACE", placeShape, "REF", `\d{4}`, "STOP", stop).Replace(pattern)
}

// extras reads what may stand anywhere in a question. Only the keys a tool has
// are kept later.
type extras struct {
	radius, clock, day, date, size, client, waybill, container, driver, status *regexp.Regexp
}

func newExtras() extras {
	c := func(p string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + p) }
	return extras{
		radius:    c(`(\d+(?:\.\d+)?)\s*(km|kilometres?|kilometers?|miles?|m|metres?|meters?)\b`),
		clock:     c(`\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b|\b(\d{1,2}):(\d{2})\b`),
		day:       c(`\b(today|tonight|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`),
		date:      c(`\b(\d{1,2})[/ ](\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[/ ](\d{4}))?\b`),
		size:      c(`\b(20|40)\s*(?:ft|feet|foot)\b`),
		client:    c(`\b(?:client|for)\s+(deekay foods|olam mills|honeywell)\b`),
		waybill:   c(`\b(wb-?\s?\d{5})\b`),
		container: c(`\b([a-z]{4}\s?\d{7})\b`),
		driver:    c(`\b(?:driver|with)\s+([a-z]+\s+[a-z]+)(?:\s+as driver)?\b`),
		status:    c(`\b(scheduled|ongoing|delayed|completed|cancelled|failed|moving|parked|offline)\b`),
	}
}

// read collects them all.
func (x extras) read(text string, now time.Time) map[string]any {
	out := map[string]any{}
	if m := x.radius.FindStringSubmatch(text); m != nil {
		out["radius_km"] = kilometres(m[1], strings.ToLower(m[2]))
	}
	if m := x.size.FindStringSubmatch(text); m != nil {
		out["container_size"], _ = strconv.Atoi(m[1])
	}
	for key, re := range map[string]*regexp.Regexp{"client": x.client, "waybill": x.waybill, "container": x.container, "driver": x.driver, "status": x.status} {
		if m := re.FindStringSubmatch(text); m != nil {
			out[key] = tidy(key, m[1])
		}
	}
	for _, kind := range []string{"overspeed", "idle", "sos", "fuel theft", "offline", "geofence", "delay", "harsh braking"} {
		if strings.Contains(strings.ToLower(text), kind) {
			out["kind"] = strings.ReplaceAll(kind, " ", "_")
		}
	}
	if p := period(text); p != "" {
		out["period"] = p
	}
	if start, ok := x.start(text, now); ok {
		out["start"] = start.Format(time.RFC3339)
	}
	return out
}

func kilometres(number, unit string) float64 {
	n, _ := strconv.ParseFloat(number, 64)
	switch {
	case strings.HasPrefix(unit, "mi"):
		return n * 1.609344
	case unit[0] == 'm':
		return n / 1000
	}
	return n
}

// tidy writes a captured value the way people file it.
func tidy(key, value string) string {
	value = strings.Trim(strings.Join(strings.Fields(value), " "), " .,?!")
	switch key {
	case "truck", "near_truck", "container", "waybill":
		value = strings.ToUpper(value)
	case "status":
		value = strings.ToLower(value)
	}
	if key == "container" {
		value = strings.ReplaceAll(value, " ", "")
	}
	return value
}

func period(text string) string {
	text = strings.ToLower(text)
	for _, p := range []string{"last night", "last week", "this week", "last month", "this month", "yesterday", "tomorrow", "today"} {
		if strings.Contains(text, p) {
			return strings.ReplaceAll(p, " ", "_")
		}
	}
	return ""
}

// start needs both a day and an hour.
func (x extras) start(text string, now time.Time) (time.Time, bool) {
	hour, minute, ok := x.hour(text)
	day, found := x.dayOf(text, now)
	if !ok || !found {
		return time.Time{}, false
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, now.Location()), true
}

func (x extras) hour(text string) (hour, minute int, ok bool) {
	m := x.clock.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	if m[1] == "" {
		hour, _ = strconv.Atoi(m[4])
		minute, _ = strconv.Atoi(m[5])
		return hour, minute, hour < 24 && minute < 60
	}
	hour, _ = strconv.Atoi(m[1])
	minute, _ = strconv.Atoi(m[2])
	hour %= 12
	if strings.EqualFold(m[3], "pm") {
		hour += 12
	}
	return hour, minute, minute < 60
}

func (x extras) dayOf(text string, now time.Time) (time.Time, bool) {
	if m := x.day.FindStringSubmatch(text); m != nil {
		return namedDay(strings.ToLower(m[1]), now), true
	}
	m := x.date.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	day, _ := strconv.Atoi(m[1])
	month, err := strconv.Atoi(m[2])
	if err != nil {
		month = strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(m[2]))/3 + 1
	}
	year, err := strconv.Atoi(m[3])
	if err != nil {
		year = now.Year()
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, now.Location()), day >= 1 && day <= 31 && month >= 1 && month <= 12
}

func namedDay(word string, now time.Time) time.Time {
	switch word {
	case "today", "tonight":
		return now
	case "tomorrow":
		return now.AddDate(0, 0, 1)
	case "yesterday":
		return now.AddDate(0, 0, -1)
	}
	for d := 1; d <= 7; d++ {
		if day := now.AddDate(0, 0, d); strings.EqualFold(day.Weekday().String(), word) {
			return day
		}
	}
	return now
}
