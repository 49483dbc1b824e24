package phrasebook

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	stopSending = regexp.MustCompile(`\b(stop|unsubscribe|end|no more|do not|cancel)\b`)
	weekdayName = regexp.MustCompile(`\b(sunday|monday|tuesday|wednesday|thursday|friday|saturday)s?\b`)
	monthlyWord = regexp.MustCompile(`\b(monthly|(every|each) month)\b`)
	weeklyWord  = regexp.MustCompile(`\b(weekly|(every|each) week)\b`)
	dailyWord   = regexp.MustCompile(`\b(daily|morning|(every|each) (day|morning|evening))\b`)
)

// readSubscription reads which report is to be sent, on which day and at which
// hour: "send me the weekly report every Friday 17:30".
func (s sentence) readSubscription(u *Understanding) {
	text := strings.ToLower(s.text)
	day := weekdayName.FindStringSubmatch(text)
	switch {
	case monthlyWord.MatchString(text):
		u.Args["every"] = "monthly"
	case weeklyWord.MatchString(text) || day != nil:
		u.Args["every"] = "weekly"
	case dailyWord.MatchString(text):
		u.Args["every"] = "daily"
	}
	if day != nil && u.Args["every"] == "weekly" {
		u.Args["weekday"] = day[1]
	}
	if stopSending.MatchString(text) {
		u.Args["stop"] = true
		return
	}
	c := newClock(s.tok, s.now, future)
	for i := range s.tok {
		if h, ok := c.hour(i); ok {
			u.Args["at"] = fmt.Sprintf("%02d:%02d", h.minute/minutesPerHour, h.minute%minutesPerHour)
			return
		}
	}
}
