package store_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
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

func TestChannelsAreKeptAtTheirPaceByAllReplicas(t *testing.T) {
	s := storetest.Open(t)
	pace := store.Pace{Post: time.Second, Edit: 2 * time.Second}
	for _, key := range []string{"a", "b", "c"} {
		say(t, s, key, "C1", key, saidAt)
	}
	say(t, s, "other", "C2", "other", saidAt)
	at := func(after time.Duration) (keys []string) {
		t.Helper()
		due, err := s.ClaimDeliveries(t.Context(), saidAt.Add(after), time.Minute, 10, pace)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range due {
			keys = append(keys, d.Key)
		}
		slices.Sort(keys)
		return keys
	}
	for _, c := range []struct {
		after time.Duration
		want  []string
	}{{0, []string{"a", "other"}}, {900 * time.Millisecond, nil}, {time.Second, []string{"b"}}, {1900 * time.Millisecond, nil}, {2 * time.Second, []string{"c"}}} {
		if got := at(c.after); !slices.Equal(got, c.want) {
			t.Errorf("after %s claimed %v, want %v", c.after, got, c.want)
		}
	}
}

func TestReplicasThatClaimTogetherTakeOnePostForAChannel(t *testing.T) {
	s := storetest.Open(t)
	for i := range 20 {
		say(t, s, fmt.Sprint("k", i), "C1", "x", saidAt)
	}
	var claimed atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			due, err := s.ClaimDeliveries(t.Context(), saidAt, time.Minute, 10, store.Pace{Post: time.Second})
			if err != nil {
				t.Error(err)
			}
			claimed.Add(int64(len(due)))
		})
	}
	all.Wait()
	if n := claimed.Load(); n != 1 {
		t.Errorf("%d posts of one channel were claimed at once, want 1", n)
	}
}

func TestAnswersGoAheadOfWhatIsSaidUnasked(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "alert", "C1", "alert", saidAt)
	if err := s.AnswerAt(t.Context(), "reply", store.Spot{Channel: "C1"}, said("answer"), saidAt); err != nil {
		t.Fatal(err)
	}
	if due := claim(t, s, saidAt); len(due) != 1 || due[0].Key != "reply" {
		t.Errorf("claimed %+v, want the answer first", due)
	}
}

func TestLimitedChannelWaitsAndSoDoEdits(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "posted", "C1", "one", saidAt)
	sent(t, s, claim(t, s, saidAt)[0])
	say(t, s, "posted", "C1", "two", saidAt)
	say(t, s, "new", "C1", "new", saidAt)
	if err := s.LimitChannel(t.Context(), "C1", saidAt, saidAt.Add(30*time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := s.LimitEdits(t.Context(), saidAt.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if due := claim(t, s, saidAt.Add(29*time.Second)); len(due) != 0 {
		t.Errorf("claimed %+v while Slack limits us", due)
	}
	if due := claim(t, s, saidAt.Add(30*time.Second)); len(due) != 1 || due[0].Key != "new" {
		t.Errorf("claimed %+v, want the post", due)
	}
	if due := claim(t, s, saidAt.Add(time.Minute)); len(due) != 1 || due[0].Version != 2 {
		t.Errorf("claimed %+v, want the edit", due)
	}
}

func TestBacklogIsToldOnceAndClosedWhenItIsGone(t *testing.T) {
	s := storetest.Open(t)
	say(t, s, "a", "C1", "a", saidAt)
	for _, key := range []string{"n1", "n2"} { // two replicas
		if err := s.OpenNotice(t.Context(), "C1", key, said("wait"), saidAt); err != nil {
			t.Fatal(err)
		}
	}
	notice := claim(t, s, saidAt)
	if len(notice) != 1 || notice[0].Key != "n1" {
		t.Fatalf("claimed %+v, want the first notice ahead of the rest", notice)
	}
	if all, err := s.Backlogs(t.Context()); err != nil || len(all) != 1 || all[0] != (store.Backlog{Channel: "C1", Waiting: 1, Notice: "n1"}) {
		t.Errorf("backlogs %+v, %v", all, err)
	}
	sent(t, s, notice[0])
	sent(t, s, claim(t, s, saidAt)[0])
	all, err := s.Backlogs(t.Context())
	if err != nil || len(all) != 1 || all[0] != (store.Backlog{Channel: "C1", Notice: "n1", Told: true}) {
		t.Errorf("backlogs %+v, %v", all, err)
	}
	for range 2 {
		if err := s.CloseNotice(t.Context(), "C1", "n1", said("gone"), saidAt); err != nil {
			t.Fatal(err)
		}
	}
	if due := claim(t, s, saidAt); len(due) != 1 || due[0].Key != "n1" || due[0].Version != 2 || due[0].SlackTS == "" {
		t.Errorf("claimed %+v, want an edit of the notice", due)
	}
	if all, err := s.Backlogs(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("backlogs %+v, %v; want none", all, err)
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
