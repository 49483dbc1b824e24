package phrasebook

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"watchtower/fleet"
)

// monday is the clock of these tests: Monday 23 Nov 2026, 11:00 WAT.
var monday = time.Date(2026, 11, 23, 11, 0, 0, 0, fleet.WAT)

func TestPeriods(t *testing.T) {
	for text, want := range map[string]string{
		"today":                         `"today"`,
		"yesterday":                     `"yesterday"`,
		"last week":                     `"last_week"`,
		"this month":                    `"this_month"`,
		"last night":                    `"last_night"`,
		"yesterday night":               `"last_night"`,
		"day before yesterday":          `{"from":"2026-11-21","to":"2026-11-21"}`,
		"saturday":                      `{"from":"2026-11-21","to":"2026-11-21"}`,
		"last friday":                   `{"from":"2026-11-20","to":"2026-11-20"}`,
		"last monday":                   `{"from":"2026-11-16","to":"2026-11-16"}`,
		"16 to 20 Nov":                  `{"from":"2026-11-16","to":"2026-11-20"}`,
		"1st to 15th November":          `{"from":"2026-11-01","to":"2026-11-15"}`,
		"from 1 to 15 Nov":              `{"from":"2026-11-01","to":"2026-11-15"}`,
		"between 3 nov and 7 nov":       `{"from":"2026-11-03","to":"2026-11-07"}`,
		"from monday to friday":         `{"from":"2026-11-16","to":"2026-11-20"}`,
		"12/11":                         `{"from":"2026-11-12","to":"2026-11-12"}`,
		"12/11/2026":                    `{"from":"2026-11-12","to":"2026-11-12"}`,
		"2026-11-12":                    `{"from":"2026-11-12","to":"2026-11-12"}`,
		"20 December":                   `{"from":"2026-12-20","to":"2026-12-20"}`,
		"20 June":                       `{"from":"2026-06-20","to":"2026-06-20"}`,
		"in december":                   `{"from":"2025-12-01","to":"2025-12-31"}`,
		"in october":                    `{"from":"2026-10-01","to":"2026-10-31"}`,
		"last 7 days":                   `{"from":"2026-11-17","to":"2026-11-23"}`,
		"past 3 hours":                  `{"from":"2026-11-23T08:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"in the last hour":              `{"from":"2026-11-23T10:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"last 30 mins":                  `{"from":"2026-11-23T10:30:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"since morning":                 `{"from":"2026-11-23T06:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"since 8am":                     `{"from":"2026-11-23T08:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"since yesterday":               `{"from":"2026-11-22","to":"2026-11-23"}`,
		"since yesterday 6pm":           `{"from":"2026-11-22T18:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"since friday":                  `{"from":"2026-11-20","to":"2026-11-23"}`,
		"this morning":                  `{"from":"2026-11-23T06:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"yesterday evening":             `{"from":"2026-11-22T18:00:00+01:00","to":"2026-11-23T00:00:00+01:00"}`,
		"from 6pm to 10pm yesterday":    `{"from":"2026-11-22T18:00:00+01:00","to":"2026-11-22T22:00:00+01:00"}`,
		"between 5am and 9am today":     `{"from":"2026-11-23T05:00:00+01:00","to":"2026-11-23T09:00:00+01:00"}`,
		"yesterday from 10pm to 4am":    `{"from":"2026-11-22T22:00:00+01:00","to":"2026-11-23T04:00:00+01:00"}`,
		"yesterday between 2pm and 4pm": `{"from":"2026-11-22T14:00:00+01:00","to":"2026-11-22T16:00:00+01:00"}`,
		"5 to 7pm yesterday":            `{"from":"2026-11-22T17:00:00+01:00","to":"2026-11-22T19:00:00+01:00"}`,
		"after 6pm yesterday":           `{"from":"2026-11-22T18:00:00+01:00","to":"2026-11-23T00:00:00+01:00"}`,
		"from 6pm yesterday till now":   `{"from":"2026-11-22T18:00:00+01:00","to":"2026-11-23T11:00:00+01:00"}`,
		"weekend":                       ``,
		"last weekend":                  `{"from":"2026-11-21","to":"2026-11-22"}`,
		"soon":                          ``,
	} {
		c := newClock(tokenize(text), monday, past)
		got := ""
		if spans := c.spans(func(int, int) bool { return true }); len(spans) > 0 {
			raw, err := json.Marshal(spans[0].period)
			if err != nil {
				t.Fatal(err)
			}
			got = string(raw)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"tomorrow 6am":              "2026-11-24T06:00:00+01:00",
		"6am tomorrow":              "2026-11-24T06:00:00+01:00",
		"24 nov 22:00":              "2026-11-24T22:00:00+01:00",
		"25/11/2026 07:15":          "2026-11-25T07:15:00+01:00",
		"31 february 22:00":         "",
		"30/02 22:00":               "",
		"25-11-2026 7:15pm":         "2026-11-25T19:15:00+01:00",
		"Tue 24 Nov 05:30":          "2026-11-24T05:30:00+01:00",
		"friday 10 pm":              "2026-11-27T22:00:00+01:00",
		"monday 9am":                "2026-11-30T09:00:00+01:00", // nine this morning is gone
		"tonight 9pm":               "2026-11-23T21:00:00+01:00",
		"in 2 hours":                "2026-11-23T13:00:00+01:00",
		"in 45 minutes":             "2026-11-23T11:45:00+01:00",
		"2pm":                       "2026-11-23T14:00:00+01:00",
		"tomorrow at noon":          "2026-11-24T12:00:00+01:00",
		"2200hrs tomorrow":          "2026-11-24T22:00:00+01:00",
		"6 in the morning tmrw":     "2026-11-24T06:00:00+01:00",
		"next tomorrow 5am":         "2026-11-25T05:00:00+01:00",
		"2026-11-24T06:00:00+01:00": "2026-11-24T06:00:00+01:00",
		"5 jan 6am":                 "2027-01-05T06:00:00+01:00",
		"tomorrow":                  "",
		"9am":                       "", // gone today, and no day was said
		"banana":                    "",
		"31 feb 6am":                "",
		"":                          "",
	} {
		at, ok := ParseTime(text, monday)
		got := ""
		if ok {
			got = stamp(at)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestHistoryIsNeverAhead: however a period of history is said, it does not
// begin in the future: such a day is asked for again.
func TestHistoryIsNeverAhead(t *testing.T) {
	words := []string{"since", "from", "to", "between", "and", "last", "this", "friday", "monday", "20", "3", "nov", "dec", "6am", "10pm", "morning", "night",
		"yesterday", "today", "week", "month", "hours", "past", "12/11", "after", "before", "1st", "of", "22:00"}
	rapid.Check(t, func(t *rapid.T) {
		var text string
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(words)-1), 1, 7).Draw(t, "words") {
			text += words[i] + " "
		}
		hours := rapid.IntRange(0, 24*400).Draw(t, "hours")
		now := monday.Add(time.Duration(hours) * time.Hour)
		u := Understanding{Intent: TruckHistory, Args: map[string]any{}}
		sentence{reading: read(text, NewLexicon(Roster{}), now)}.readPeriods(&u)
		p, read := u.Args["period"].(Period)
		if !read || p.Name != "" {
			return
		}
		if len(p.From) != len(p.To) {
			t.Fatalf("%q at %v: %s to %s mixes dates and times", text, now, p.From, p.To)
		}
		if len(p.From) == len(time.DateOnly) && p.From > now.Format(time.DateOnly) {
			t.Fatalf("%q at %v begins ahead: %s", text, now, p.From)
		}
	})
}

// TestAnyTextIsRead: no message may break the reader.
func TestAnyTextIsRead(t *testing.T) {
	roster, _ := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		u := Understand(text, lex, Memory{}, monday, fleet.Caller{Role: fleet.Dispatcher})
		if u.Write && len(u.Missing) == 0 {
			t.Fatalf("a write was read into %q", text)
		}
	})
}

// TestDatesThatCannotBe: a day that no calendar has, or that has not come yet,
// is told back in words and never read as a plate or as last year.
func TestDatesThatCannotBe(t *testing.T) {
	roster, _ := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for text, want := range map[string]string{
		"trips on 31 February":                       "There is no 31 February.",
		"trips on 30/02":                             "There is no 30/02.",
		"trips 31 June":                              "There is no 31 June.",
		"distance T-4407 2026-02-30":                 "There is no 2026-02-30.",
		"where was T-4407 on June 31st":              "There is no June 31st.",
		"create trip T-5120 Apapa to Ore 31 feb 6am": "There is no 31 feb.",
		"where was T-4407 on 5 December":             "Sat 5 Dec 2026 lies in the future; nothing has happened there yet.",
		"distance covered by T-4407 tomorrow":        "Tue 24 Nov 2026 lies in the future; nothing has happened there yet.",
		"trips next week":                            "",
		"trips on 28 nov":                            "",
		"where was T-4407 on 29 February 2024":       "",
		"trucks idle more than 31 minutes in june":   "",
		"trucks within banana km of Apapa":           "I cannot read \"banana km\" as a distance. Write it like 10km, 800m or 5 miles.",
	} {
		u := Understand(text, lex, Memory{}, monday, fleet.Caller{Role: fleet.Manager})
		if want != "" && u.Problem != want || want == "" && len(u.Missing) > 0 {
			t.Errorf("%q: got %q, missing %v, want %q", text, u.Problem, u.Missing, want)
		}
	}
}
