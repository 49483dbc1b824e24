package store_test

import (
	"context"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/store"
	"watchtower/store/storetest"
)

var saidAt = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func said(words string) answer.Answer { return answer.Answer{Kind: answer.Result, Headline: words} }

func say(t *testing.T, s *store.Store, key, channel, words string, at time.Time) {
	t.Helper()
	if err := s.Say(t.Context(), key, channel, said(words), at); err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, s *store.Store, at time.Time) []store.Delivery {
	t.Helper()
	due, err := s.ClaimDeliveries(t.Context(), at, time.Minute, 10, store.Pace{})
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func sent(t *testing.T, s *store.Store, d store.Delivery) {
	t.Helper()
	if err := s.Sent(t.Context(), d.ID, d.Version, "C1", "1.0001"); err != nil {
		t.Fatal(err)
	}
}

func TestDeliveryIsClaimedByOneUntilItsLeaseEnds(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "report:1", "C1", "hello", saidAt)
	first := claim(t, s, saidAt)
	if len(first) != 1 || first[0].Tries != 0 || first[0].Answer.Headline != "hello" || first[0].SlackTS != "" {
		t.Fatalf("claimed %+v", first)
	}
	if again := claim(t, s, saidAt.Add(59*time.Second)); len(again) != 0 {
		t.Errorf("claimed twice within the lease: %+v", again)
	}
	after := claim(t, s, saidAt.Add(time.Minute))
	if len(after) != 1 || after[0].Tries != 1 {
		t.Errorf("after the lease %+v, want it again with one try behind it", after)
	}
}

func TestSayingTheSameAgainChangesNothing(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "k", "C1", "hello", saidAt)
	sent(t, s, claim(t, s, saidAt)[0])
	say(t, s, "k", "C1", "hello", saidAt.Add(time.Hour))
	if due := claim(t, s, saidAt.Add(2*time.Hour)); len(due) != 0 {
		t.Errorf("due again: %+v", due)
	}
}

func TestChangedAnswerEditsWhatStands(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "k", "C1", "one", saidAt)
	sent(t, s, claim(t, s, saidAt)[0])
	say(t, s, "k", "C1", "two", saidAt)
	due := claim(t, s, saidAt)
	if len(due) != 1 || due[0].Version != 2 || due[0].SlackTS != "1.0001" || due[0].Tries != 0 {
		t.Fatalf("edit %+v", due)
	}
	// What is said while an edit is in flight waits for it, so that the older
	// edit cannot land last.
	say(t, s, "k", "C1", "three", saidAt.Add(time.Second))
	if early := claim(t, s, saidAt.Add(2*time.Second)); len(early) != 0 {
		t.Errorf("claimed while version 2 is in flight: %+v", early)
	}
	sent(t, s, due[0])
	if next := claim(t, s, saidAt.Add(3*time.Second)); len(next) != 1 || next[0].Version != 3 || next[0].Answer.Headline != "three" {
		t.Errorf("then %+v, want version 3 at once", next)
	}
}

func TestFailedPostponedAndDropped(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "k", "C1", "hello", saidAt)
	d := claim(t, s, saidAt)[0]
	if err := s.Failed(t.Context(), d.ID, saidAt.Add(10*time.Second), "boom"); err != nil {
		t.Fatal(err)
	}
	if early := claim(t, s, saidAt.Add(9*time.Second)); len(early) != 0 {
		t.Error("tried before its time")
	}
	d = claim(t, s, saidAt.Add(10*time.Second))[0]
	if err := s.Postpone(t.Context(), d.ID, saidAt.Add(20*time.Second), "pace"); err != nil {
		t.Fatal(err)
	}
	if d = claim(t, s, saidAt.Add(20*time.Second))[0]; d.Tries != 1 {
		t.Errorf("%d tries, want 1: a postponed claim sent nothing", d.Tries)
	}
	if n, err := s.WaitingDeliveries(t.Context()); err != nil || n != 1 {
		t.Errorf("%d waiting, %v", n, err)
	}
	if err := s.Drop(t.Context(), d.ID, "channel_not_found"); err != nil {
		t.Fatal(err)
	}
	if late := claim(t, s, saidAt.Add(time.Hour)); len(late) != 0 {
		t.Errorf("dropped and still due: %+v", late)
	}
}

func TestOldDeliveriesAreForgottenOnceSettled(t *testing.T) {
	s := storetest.Open(t)
	for _, key := range []string{"reply:sent", "alert:1", "reply:dropped"} {
		say(t, s, key, "C1", "call 08031234567", saidAt)
		if d := claim(t, s, saidAt)[0]; key != "reply:dropped" {
			sent(t, s, d)
		} else if err := s.Drop(t.Context(), d.ID, "is_archived"); err != nil {
			t.Fatal(err)
		}
	}
	say(t, s, "reply:waiting", "C1", "hello", saidAt)
	later := saidAt.Add(time.Hour)
	for _, c := range []struct {
		drop   func(context.Context, time.Time) (int64, error)
		before time.Time
		want   int64
	}{{s.DropReplies, saidAt, 0}, {s.DropReplies, later, 2}, {s.DropDeliveries, saidAt, 0}, {s.DropDeliveries, later, 1}} {
		if n, err := c.drop(t.Context(), c.before); n != c.want || err != nil {
			t.Errorf("%d dropped, %v; want %d", n, err, c.want)
		}
	}
	if n, err := s.WaitingDeliveries(t.Context()); n != 1 || err != nil {
		t.Errorf("%d waiting, %v; want what Slack does not have yet", n, err)
	}
}

func TestPaceNobodyNeedsIsForgotten(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "k", "C1", "hello", saidAt)
	sent(t, s, claim(t, s, saidAt)[0])
	if err := s.LimitChannel(t.Context(), "C2", saidAt, saidAt); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int64{1, 0} {
		if n, err := s.TidyPace(t.Context(), saidAt.Add(time.Hour)); n != want || err != nil {
			t.Errorf("%d forgotten, %v; want %d: the limited channel stays", n, err, want)
		}
	}
	if all, err := s.Backlogs(t.Context()); err != nil || len(all) != 1 || all[0].Channel != "C2" {
		t.Errorf("backlogs %+v, %v", all, err)
	}
}

func TestThreadsAreKnownOnceSpokenIn(t *testing.T) {
	s := storetest.Open(t)
	if yes, err := s.SpeaksIn(t.Context(), "C1", "1.1"); yes || err != nil {
		t.Errorf("before: %v %v", yes, err)
	}
	for range 2 {
		if err := s.MarkThread(t.Context(), "C1", "1.1", 0, saidAt); err != nil {
			t.Fatal(err)
		}
	}
	if yes, err := s.SpeaksIn(t.Context(), "C1", "1.1"); !yes || err != nil {
		t.Errorf("after: %v %v", yes, err)
	}
}

func TestDeliveryKeepsItsThreadAndWhatItReplaces(t *testing.T) {
	s := storetest.Open(t)
	for key, at := range map[string]store.Spot{"a": {Channel: "C1", Thread: "1.0001"}, "b": {Channel: "C2", TS: "2.0001"}} {
		if err := s.SayAt(t.Context(), key, at, said("hello"), saidAt); err != nil {
			t.Fatal(err)
		}
		due := claim(t, s, saidAt)
		if len(due) != 1 || due[0].Channel != at.Channel || due[0].Thread != at.Thread || due[0].SlackTS != at.TS || (at.TS != "") != (due[0].SlackChannel == at.Channel) {
			t.Errorf("%s came back as %+v, want it at %+v", key, due, at)
		}
	}
}
