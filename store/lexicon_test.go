package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/store"
	"watchtower/store/storetest"
)

func TestThreads(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	dm := store.Thread{Channel: "D1", Thread: "", PersonID: 7, Private: true}
	if err := s.SaveThread(ctx, dm, json.RawMessage(`{"about":"first"}`), now); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveThread(ctx, dm, json.RawMessage(`{"about":"second"}`), now); err != nil {
		t.Fatal(err)
	}
	recall := func(th store.Thread, since time.Time) string {
		t.Helper()
		raw, found, err := s.LoadThread(ctx, th, since)
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			return ""
		}
		var m struct{ About string }
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		return m.About
	}
	if got := recall(dm, now.Add(-time.Hour)); got != "second" {
		t.Errorf("the newest memory should be kept, got %q", got)
	}
	other := dm
	other.PersonID = 8
	if got := recall(other, now.Add(-time.Hour)); got != "" {
		t.Errorf("a direct message leaked to another person: %q", got)
	}
	if got := recall(dm, now.Add(time.Minute)); got != "" {
		t.Errorf("an expired memory came back: %q", got)
	}
	other.Private = false
	if got := recall(other, now.Add(-time.Hour)); got != "second" {
		t.Errorf("a channel's thread belongs to all in it, got %q", got)
	}
	if n, err := s.DropThreads(ctx, now.Add(time.Second)); n != 1 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
}

func TestLexiconOfAnEmptyFleet(t *testing.T) {
	r, err := storetest.Open(t).Lexicon(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Trucks) + len(r.Drivers) + len(r.Places) + len(r.Clients) + len(r.Trips); n != 0 {
		t.Error(cmp.Diff(store.Roster{}, r))
	}
}
