package tools_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
)

// bury puts one entry aside.
func bury(t *testing.T, c *events.Client) events.DeadLetter {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	told := make(chan struct{}, 1)
	c.TellDead = func(context.Context, events.DeadLetter) error { told <- struct{}{}; return nil }
	if _, err := c.Append(ctx, "wt:test", map[string]string{"body": "17"}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- c.Consume(ctx, events.Group{Stream: "wt:test", Name: "g", Consumer: "a"}, func(context.Context, []events.Entry) error {
			return fleet.Errorf(fleet.Invalid, "banana")
		})
	}()
	<-told
	cancel() // the entry in hand is finished first
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	list, err := c.Dead(t.Context(), 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("Dead = %v, %v", list, err)
	}
	return list[0]
}

func TestDeadLettersAreForAdmins(t *testing.T) {
	f := newFixture(t)
	admin := fleet.Caller{Name: "Amina", Role: fleet.Admin}
	if _, err := f.run(admin, fleet.ViaCommand, "dead_letters", `{}`); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("without a queue = %v, want unavailable", err)
	}
	queue := eventstest.Open(t)
	f.reg.Events = queue
	if a, err := f.run(admin, fleet.ViaCommand, "dead_letters", `{}`); err != nil || !strings.Contains(a.Headline, "no dead letters") {
		t.Errorf("none = %q, %v", a.Headline, err)
	}
	dead := bury(t, queue)
	a, err := f.run(admin, fleet.ViaSentence, "dead_letters", `{}`)
	if err != nil || a.Headline != "One dead letter waits." || a.Table.Rows[0][0] != dead.ID {
		t.Errorf("list = %+v, %v", a, err)
	}
	if _, err := f.run(manager, fleet.ViaCommand, "dead_letters", `{}`); fleet.KindOf(err) != fleet.Forbidden {
		t.Errorf("for a manager = %v, want forbidden", err)
	}
	replay := `{"action":"replay","id":"` + dead.ID + `"}`
	if a, err = f.run(admin, fleet.ViaSentence, "dead_letters_settle", replay); err != nil || a.Kind != answer.Confirm {
		t.Fatalf("replay by a sentence = %+v, %v; want to be asked", a, err)
	}
	if n, err := queue.DeadCount(t.Context()); n != 1 || err != nil {
		t.Errorf("%d dead letters before the yes, %v", n, err)
	}
	if _, err := f.reg.Confirm(t.Context(), admin, a.Pending.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := queue.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d dead letters after the yes, %v", n, err)
	}
	for args, kind := range map[string]fleet.Kind{
		replay: fleet.NotFound, `{"action":"drop","id":"all"}`: fleet.Invalid, `{"action":"eat","id":"1"}`: fleet.Invalid,
	} {
		if _, err := f.run(admin, fleet.ViaCommand, "dead_letters_settle", args); fleet.KindOf(err) != kind {
			t.Errorf("%s = %v, want %s", args, err, kind)
		}
	}
}
