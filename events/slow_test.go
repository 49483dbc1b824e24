package events_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
)

// A handler that needs longer than it has for many entries gets fewer, and the
// full batch again once that works. No entry is to blame.
func TestABatchThatTakesTooLongIsHalved(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 40)
	g := group("a")
	g.Time = 50 * time.Millisecond
	var mu sync.Mutex
	slow, largest, handled := true, 0, map[string]int{}
	consume(t, c, g, func(ctx context.Context, batch []events.Entry) error {
		mu.Lock()
		stuck := slow && len(batch) > 2
		mu.Unlock()
		if stuck {
			<-ctx.Done()
			return &fleet.Error{Kind: fleet.Unavailable, Message: "too slow", Err: ctx.Err()}
		}
		mu.Lock()
		defer mu.Unlock()
		for _, e := range batch {
			handled[e.Fields["n"]]++
		}
		slow = slow && len(handled) < 20
		largest = max(largest, len(batch))
		return nil
	})
	settled(t, c)
	mu.Lock()
	defer mu.Unlock()
	if len(handled) != 40 || largest <= 2 {
		t.Errorf("%d of 40 handled, at most %d at once; want all, and larger batches again", len(handled), largest)
	}
	for n, times := range handled {
		if times != 1 {
			t.Errorf("%s was handled %d times", n, times)
		}
	}
	if n, err := c.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d dead letters, %v", n, err)
	}
}

// An entry that never finishes holds its neighbours up for a while, is counted
// each time that others were handled since, and put aside in the end.
func TestAnEntryThatNeverFinishesIsPutAside(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 40)
	g := group("a")
	g.Time = 20 * time.Millisecond
	var mu sync.Mutex
	handled := map[string]int{}
	consume(t, c, g, func(ctx context.Context, batch []events.Entry) error {
		for _, e := range batch {
			if e.Fields["n"] == "5" {
				<-ctx.Done()
				return &fleet.Error{Kind: fleet.Unavailable, Message: "too slow", Err: ctx.Err()}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for _, e := range batch {
			handled[e.Fields["n"]]++
		}
		return nil
	})
	all := 40
	tick, deadline := time.NewTicker(10*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for dead := int64(0); dead == 0; all++ { // life goes on beside it
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("the entry is not put aside")
		}
		if _, err := c.Append(t.Context(), "wt:test", map[string]string{"n": strconv.Itoa(all)}); err != nil {
			t.Fatal(err)
		}
		var err error
		if dead, err = c.DeadCount(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	settled(t, c)
	mu.Lock()
	defer mu.Unlock()
	if len(handled) != all-1 {
		t.Errorf("%d of %d neighbours handled", len(handled), all-1)
	}
	dead, err := c.Dead(t.Context(), 10)
	if err != nil || len(dead) != 1 || dead[0].Fields["n"] != "5" || dead[0].Tries != 3 {
		t.Errorf("dead letters = %+v, %v; want entry 5 after three tries", dead, err)
	}
}

// While nothing is handled at all, being slow is nobody's fault.
func TestAHangBlamesNobody(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 2)
	g := group("a")
	g.Time, g.MaxTries = 5*time.Millisecond, 2
	var mu sync.Mutex
	tries := 0
	consume(t, c, g, func(ctx context.Context, _ []events.Entry) error {
		mu.Lock()
		tries++
		hangs := tries <= 20
		mu.Unlock()
		if !hangs {
			return nil
		}
		<-ctx.Done()
		return &fleet.Error{Kind: fleet.Unavailable, Message: "hangs", Err: ctx.Err()}
	})
	settled(t, c)
	if n, err := c.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d dead letters, %v; want none", n, err)
	}
}

// What hangs, lets some through and hangs again for long buries nobody.
func TestAHangThatGoesOnBlamesNobody(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 5)
	g := group("a")
	g.Time, g.MaxTries, g.Delay = 5*time.Millisecond, 2, time.Millisecond
	var mu sync.Mutex
	tries := 0
	consume(t, c, g, func(ctx context.Context, batch []events.Entry) error {
		mu.Lock()
		hangs := len(batch) > 1
		if !hangs && batch[0].Fields["n"] == "0" {
			tries++
			hangs = tries <= 20
		}
		mu.Unlock()
		if !hangs {
			return nil
		}
		<-ctx.Done()
		return &fleet.Error{Kind: fleet.Unavailable, Message: "hangs", Err: ctx.Err()}
	})
	settled(t, c)
	if n, err := c.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d dead letters, %v; want none", n, err)
	}
}

// A bad entry is found by halving, not by trying every neighbour alone.
func TestABadEntryIsFoundInFewCalls(t *testing.T) {
	c := eventstest.Open(t)
	g := group("a")
	g.Batch = 500
	entries := make([]map[string]string, g.Batch)
	for i := range entries {
		entries[i] = map[string]string{"n": strconv.Itoa(i)}
	}
	if _, err := c.Append(t.Context(), "wt:test", entries...); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	calls, good := 0, 0
	consume(t, c, g, func(_ context.Context, batch []events.Entry) error {
		mu.Lock()
		defer mu.Unlock()
		calls++
		for _, e := range batch {
			if e.Fields["n"] == "123" {
				return fleet.Errorf(fleet.Invalid, "banana")
			}
		}
		good += len(batch)
		return nil
	})
	settled(t, c)
	mu.Lock()
	defer mu.Unlock()
	if good != 499 || calls > 25 {
		t.Errorf("%d neighbours handled in %d calls, want 499 in at most 25", good, calls)
	}
	if n, err := c.DeadCount(t.Context()); n != 1 || err != nil {
		t.Errorf("%d dead letters, %v; want one", n, err)
	}
}

// While what is told of a dead letter cannot be written, the entry stays.
func TestADeadLetterIsToldFirst(t *testing.T) {
	c := eventstest.Open(t)
	told := make(chan events.DeadLetter, 10)
	var mu sync.Mutex
	away := 2
	c.TellDead = func(ctx context.Context, d events.DeadLetter) error {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("telling of a dead letter may take forever")
		}
		mu.Lock()
		defer mu.Unlock()
		if away--; away >= 0 {
			return fleet.Errorf(fleet.Unavailable, "away")
		}
		told <- d
		return nil
	}
	appendNumbers(t, c, 1)
	consume(t, c, group("a"), func(context.Context, []events.Entry) error { return fleet.Errorf(fleet.Invalid, "banana") })
	if d := wait(t, "news", told); d.Stream != "wt:test" || d.Entry == "" || d.Fields["n"] != "0" {
		t.Errorf("told %+v", d)
	}
	settled(t, c)
	if n, err := c.DeadCount(t.Context()); n != 1 || err != nil {
		t.Errorf("%d dead letters, %v; want one, put aside once", n, err)
	}
}
