package loconav_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/loconav"
)

var (
	ist   = loconav.DefaultZone()
	lagos = time.FixedZone("WAT", 3600)
)

// feed sends what trucks report every ten seconds, delay after each fix was
// made, in times of the true zone that are read as those of the set-up one.
type feed struct {
	watch     *loconav.ZoneWatch
	set, true *time.Location
	news      []loconav.Finding
}

func newFeed(set, true *time.Location) *feed {
	return &feed{watch: loconav.NewZoneWatch(set), set: set, true: true}
}

func (f *feed) send(truck int, made, came time.Time) {
	local := made.In(f.true).Format("2006-01-02 15:04:05")
	read, err := time.ParseInLocation("2006-01-02 15:04:05", local, f.set)
	if err != nil {
		panic(err)
	}
	if found, isNew := f.watch.Add(fmt.Sprint(truck), read, came); isNew {
		f.news = append(f.news, found)
	}
}

func (f *feed) live(from time.Time, rounds, trucks int, delay time.Duration) {
	for round := range rounds {
		for truck := range trucks {
			made := from.Add(time.Duration(round*10) * time.Second)
			f.send(truck, made, made.Add(delay+time.Duration(truck%4)*time.Second))
		}
	}
}

// buffered is a burst of trucks that were out of reach for hours.
func (f *feed) buffered(from, came time.Time, rounds, trucks int) {
	for round := range rounds {
		for truck := range trucks {
			f.send(1000+truck, from.Add(time.Duration(round*10)*time.Second), came.Add(time.Duration(round)*100*time.Millisecond))
		}
	}
}

func TestZoneWatch(t *testing.T) {
	day := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		set, true *time.Location
		delay     time.Duration
		verdict   loconav.Verdict
		zone      string
	}{
		"India as set up":              {ist, ist, 2 * time.Second, loconav.VerdictFits, "Asia/Kolkata"},
		"slow network":                 {ist, ist, 8 * time.Minute, loconav.VerdictFits, "Asia/Kolkata"},
		"Lagos, not India":             {ist, lagos, 2 * time.Second, loconav.VerdictZone, "Africa/Lagos"},
		"UTC, not India":               {ist, time.UTC, 2 * time.Second, loconav.VerdictZone, "UTC"},
		"India, not Lagos":             {lagos, ist, 2 * time.Second, loconav.VerdictZone, "Asia/Kolkata"},
		"India, not UTC":               {time.UTC, ist, 2 * time.Second, loconav.VerdictZone, "Asia/Kolkata"},
		"UTC as set up":                {time.UTC, time.UTC, 2 * time.Second, loconav.VerdictFits, "UTC"},
		"a zone without a likely name": {time.UTC, time.FixedZone("", -7*3600), 2 * time.Second, loconav.VerdictZone, "Etc/GMT+7"},
		"a rare half hour":             {time.UTC, time.FixedZone("", 3*3600+1800), 2 * time.Second, loconav.VerdictZone, "UTC+03:30"},
		"our clock is behind":          {ist, ist, -4 * time.Minute, loconav.VerdictClock, "Asia/Kolkata"},
		"our clock is ahead":           {ist, ist, 13 * time.Minute, loconav.VerdictClock, "Asia/Kolkata"},
		"wrong zone and a slow clock":  {ist, lagos, -4 * time.Minute, loconav.VerdictZone, "Africa/Lagos"},
	} {
		f := newFeed(c.set, c.true)
		f.live(day, 20, 5, c.delay)
		if len(f.news) != 1 || f.news[0].Verdict != c.verdict || f.news[0].Zone() != c.zone {
			t.Errorf("%s: %+v, want once %q, %s", name, f.news, c.verdict, c.zone)
		}
	}
}

func TestZoneWatchIsNotFooledByBuffers(t *testing.T) {
	day := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	f := newFeed(ist, ist)
	f.live(day, 20, 5, 2*time.Second)
	f.buffered(day.Add(-270*time.Minute), day.Add(4*time.Minute), 400, 20) // as old as Lagos is from India
	f.live(day.Add(10*time.Minute), 20, 5, 2*time.Second)
	if len(f.news) != 1 || f.news[0].Verdict != loconav.VerdictFits {
		t.Errorf("after a burst of old fixes: %+v, want nothing new", f.news)
	}
	only := newFeed(ist, ist)
	only.buffered(day.Add(-270*time.Minute), day, 400, 20)
	if len(only.news) != 0 {
		t.Errorf("old fixes alone: %+v, want no judgement", only.news)
	}
}

// Fixes that trickle in hours late, each truck as late as it likes, say nothing.
func TestZoneWatchNeedsAgreement(t *testing.T) {
	day := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	f := newFeed(ist, ist)
	for round := range 40 {
		for truck := range 7 {
			made := day.Add(time.Duration(round*10) * time.Second)
			f.send(truck, made, made.Add(time.Duration(truck)*time.Hour))
		}
	}
	if len(f.news) != 0 {
		t.Errorf("%+v, want no judgement", f.news)
	}
}

func TestZoneWatchSeesThatItIsMended(t *testing.T) {
	day := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	f := newFeed(ist, lagos)
	f.live(day, 40, 5, time.Second)
	f.true = ist // the vendor changed its mind: the same zone as is set up
	f.live(day.Add(5*time.Hour), 40, 5, time.Second)
	if len(f.news) != 2 || f.news[0].Verdict != loconav.VerdictZone || f.news[1].Verdict != loconav.VerdictFits {
		t.Errorf("%+v, want wrong, then fits", f.news)
	}
}

func TestWhichTimesAreNaive(t *testing.T) {
	for value, want := range map[string]bool{
		`"02-11-2026 18:00:45"`: true, `"2026-11-02T18:00:45"`: true, `"2026-11-02 18:00:45"`: true,
		`"2026-11-02T18:00:45Z"`: false, `"2026-11-02T18:00:45.000+05:30"`: false, `"2026-11-02 18:00:45 +0530"`: false,
		`"02-11-2026 18:00:45 +05:30"`: false, `"2026-11-02T18:00:45-0100"`: false, `1793622645`: false, `"1793622645"`: false,
	} {
		r, err := loconav.Read([]byte(strings.Replace(officialPush, `"02-11-2026 18:00:45"`, value, 1)), options())
		if err != nil || r.Naive != want {
			t.Errorf("%s: naive = %v, %v; want %v", value, r.Naive, err, want)
		}
	}
	r, err := loconav.Read([]byte(`{"id":"7","kind":"SosAlert","vehicle_number":"A1","event_time":"2026-11-02 12:30:45"}`), options())
	if err != nil || r.Naive {
		t.Errorf("an alert = %+v, %v; want not naive: alerts may be late", r, err)
	}
}
