package events_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
)

const patience = 20 * time.Second

// consume runs a consumer until the test ends or stop is called, which waits.
func consume(t *testing.T, c *events.Client, g events.Group, handle func(context.Context, []events.Entry) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Consume(ctx, g, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Consume: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func group(name string) events.Group {
	return events.Group{Stream: "wt:test", Name: "g", Consumer: name, Batch: 10, MinIdle: 200 * time.Millisecond, MaxTries: 3, Delay: time.Millisecond}
}

func appendNumbers(t *testing.T, c *events.Client, n int) {
	t.Helper()
	for i := range n {
		if _, err := c.Append(t.Context(), "wt:test", map[string]string{"n": strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
}

func wait[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s within %v", what, patience)
		panic("unreachable")
	}
}

// settled waits until a group has nothing waiting or pending.
func settled(t *testing.T, c *events.Client) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for {
		waiting, pending, err := c.Lag(t.Context(), "wt:test", "g")
		if err == nil && waiting == 0 && pending == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not settled: waiting %d, pending %d, %v", waiting, pending, err)
		}
	}
}

func TestConcurrentAppendsKeepEveryEntry(t *testing.T) {
	c := eventstest.Open(t)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			ids, err := c.Append(t.Context(), "wt:test", map[string]string{"n": strconv.Itoa(2 * i)}, map[string]string{"n": strconv.Itoa(2*i + 1)})
			if err != nil || len(ids) != 2 || ids[0] >= ids[1] && len(ids[0]) == len(ids[1]) {
				t.Errorf("Append = %v, %v; want two growing ids", ids, err)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	all := make(chan struct{})
	stop := consume(t, c, group("a"), func(_ context.Context, batch []events.Entry) error {
		if len(batch) > 10 {
			t.Errorf("batch of %d, want at most 10", len(batch))
		}
		for _, e := range batch {
			seen[e.Fields["n"]] = true
		}
		if len(seen) == 100 {
			close(all)
		}
		return nil
	})
	wait(t, "100 entries", all)
	settled(t, c)
	stop()
}

func TestPoisonDoesNotStopItsNeighbours(t *testing.T) {
	for name, tc := range map[string]struct {
		err   error
		tries int64
	}{
		"permanent at once":      {fleet.Errorf(fleet.Invalid, "latitude is null"), 1},
		"transient after tries":  {errors.New("odd"), 3},
		"a panic counts as one":  {nil, 3},
		"conflict is permanent":  {fleet.Errorf(fleet.Conflict, "no"), 1},
		"forbidden is permanent": {fleet.Errorf(fleet.Forbidden, "no"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := eventstest.Open(t)
			appendNumbers(t, c, 7)
			var mu sync.Mutex
			good := map[string]int{}
			consume(t, c, group("a"), func(_ context.Context, batch []events.Entry) error {
				for _, e := range batch {
					if e.Fields["n"] == "3" {
						if tc.err == nil {
							panic("poison")
						}
						return tc.err
					}
				}
				mu.Lock()
				defer mu.Unlock()
				for _, e := range batch {
					good[e.Fields["n"]]++
				}
				return nil
			})
			settled(t, c)
			dead, err := c.Dead(t.Context(), 10)
			if err != nil || len(dead) != 1 {
				t.Fatalf("Dead = %v, %v; want one", dead, err)
			}
			if d := dead[0]; d.Fields["n"] != "3" || d.Tries != tc.tries || d.Reason == "" || d.Stream != "wt:test" || d.At.IsZero() {
				t.Errorf("dead letter = %+v, want entry 3 after %d tries with a reason", d, tc.tries)
			}
			mu.Lock()
			defer mu.Unlock()
			if len(good) != 6 {
				t.Errorf("handled %v, want the six neighbours", good)
			}
		})
	}
}

func TestOutageNeverCounts(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 1)
	calls, done := 0, make(chan int64, 1)
	g := group("a")
	g.MaxTries = 2
	consume(t, c, g, func(_ context.Context, batch []events.Entry) error {
		if calls++; calls <= 4 {
			return fleet.Errorf(fleet.Unavailable, "database away")
		}
		done <- batch[0].Tries
		return nil
	})
	if tries := wait(t, "success", done); tries != 0 {
		t.Errorf("tries = %d after an outage, want 0", tries)
	}
	settled(t, c)
	if n, err := c.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("dead = %d, %v; want none", n, err)
	}
}

// A consumer that stops in an outage leaves its entries pending; another name
// claims them once they have been idle, and the same name reads them at once.
func TestWhatADeadConsumerLeftIsHandled(t *testing.T) {
	for _, heir := range []string{"a", "b"} {
		t.Run(heir, func(t *testing.T) {
			c := eventstest.Open(t)
			appendNumbers(t, c, 5)
			got := make(chan struct{}, 100)
			stop := consume(t, c, group("a"), func(context.Context, []events.Entry) error {
				got <- struct{}{}
				return fleet.Errorf(fleet.Unavailable, "away")
			})
			wait(t, "delivery", got)
			stop()
			if _, pending, err := c.Lag(t.Context(), "wt:test", "g"); pending != 5 || err != nil {
				t.Fatalf("pending = %d, %v; want 5", pending, err)
			}
			total, all := 0, make(chan struct{})
			consume(t, c, group(heir), func(_ context.Context, batch []events.Entry) error {
				if total += len(batch); total == 5 {
					close(all)
				}
				return nil
			})
			wait(t, "the rest", all)
			settled(t, c)
		})
	}
}
