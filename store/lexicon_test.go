package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"watchtower/store"
	"watchtower/store/storetest"
)

func TestThreads(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	dm := store.Thread{Channel: "D1", Thread: "", PersonID: 7, Private: true}
	save := func(th store.Thread, since time.Time, memory string) (had string) {
		t.Helper()
		err := s.UpdateThread(ctx, th, since, now, func(before json.RawMessage) (json.RawMessage, error) {
			had = string(before)
			return json.RawMessage(memory), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return had
	}
	if had := save(dm, now.Add(-time.Hour), `{"about":"first"}`); had != "{}" {
		t.Errorf("nothing was kept, got %s", had)
	}
	if had := save(dm, now.Add(-time.Hour), `{"about":"second"}`); had != `{"about": "first"}` {
		t.Errorf("what was kept, got %s", had)
	}
	if had := save(store.Thread{Channel: "D1", PersonID: 8, Private: true}, now.Add(-time.Hour), `{"about":"of another"}`); had != "{}" {
		t.Errorf("another person's memory was given: %s", had)
	}
	if had := save(dm, now.Add(time.Minute), `{"about":"second"}`); had != "{}" {
		t.Errorf("a memory too old was given: %s", had)
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

// TestThreadsAtOnce: whoever goes on with a conversation sees what others kept
// meanwhile, the very first time too.
func TestThreadsAtOnce(t *testing.T) {
	s, now := storetest.Open(t), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	th := store.Thread{Channel: "C1", Thread: "1.0"}
	const many = 12
	var all errgroup.Group
	for range many {
		all.Go(func() error {
			return s.UpdateThread(t.Context(), th, now.Add(-time.Hour), now, func(before json.RawMessage) (json.RawMessage, error) {
				var m struct{ N int }
				if err := json.Unmarshal(before, &m); err != nil {
					return nil, err
				}
				m.N++
				return json.Marshal(m)
			})
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	raw, _, err := s.LoadThread(t.Context(), th, now.Add(-time.Hour))
	if err != nil || string(raw) != `{"N": 12}` {
		t.Errorf("%s, %v: want all %d", raw, err, many)
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
