package events_test

import (
	"context"
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

// While what is told of a dead letter cannot be written, the entry stays.
func TestADeadLetterIsToldFirst(t *testing.T) {
	c := eventstest.Open(t)
	told := make(chan events.DeadLetter, 10)
	var mu sync.Mutex
	away := 2
	c.TellDead = func(_ context.Context, d events.DeadLetter) error {
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
