package fleet

import (
	"testing"
	"time"
)

func TestRhythm(t *testing.T) {
	wat := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, WAT)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		rhythm            Rhythm
		after, next       string
		from, last, words string
	}{
		{Rhythm{"daily", 0, 420}, "2026-11-23 07:00", "2026-11-24 07:00", "2026-11-23", "2026-11-23", "daily at 07:00 WAT"},
		{Rhythm{"daily", 0, 420}, "2026-11-23 06:59", "2026-11-23 07:00", "2026-11-22", "2026-11-22", "daily at 07:00 WAT"},
		{Rhythm{"weekly", time.Monday, 0}, "2026-11-23 00:00", "2026-11-30 00:00", "2026-11-23", "2026-11-29", "weekly, Mondays at 00:00 WAT"},
		{Rhythm{"weekly", time.Friday, 1050}, "2026-11-23 12:00", "2026-11-27 17:30", "2026-11-20", "2026-11-26", "weekly, Fridays at 17:30 WAT"},
		{Rhythm{"monthly", 0, 420}, "2026-11-01 07:00", "2026-12-01 07:00", "2026-11-01", "2026-11-30", "monthly, on the 1st at 07:00 WAT"},
		{Rhythm{"monthly", 0, 420}, "2026-12-31 23:00", "2027-01-01 07:00", "2026-12-01", "2026-12-31", "monthly, on the 1st at 07:00 WAT"},
	} {
		next := c.rhythm.Next(wat(c.after))
		from, to := c.rhythm.Days(next)
		if !next.Equal(wat(c.next)) || from.String() != c.from || (to-1).String() != c.last || c.rhythm.String() != c.words {
			t.Errorf("%s after %s: %v, of %s to %s", c.rhythm, c.after, next, from, to-1)
		}
	}
}
