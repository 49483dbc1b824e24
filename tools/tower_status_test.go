package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func TestTowerStatus(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(manager, fleet.ViaCommand, "tower_status", `{}`)
	if err != nil || !strings.HasPrefix(a.Headline, "Please look: Redis does not answer from here") {
		t.Errorf("without Redis: %v %+v", err, a)
	}
	f.withJobs()
	f.drive("T-4407", 6.45, 3.37, 40, 20*time.Minute)
	if err := f.store.Say(t.Context(), "x", "C1", answer.Answer{Headline: "x"}, f.now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	a, err = f.run(manager, fleet.ViaCommand, "tower_status", `{}`)
	for _, part := range []string{"no truck has reported for 20 min", "a delivery has waited 1 h 00 min", "the job outbox has not run since Sat 21 Nov, 11:00 WAT", "the job roads failed: no road", "snooze fails: no database", "done: 3 months made", "1.5 s", "Deliveries waiting: 1, the oldest for 1 h 00 min", "partitions"} {
		if err != nil || !strings.Contains(a.Text(), part) {
			t.Errorf("%v; %q is not in\n%s", err, part, a.Text())
		}
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "tower_status", `{}`)
	wantKind(t, err, fleet.Forbidden)
}

// withJobs has one job overdue, one done, one that failed, one that is off, and
// a loop in trouble.
func (f *fixture) withJobs() {
	f.Helper()
	hour := func(n int) time.Time { return f.now.Add(time.Duration(n) * time.Hour) }
	list := []store.JobNow{{Name: "outbox", Schedule: "daily", Next: hour(-24)}, {Name: "partitions", Schedule: "daily", Next: hour(23)},
		{Name: "roads", Schedule: "daily", Next: hour(23)}, {Name: "sheets", Off: "no sheet"}, {Name: "snooze", Schedule: "every 5 s"}}
	if err := f.store.SaveJobs(f.Context(), list); err != nil {
		f.Fatal(err)
	}
	for job, run := range map[string]store.JobRun{"outbox": {Slot: hour(-48), Outcome: "done"}, "roads": {Slot: hour(-1), Outcome: "failed", Said: "no road"},
		"partitions": {Slot: hour(-1), Outcome: "done", Said: "3 months made", Took: 1500 * time.Millisecond}} {
		got, err := f.store.ClaimJob(f.Context(), store.JobClaim{Job: job, Slot: run.Slot, Now: f.now, Machine: f.now, Until: hour(1)})
		if err != nil || !got.Mine {
			f.Fatal(got, err)
		}
		run.Job, run.Tries, run.Ended = job, got.Tries, f.now
		if err := f.store.EndJob(f.Context(), run, f.now); err != nil {
			f.Fatal(err)
		}
	}
	if err := f.store.BeatJob(f.Context(), "snooze", f.now, "no database"); err != nil {
		f.Fatal(err)
	}
}
