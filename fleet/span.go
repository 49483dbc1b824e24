package fleet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var spanPattern = regexp.MustCompile(`^([0-9]{1,4})\s*([a-z]+)$`)

// ParseSpan reads a stretch of time as people write it: "30m", "2h", "1 day",
// "2 weeks".
func ParseSpan(s string) (time.Duration, error) {
	m := spanPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	bad := &Error{Kind: Invalid, Field: "until", Message: fmt.Sprintf("I cannot read %q as a length of time. Write it like 30m, 2h or 1d.", s)}
	if m == nil {
		return 0, bad
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n == 0 {
		return 0, bad
	}
	unit := map[string]time.Duration{
		"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
		"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
		"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
		"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
	}[m[2]]
	if unit == 0 {
		return 0, bad
	}
	return time.Duration(n) * unit, nil
}

// NextMorning is the next 06:00 in Lagos, when the day shift looks.
func NextMorning(now time.Time) time.Time {
	now = now.In(WAT)
	six := time.Date(now.Year(), now.Month(), now.Day(), 6, 0, 0, 0, WAT)
	if !six.After(now) {
		six = six.AddDate(0, 0, 1)
	}
	return six.UTC()
}
