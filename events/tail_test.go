package events_test

import (
	"slices"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
)

func TestTailTellsWhatIsNewAndNothingElse(t *testing.T) {
	c := eventstest.Open(t)
	add := func(n string) {
		if _, err := c.Append(t.Context(), events.StreamEvents, map[string]string{"n": n}); err != nil {
			t.Fatal(err)
		}
	}
	add("before")
	tail := c.Tail(events.StreamEvents)
	if got, err := tail.Next(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("a new tail reads %v, %v", got, err)
	}
	add("one")
	add("two")
	var got []string
	for len(got) < 2 {
		list, err := tail.Next(t.Context())
		if err != nil || len(list) == 0 {
			t.Fatalf("after %v the tail reads %v, %v", got, list, err)
		}
		for _, e := range list {
			got = append(got, e.Fields["n"])
		}
	}
	if !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("the tail reads %v", got)
	}
	if n, pending, err := c.Lag(t.Context(), events.StreamEvents, events.GroupAlerts); err == nil && pending != 0 {
		t.Errorf("a tail leaves %d waiting and %d pending", n, pending)
	}
}

func TestRecentListKeepsItsNewest(t *testing.T) {
	c := eventstest.Open(t)
	for _, m := range []string{"a", "b", "c", "a"} {
		if err := c.Touch(t.Context(), "homes", m, 2); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.Touched(t.Context(), "homes", time.Hour)
	if err != nil || len(got) != 2 || !slices.Contains(got, "a") || slices.Contains(got, "b") {
		t.Errorf("recent are %v, %v; want a and c", got, err)
	}
	if got, err := c.Touched(t.Context(), "homes", -time.Hour); err != nil || len(got) != 0 {
		t.Errorf("an hour ahead there are %v, %v", got, err)
	}
}
