package tools_test

import (
	"errors"
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

// Webhooks and mail are told of where there are any.
func TestTowerStatusOfOtherWaysOut(t *testing.T) {
	f := newFixture(t)
	look := func() string {
		t.Helper()
		a, err := f.run(manager, fleet.ViaCommand, "tower_status", `{}`)
		if err != nil {
			t.Fatal(err)
		}
		return a.Text()
	}
	if got := look(); strings.Contains(got, "ebhook") {
		t.Errorf("without any: %s", got)
	}
	if err := f.store.QueueMail(f.Context(), store.Mail{Key: "k", To: []string{"a@example.com", "b@example.com"}, Subject: "x", Text: "x"}, f.now); err != nil {
		t.Fatal(err)
	}
	faults := []error{f.store.BuryOutgoing(f.Context(), 1, f.now, "550 no"), f.store.RetryOutgoing(f.Context(), 2, f.now, "451 later"), f.store.TurnOff(f.Context(), "pager", "digest", f.now.Add(-2*time.Hour), "it answered 410 Gone")}
	if err := errors.Join(faults...); err != nil {
		t.Fatal(err)
	}
	got := look()
	for _, part := range []string{"1 message by webhook or mail not taken yet", "1 message by webhook or mail put aside", "the webhook pager: it answered 410 Gone", "0 sent in 24 hours, 1 waiting, 1 of these not taken before", "451 later"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in\n%s", part, got)
		}
	}
	for _, left := range [][]string{{"digest"}, {"another"}} {
		if err := f.store.ForgetOff(f.Context(), f.now.Add(-time.Hour), []string{"pager"}, left); err != nil {
			t.Fatal(err)
		}
		if on := !strings.Contains(look(), "410"); on != (left[0] == "another") {
			t.Errorf("with the address %s: on %v", left[0], on)
		}
	}
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
