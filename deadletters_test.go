package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

// buried puts n entries aside, with numbers for bodies.
func buried(t *testing.T, c *events.Client, n int) []events.DeadLetter {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- c.Consume(ctx, events.Group{Stream: "wt:test", Name: "g", Consumer: "a"}, func(context.Context, []events.Entry) error {
			return fleet.Errorf(fleet.Invalid, "banana")
		})
	}()
	for range n {
		if _, err := c.Append(t.Context(), "wt:test", map[string]string{"body": "17"}); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.After(10 * time.Second)
	for {
		list, err := c.Dead(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == n {
			cancel()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			return list
		}
		select {
		case <-deadline:
			t.Fatalf("%d of %d put aside", len(list), n)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestDeadLettersFromTheTerminal(t *testing.T) {
	c := eventstest.Open(t)
	say := func(args ...string) string {
		t.Helper()
		var out strings.Builder
		if err := settleDead(t.Context(), c, args, &out); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return out.String()
	}
	if got := say("list"); got != "0 dead letters, newest first.\n" {
		t.Errorf("empty list = %q", got)
	}
	list := buried(t, c, 5)
	for _, want := range []string{list[0].ID, "wt:test", "banana", "5 dead letters"} {
		if got := say("list"); !strings.Contains(got, want) {
			t.Errorf("list lacks %q:\n%s", want, got)
		}
	}
	if got := say("show", list[0].ID); !strings.Contains(got, "body: 17") || !strings.Contains(got, "banana") {
		t.Errorf("show = %s", got)
	}
	if got := say("drop", list[0].ID); got != "dropped.\n" {
		t.Errorf("drop = %q", got)
	}
	if got := say("replay", list[1].ID); got != "1 given back.\n" {
		t.Errorf("replay = %q", got)
	}
	if got := say("replay", "all"); got != "3 given back.\n" {
		t.Errorf("replay all = %q", got)
	}
	if n, err := c.Len(t.Context(), "wt:test"); n != 9 || err != nil {
		t.Errorf("%d entries, %v; want five and four again", n, err)
	}
	for _, args := range [][]string{{"show", list[0].ID}, {"drop", "banana"}, {"replay", "1-1"}} {
		if err := settleDead(t.Context(), c, args, &strings.Builder{}); fleet.KindOf(err) != fleet.NotFound {
			t.Errorf("%v = %v, want not found", args, err)
		}
	}
	for _, args := range [][]string{{"show"}, {"list", "x"}, {"drop", "a", "b"}} {
		if err := deadLetters(t.Context(), args, &strings.Builder{}); err == nil || err.Error() != deadUsage {
			t.Errorf("%v = %v, want the usage", args, err)
		}
	}
}

// Whoever settles dead letters needs the queue, not the database.
func TestDeadLettersNeedNoDatabase(t *testing.T) {
	bare(t)
	t.Setenv("REDIS_URL", eventstest.URL(t))
	var out strings.Builder
	if err := deadLetters(t.Context(), []string{"list"}, &out); err != nil || out.String() != "0 dead letters, newest first.\n" {
		t.Errorf("list = %q, %v", out.String(), err)
	}
	t.Setenv("REDIS_URL", "")
	if err := deadLetters(t.Context(), nil, &out); err == nil || !strings.HasPrefix(err.Error(), "REDIS_URL is not set") || strings.Contains(err.Error(), "DATABASE_URL") {
		t.Errorf("without Redis = %v, want that alone", err)
	}
}

func TestWebhooksAndMailsPutAsideFromTheTerminal(t *testing.T) {
	s := storetest.Open(t)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	say := func(args ...string) string {
		t.Helper()
		var out strings.Builder
		if err := settleOutgoingIn(t.Context(), s, now, args, &out); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return out.String()
	}
	if got := say("list"); got != "0 webhooks and mails put aside, newest first.\n" {
		t.Error(got)
	}
	if err := s.QueueMail(t.Context(), store.Mail{Key: "k", To: []string{"a@example.com", "b@example.com", "c@example.com"}, Subject: "Hello", Text: "x"}, now); err != nil {
		t.Fatal(err)
	}
	for id := range int64(3) {
		if err := s.BuryOutgoing(t.Context(), id+1, now, "banana"); err != nil {
			t.Fatal(err)
		}
	}
	if got := say("list"); !strings.HasPrefix(got, "out-3  Mon 23 Nov, 13:00 WAT  email to c@example.com  0 tries  banana\n") || !strings.HasSuffix(got, "3 webhooks and mails put aside, newest first.\n") {
		t.Error(got)
	}
	if got := say("show", "out-2"); !strings.Contains(got, "target   b@example.com\n") || !strings.Contains(got, `"subject":"Hello"`) {
		t.Error(got)
	}
	if got := say("replay", "out-1") + say("drop", "out-2") + say("replay", "all"); got != "done.\ndone.\n1 webhooks and mails given back.\n" {
		t.Error(got)
	}
	var out strings.Builder
	if err := settleOutgoingIn(t.Context(), s, now, []string{"drop", "out-1"}, &out); fleet.KindOf(err) != fleet.NotFound {
		t.Errorf("dropped what is on its way: %v", err)
	}
	if err := settleOutgoingIn(t.Context(), s, now, []string{"show", "out-x"}, &out); err == nil || err.Error() != deadUsage {
		t.Error(err)
	}
}
