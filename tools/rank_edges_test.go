package tools_test

import (
	"math"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// A drive from 23:30 to 00:30 in Lagos, at the end of a month and of a year:
// the two days hold all of it, so do the hours before and after midnight, and
// each month has its own part. Where a whole day meets hours, the one leg across
// midnight may be lost: by days it is the new one's, by hours each has its share.
func TestFiguresAtTheEdgesOfMonthsAndYears(t *testing.T) {
	for _, midnight := range []time.Time{time.Date(2026, 12, 1, 0, 0, 0, 0, fleet.WAT), time.Date(2027, 1, 1, 0, 0, 0, 0, fleet.WAT)} {
		f := newFixture(t)
		if err := f.store.EnsurePartitions(t.Context(), midnight.UTC(), midnight.AddDate(0, 0, 2).UTC()); err != nil {
			t.Fatal(err)
		}
		f.now = midnight.Add(36 * time.Hour)
		f.journey("T-4407", midnight.Add(-30*time.Minute), time.Hour)
		f.rolledUp()
		km := func(by store.StatBy, from, to time.Time) (sum float64) {
			stats, err := f.store.Stats(t.Context(), store.StatsQuery{By: by, Window: fleet.Window{From: from, To: to}, Now: f.now})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range stats {
				sum += x.Metres / 1000
			}
			return sum
		}
		day, month := 24*time.Hour, midnight.AddDate(0, -1, 0)
		for name, c := range map[string]struct {
			from, to time.Time
			want     float64
		}{
			"both days":          {midnight.Add(-day), midnight.Add(day), 60},
			"the old day":        {midnight.Add(-day), midnight, 29}, // the leg across midnight is the new day's
			"the new day":        {midnight, midnight.Add(day), 31},
			"the old month":      {month, midnight, 29},
			"the new month":      {midnight, midnight.AddDate(0, 1, 0), 31},
			"from 23:00 to 1:00": {midnight.Add(-time.Hour), midnight.Add(time.Hour), 60},
			"23:30 to midnight":  {midnight.Add(-30 * time.Minute), midnight.Add(-time.Second), 29.5},
			"midnight to 0:15":   {midnight.Add(time.Second), midnight.Add(15 * time.Minute), 15},
			"a day and a half":   {midnight.Add(-36 * time.Hour), midnight.Add(time.Hour), 60},
		} {
			for _, by := range []store.StatBy{store.ByFleet, store.ByTruck, store.ByDriver} {
				if got := km(by, c.from, c.to); math.Abs(got-c.want) > 1.1 {
					t.Errorf("%s, by %s at %v: %.1f km, want %.1f", name, by, midnight, got, c.want)
				}
			}
		}
	}
}
