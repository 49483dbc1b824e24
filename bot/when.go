package bot

import (
	"regexp"
	"strings"
	"time"

	"watchtower/assistant"
	"watchtower/fleet"
)

var spacedAmPm = regexp.MustCompile(`(?i)(\d) +(am|pm)\b`)

// parseWhen reads the moment in a command as the assistant reads it in a
// sentence, but all of s has to belong to it.
func parseWhen(s string, now time.Time) (time.Time, error) {
	t, rest, ok := takeWhen(s, now)
	if ok && len(rest) == 0 {
		return t, nil
	}
	return t, &fleet.Error{Kind: fleet.Invalid, Field: "start",
		Message: "I cannot read \"" + clip(s, 60) + "\" as a day and an hour. Write it like tomorrow 6am, 24 Nov 22:00 or 2026-11-24 22:00."}
}

// takeWhen takes a moment off the front: the fewest words that mean what the
// whole text means. The rest is something else, such as a reason.
func takeWhen(s string, now time.Time) (t time.Time, rest []string, ok bool) {
	words := strings.Fields(spacedAmPm.ReplaceAllString(s, "$1$2"))
	whole, ok := assistant.ParseTime(strings.Join(words, " "), now)
	for n := 1; ok && n <= len(words); n++ {
		if t, ok := assistant.ParseTime(strings.Join(words[:n], " "), now); ok && t.Equal(whole) {
			return t, words[n:], true
		}
	}
	return whole, words, false
}

// longestWhen is how many words a moment has at most: "on tue 24 Nov 2026 6 am".
const longestWhen = 7

// timeAtEnd says how many of the last words are a moment, and which, RFC 3339.
// A word belongs when the moment would be another one without it.
func timeAtEnd(words []string, now time.Time) (n int, start string) {
	n, t := momentAtEnd(words, func(s string) (time.Time, bool) {
		return assistant.ParseTime(spacedAmPm.ReplaceAllString(s, "$1$2"), now)
	})
	if n == 0 {
		return 0, ""
	}
	return n, t.In(fleet.WAT).Format(time.RFC3339)
}

// dayAtEnd is timeAtEnd for a day without an hour, YYYY-MM-DD.
func dayAtEnd(words []string, now time.Time) (n int, day string) {
	n, t := momentAtEnd(words, func(s string) (time.Time, bool) {
		// Midnight alone has always passed: it is read only where a day is said.
		if _, said := assistant.ParseTime(s+" 00:00", now); !said {
			return time.Time{}, false
		}
		return assistant.ParseTime(s+" 23:59", now)
	})
	if n == 0 {
		return 0, ""
	}
	return n, t.In(fleet.WAT).Format(time.DateOnly)
}

func momentAtEnd(words []string, read func(string) (time.Time, bool)) (n int, t time.Time) {
	for k := 1; k <= min(longestWhen, len(words)); k++ {
		if at, ok := read(strings.Join(words[len(words)-k:], " ")); ok && (n == 0 || !at.Equal(t)) {
			n, t = k, at
		}
	}
	// What follows the moment would be read over: it has to end in it.
	if n > 0 {
		if at, ok := read(strings.Join(words[len(words)-n:len(words)-1], " ")); ok && at.Equal(t) {
			return 0, t
		}
	}
	return n, t
}

// parsePast reads when something happened: a day and an hour, or an hour alone,
// which is the last one of that name.
func parsePast(s string, now time.Time) (time.Time, error) {
	at, err := fleet.ParseMoment(s, now)
	if err == nil {
		return at, nil
	}
	if at, alone := fleet.ParseMoment("today "+s, now); alone == nil {
		if at.After(now) {
			at = at.AddDate(0, 0, -1)
		}
		return at, nil
	}
	return at, err
}
