package store_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/store"
	"watchtower/store/storetest"
)

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
	if err := s.AnswerAt(t.Context(), "reply", store.Spot{Channel: "C1"}, said("answer"), []byte(`{"share":"x"}`), saidAt); err != nil {
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
	if err != nil || len(all) != 1 || all[0] != (store.Backlog{Channel: "C1", Notice: "n1", Told: true, Settled: true}) {
		t.Errorf("backlogs %+v, %v", all, err)
	}
	for range 2 {
		if err := s.CloseNotice(t.Context(), all[0], said("gone"), saidAt); err != nil {
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

// A notice that Slack never took is closed without a word, so that the channel
// can be told another time.
func TestNoticeThatWasGivenUpIsClosed(t *testing.T) {
	s := storetest.Open(t)
	if err := s.OpenNotice(t.Context(), "C1", "n1", said("wait"), saidAt); err != nil {
		t.Fatal(err)
	}
	if err := s.Drop(t.Context(), claim(t, s, saidAt)[0].ID, "not_in_channel"); err != nil {
		t.Fatal(err)
	}
	all, err := s.Backlogs(t.Context())
	if err != nil || len(all) != 1 || all[0] != (store.Backlog{Channel: "C1", Notice: "n1", Settled: true}) {
		t.Fatalf("backlogs %+v, %v", all, err)
	}
	if err := s.CloseNotice(t.Context(), all[0], said("gone"), saidAt); err != nil {
		t.Fatal(err)
	}
	if due := claim(t, s, saidAt); len(due) != 0 {
		t.Errorf("said %+v, want silence", due)
	}
	if err := s.OpenNotice(t.Context(), "C1", "n2", said("wait"), saidAt); err != nil {
		t.Fatal(err)
	}
	if due := claim(t, s, saidAt); len(due) != 1 || due[0].Key != "n2" {
		t.Errorf("claimed %+v, want the next notice", due)
	}
}
