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
