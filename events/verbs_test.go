package events_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
)

func TestDeadLettersAreReplayedOrDropped(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 2)
	var mu sync.Mutex
	broken, handled := true, make(chan string, 10)
	consume(t, c, group("a"), func(_ context.Context, batch []events.Entry) error {
		mu.Lock()
		defer mu.Unlock()
		if broken {
			return fleet.Errorf(fleet.Invalid, "not yet")
		}
		for _, e := range batch {
			handled <- e.Fields["n"]
		}
		return nil
	})
	settled(t, c)
	mu.Lock()
	broken = false
	mu.Unlock()
	dead, err := c.Dead(t.Context(), 10)
	if err != nil || len(dead) != 2 {
		t.Fatalf("Dead = %v, %v", dead, err)
	}
	if err := c.ReplayDead(t.Context(), dead[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := wait(t, "replay", handled); got != dead[0].Fields["n"] {
		t.Errorf("replayed %s, want %s", got, dead[0].Fields["n"])
	}
	if err := c.DropDead(t.Context(), dead[1].ID); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{dead[0].ID, dead[1].ID, "banana"} {
		if err := c.ReplayDead(t.Context(), id); fleet.KindOf(err) != fleet.NotFound {
			t.Errorf("ReplayDead(%s) = %v, want not found", id, err)
		}
	}
}

func TestTrimStaysBehindEveryGroup(t *testing.T) {
	c := eventstest.Open(t)
	appendNumbers(t, c, 10)
	if n, err := c.Trim(t.Context(), "wt:test", 0); n != 0 || err != nil {
		t.Fatalf("Trim without groups = %d, %v; want 0", n, err)
	}
	refuse := fleet.Errorf(fleet.Unavailable, "away")
	seen := make(chan struct{}, 100)
	slow := group("s")
	slow.Name, slow.Batch = "slow", 4
	stopSlow := consume(t, c, slow, func(_ context.Context, batch []events.Entry) error {
		if batch[0].Fields["n"] == "4" {
			seen <- struct{}{}
			return refuse
		}
		return nil
	})
	consume(t, c, group("a"), func(context.Context, []events.Entry) error { return nil })
	settled(t, c)
	wait(t, "the slow group's second batch", seen)
	stopSlow()
	if n, err := c.Trim(t.Context(), "wt:test", time.Hour); n != 0 || err != nil {
		t.Errorf("Trim keeping an hour = %d, %v; want 0", n, err)
	}
	if n, err := c.Trim(t.Context(), "wt:test", 0); n != 4 || err != nil {
		t.Errorf("Trim = %d, %v; want the 4 that both groups handled", n, err)
	}
	if n, err := c.Len(t.Context(), "wt:test"); n != 6 || err != nil {
		t.Errorf("Len = %d, %v; want 6", n, err)
	}
}

func TestOnceAndAllow(t *testing.T) {
	c := eventstest.Open(t)
	for i, want := range []bool{true, false} {
		if got, err := c.Once(t.Context(), "k", time.Minute); got != want || err != nil {
			t.Errorf("Once, call %d = %v, %v; want %v", i, got, err, want)
		}
	}
	for i := range 4 {
		ok, wait, err := c.Allow(t.Context(), "person", 3, time.Hour)
		if err != nil || ok != (i < 3) {
			t.Fatalf("Allow, call %d = %v, %v", i, ok, err)
		}
		if !ok && (wait <= 19*time.Minute || wait > 20*time.Minute) {
			t.Errorf("wait = %v, want almost 20 minutes", wait)
		}
	}
}

func TestRedisAwayIsUnavailable(t *testing.T) {
	c := eventstest.OpenURL(t, "redis://127.0.0.1:1/0")
	_, err := c.Append(t.Context(), "wt:test", map[string]string{"a": "b"})
	if fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("Append = %v, want unavailable", err)
	}
	if err := c.Ping(t.Context()); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("Ping = %v, want unavailable", err)
	}
}

func TestAddressThatCannotBeReadIsNotShown(t *testing.T) {
	for _, url := range []string{"banana", "redis://:hunter2@host:port"} {
		_, err := events.Open(url, nil)
		if err == nil || fmt.Sprint(err) != "REDIS_URL cannot be read: expected redis://user:password@host:port/0" {
			t.Errorf("Open(%q) = %v", url, err)
		}
	}
}

func TestClaimKnowsItsOwnerUntilReleased(t *testing.T) {
	c := eventstest.Open(t)
	for _, step := range []struct{ owner, holder string }{{"a", ""}, {"a", "a"}, {"b", "a"}} {
		if got, err := c.Claim(t.Context(), "form", step.owner, time.Minute); got != step.holder || err != nil {
			t.Errorf("Claim by %s finds %q, %v; want %q", step.owner, got, err, step.holder)
		}
	}
	if err := c.Release(t.Context(), "form"); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Claim(t.Context(), "form", "b", time.Minute); got != "" || err != nil {
		t.Errorf("after the release b finds %q, %v; want nobody", got, err)
	}
}

func TestKeepUntilItsTime(t *testing.T) {
	c := eventstest.Open(t)
	if v, ok, err := c.Kept(t.Context(), "town"); v != nil || ok || err != nil {
		t.Errorf("before: %q %v %v", v, ok, err)
	}
	if err := c.Keep(t.Context(), "town", []byte("Ibafo"), time.Hour); err != nil {
		t.Fatal(err)
	}
	if v, ok, err := c.Kept(t.Context(), "town"); string(v) != "Ibafo" || !ok || err != nil {
		t.Errorf("kept: %q %v %v", v, ok, err)
	}
	if err := c.Keep(t.Context(), "town", []byte("Mowe"), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; {
		_, ok, err := c.Kept(t.Context(), "town")
		if err == nil && !ok {
			break
		}
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("still kept: %v %v", ok, err)
		}
	}
}
