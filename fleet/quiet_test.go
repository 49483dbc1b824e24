package fleet

import (
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	for _, c := range []struct {
		from, to int
		at       string // in Lagos
		end      string // empty: not quiet
	}{
		{22 * 60, 6 * 60, "2026-11-23T21:59:59", ""},
		{22 * 60, 6 * 60, "2026-11-23T22:00:00", "2026-11-24T06:00:00"},
		{22 * 60, 6 * 60, "2026-11-24T00:00:00", "2026-11-24T06:00:00"},
		{22 * 60, 6 * 60, "2026-11-24T05:59:59", "2026-11-24T06:00:00"},
		{22 * 60, 6 * 60, "2026-11-24T06:00:00", ""},
		{13 * 60, 14*60 + 30, "2026-11-23T14:29:00", "2026-11-23T14:30:00"},
		{13 * 60, 14*60 + 30, "2026-11-23T12:59:00", ""},
		{0, 7 * 60, "2026-11-23T00:00:00", "2026-11-23T07:00:00"},
		{18 * 60, 0, "2026-11-23T23:59:59", "2026-11-24T00:00:00"},
		{18 * 60, 0, "2026-11-24T00:00:00", ""},
		{8 * 60, 8 * 60, "2026-11-24T08:00:00", ""}, // no hours at all
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", c.at, WAT)
		if err != nil {
			t.Fatal(err)
		}
		end, quiet := QuietUntil(c.from, c.to, at.UTC())
		if quiet != (c.end != "") || quiet && end.In(WAT).Format("2006-01-02T15:04:05") != c.end {
			t.Errorf("from %d to %d at %s: quiet %v until %s, want until %q", c.from, c.to, c.at, quiet, end.In(WAT), c.end)
		}
	}
}
