package phrasebook

import (
	"encoding/json"
	"time"

	"watchtower/fleet"
)

// Period is a stretch of time as a tool takes it: a name such as last_week, or
// two ends that are both dates (whole days, both included) or both times.
type Period struct {
	Name     string
	From, To string
}

// MarshalJSON writes the name alone, or {"from","to"}.
func (p Period) MarshalJSON() ([]byte, error) {
	if p.Name != "" {
		return json.Marshal(p.Name)
	}
	return json.Marshal(map[string]string{"from": p.From, "to": p.To})
}

// days is the period of whole days from the day of a to the day of b.
func days(a, b time.Time) Period {
	return Period{From: a.In(fleet.WAT).Format(time.DateOnly), To: b.In(fleet.WAT).Format(time.DateOnly)}
}

// exact is the period between two moments.
func exact(a, b time.Time) Period { return Period{From: stamp(a), To: stamp(b)} }

func stamp(t time.Time) string { return t.In(fleet.WAT).Format(time.RFC3339) }

// direction says which way an unclear date points: history never lies in the
// future, and a plan never in the past.
type direction int

const (
	past direction = iota
	future
)

// clock reads the time words of one sentence.
type clock struct {
	tok []token
	now time.Time // in WAT
	dir direction
}

func newClock(tok []token, now time.Time, dir direction) clock {
	return clock{tok: tok, now: now.In(fleet.WAT), dir: dir}
}

// word is the small-letter word at i, "" outside the sentence.
func (c clock) word(i int) string {
	if i < 0 || i >= len(c.tok) {
		return ""
	}
	if w, ok := timeSpelling[c.tok[i].low]; ok {
		return w
	}
	return c.tok[i].low
}

// timeSpelling folds what people write for a time word.
var timeSpelling = map[string]string{
	"todays": "today", "2day": "today", "yday": "yesterday", "ystd": "yesterday", "yest": "yesterday", "yesterdays": "yesterday",
	"tmrw": "tomorrow", "tmr": "tomorrow", "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "2moro": "tomorrow", //nolint:misspell // the misspellings are what we look for
	"wk": "week", "mth": "month", "hr": "hour", "hrs": "hours", "min": "minute", "mins": "minutes", "till": "to", "until": "to", "thru": "to", "through": "to",
	"previous": "last", "morn": "morning", "mrng": "morning", "nite": "night",
}

func (c clock) today() time.Time { return fleet.StartOfDay(c.now) }
