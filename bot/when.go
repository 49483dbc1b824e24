package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

var (
	clockPattern = regexp.MustCompile(`^([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?\s*(am|pm)?$`)
	inPattern    = regexp.MustCompile(`^in (\d+)\s*(m|min|mins|minutes|h|hr|hrs|hour|hours|d|day|days)$`)
	spacedAmPm   = regexp.MustCompile(`(\d) +(am|pm)\b`)
)

// parseWhen reads a moment as people type it in a command: RFC 3339,
// "2026-11-24 22:00", "tomorrow 6am", "today 14:00", "24 Nov 22:00",
// "friday 6:30", "in 2 hours". A day and an hour are both needed, in WAT.
func parseWhen(s string, now time.Time) (time.Time, error) {
	text := strings.Join(strings.Fields(s), " ")
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, fleet.WAT); err == nil {
			return t, nil
		}
	}
	low := spacedAmPm.ReplaceAllString(strings.ToLower(strings.ReplaceAll(text, ",", " ")), "$1$2")
	if t, ok := fromNow(low, now); ok {
		return t, nil
	}
	if t, ok := dayAndClock(strings.Fields(low), now); ok {
		return t, nil
	}
	return time.Time{}, &fleet.Error{Kind: fleet.Invalid, Field: "start",
		Message: "I cannot read \"" + text + "\" as a day and an hour. Write it like tomorrow 6am, 24 Nov 22:00 or 2026-11-24 22:00."}
}

func fromNow(s string, now time.Time) (time.Time, bool) {
	m := inPattern.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n > 10000 {
		return time.Time{}, false
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[m[2][0]]
	return now.Add(time.Duration(n) * unit).Truncate(time.Minute), true
}

// dayAndClock finds the one word that is an hour; the others are the day.
func dayAndClock(words []string, now time.Time) (time.Time, bool) {
	var kept []string
	for _, w := range words {
		if w != "at" && w != "on" && w != "by" && w != "wat" {
			kept = append(kept, w)
		}
	}
	for i := len(kept) - 1; i >= 0; i-- {
		clock, sure := readClock(kept[i])
		if !sure && i != len(kept)-1 { // a bare number is an hour only when it comes last
			continue
		}
		rest := append(append([]string{}, kept[:i]...), kept[i+1:]...)
		if day, ok := readDay(rest, now); ok && clock >= 0 {
			return day.Add(clock), true
		}
	}
	return time.Time{}, false
}

// readClock reads "6am", "14:00", "noon"; sure is false for a bare number.
func readClock(w string) (since time.Duration, sure bool) {
	switch w {
	case "noon", "midday":
		return 12 * time.Hour, true
	case "midnight":
		return 0, true
	}
	m := clockPattern.FindStringSubmatch(w)
	if m == nil {
		return -1, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	switch {
	case m[3] != "" && (hour == 0 || hour > 12):
		return -1, false
	case m[3] == "pm" && hour < 12:
		hour += 12
	case m[3] == "am" && hour == 12:
		hour = 0
	}
	since = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	return since, m[2] != "" || m[3] != ""
}

// readDay reads "tomorrow", "friday", "24 nov", "tue 24 november 2026",
// "24/11/2026"; dates are day first.
func readDay(words []string, now time.Time) (time.Time, bool) {
	today := fleet.StartOfDay(now)
	if len(words) == 1 {
		switch words[0] {
		case "today", "tonight":
			return today, true
		case "tomorrow", "tmrw", "tomoro":
			return today.AddDate(0, 0, 1), true
		}
		if d, ok := weekday(words[0]); ok {
			return today.AddDate(0, 0, (int(d)-int(today.Weekday())+6)%7+1), true
		}
	}
	if len(words) > 1 {
		if _, ok := weekday(words[0]); ok { // the date says it; the weekday is for people
			words = words[1:]
		}
	}
	return readDate(strings.Join(words, " "), today)
}

func readDate(s string, today time.Time) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2-1-2006", "2 Jan 2006", "2 January 2006", "Jan 2 2006"} {
		if t, err := time.ParseInLocation(layout, s, fleet.WAT); err == nil {
			return t, true
		}
	}
	for _, layout := range []string{"2 Jan", "2 January", "Jan 2", "January 2", "2/1"} {
		t, err := time.ParseInLocation(layout, s, fleet.WAT)
		if err != nil {
			continue
		}
		t = time.Date(today.Year(), t.Month(), t.Day(), 0, 0, 0, 0, fleet.WAT)
		if t.Before(today.AddDate(0, -6, 0)) { // "3 Jan" said in November means the next one
			t = t.AddDate(1, 0, 0)
		}
		return t, true
	}
	return time.Time{}, false
}

func weekday(w string) (time.Weekday, bool) {
	if len(w) < 3 {
		return 0, false
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.HasPrefix(strings.ToLower(d.String()), w) {
			return d, true
		}
	}
	return 0, false
}
