package jobs

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// reporting is a process that posts reports, at a time that the test turns.
func reporting(t *testing.T, s *store.Store, now *time.Time) *Jobs {
	t.Helper()
	reg := tools.New(s, func() time.Time { return *now }, slog.New(slog.DiscardHandler))
	j, err := New(Options{Store: s, Events: eventstest.Open(t), Name: "a", ReportsChannel: "C0REPORTS", Run: reg.Run, Now: func() time.Time { return *now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	j.table = j.table[:len(scheduledReports)]
	return j
}

func beatAll(t *testing.T, replicas ...*Jobs) {
	t.Helper()
	var work sync.WaitGroup
	for _, j := range replicas {
		for _, w := range j.table {
			w.after = time.Time{}
		}
		j.beat(t.Context(), &work)
	}
	work.Wait()
}

// Replicas that restart around six post each report once, with the days in its
// key; a report that is too late says so.
func TestReportsArePostedOnceAroundSix(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-10-31 07:00")
	for range 3 { // from Saturday to Monday, the 1st between them
		beatAll(t, reporting(t, s, &now), reporting(t, s, &now))
		now = now.AddDate(0, 0, 1)
	}
	for _, at := range []string{"2026-11-03 05:59", "2026-11-03 06:00", "2026-11-03 06:01", "2026-11-03 08:00"} {
		now = wat(at)
		beatAll(t, reporting(t, s, &now), reporting(t, s, &now), reporting(t, s, &now))
	}
	now = wat("2026-11-04 12:30") // nothing ran since
	beatAll(t, reporting(t, s, &now), reporting(t, s, &now))
	got := map[string]string{}
	for _, d := range said(t, s, time.Now()) {
		if got[d.Key] != "" || d.Channel != "C0REPORTS" || d.Version != 1 {
			t.Errorf("%s to %s, version %d", d.Key, d.Channel, d.Version)
		}
		got[d.Key] = d.Answer.Headline
	}
	for key, headline := range map[string]string{
		"report:daily:2026-10-31": "Daily report, Sat 31 Oct 2026:", "report:daily:2026-11-01": "Daily report, Sun 1 Nov 2026:", "report:daily:2026-11-02": "Daily report, Mon 2 Nov 2026:",
		"report:weekly:2026-10-26": "Weekly report, Mon 26 Oct to Sun 1 Nov 2026:", "report:monthly:2026-10": "Monthly report, Thu 1 Oct to Sat 31 Oct 2026:",
		"report:daily:2026-11-03": "The daily report of Tue 3 Nov 2026 (WAT) was not posted",
	} {
		if !strings.HasPrefix(got[key], headline) {
			t.Errorf("%s: %q", key, got[key])
		}
		delete(got, key)
	}
	if len(got) > 0 {
		t.Errorf("also posted: %v", got)
	}
}

func TestReportsWithoutAChannelAreOff(t *testing.T) {
	j := open(t, eventstest.Open(t), storetest.Open(t))
	if _, err := j.Do(t.Context(), "daily-report", time.Time{}); fleet.KindOf(err) != fleet.Invalid || !strings.Contains(err.Error(), "REPORTS_CHANNEL") {
		t.Errorf("by hand: %v", err)
	}
}
