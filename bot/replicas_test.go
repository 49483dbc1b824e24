package bot

import (
	"context"
	"fmt"
	"testing"
)

// beside runs a second replica until the test ends.
func (w *town) beside() {
	w.t.Helper()
	o := w.opt
	o.Consumer = "other"
	b, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	w.others++
	w.connected()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("the second replica ended with %v", err)
		}
	})
}

// Whatever Slack does, and whoever stops in the middle: everything is said
// once, where it belongs.
func TestTwoReplicasSayEverythingOnceThroughFaultsAndARestart(t *testing.T) {
	w := newTown(t, nil)
	w.beside()
	for _, fault := range []map[string]any{
		{"kind": "lost", "method": "chat.postMessage", "count": 3},
		{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429", "retry_after": 1, "count": 2},
		{"kind": "ratelimit", "method": "chat.postMessage", "shape": "200", "count": 1},
		{"kind": "fail", "method": "chat.postMessage", "status": 503, "count": 2},
	} {
		w.must("fault", fault)
	}
	places := map[string][2]string{"C0DISPATCH": {"manager", "dispatch"}, "C0OPSALERTS": {"manager", "ops-alerts"},
		"C0REPORTS": {"manager", "reports"}, "U0DISPATCH": {"dispatcher", "dm"}, "U0MANAGER": {"manager", "dm"}, "U0DRIVER": {"driver", "dm"}}
	const each = 3
	for channel := range places {
		for i := range each {
			w.tell(fmt.Sprintf("%s:%d", channel, i), channel, fmt.Sprintf("message %d of %s", i, channel))
		}
	}
	w.until("some of it is said", func() bool { return w.waiting() <= len(places)*each-4 })
	w.stop()
	w.start()
	w.until("most of it is said", func() bool { return w.waiting() <= 3 })
	w.until("all of it is said", func() bool { return w.waiting() == 0 })
	for channel, at := range places {
		if all := w.bots(at[0], at[1]); len(all) != each {
			t.Errorf("%s holds %d messages, want %d: %+v", channel, len(all), each, all)
		}
	}
}

// Access ends in the moment in which Slack says so, on every replica.
func TestMemberWhoBecomesAGuestIsRefusedAtOnce(t *testing.T) {
	w := newTown(t, nil)
	w.beside()
	ask := func(guest bool, words string) {
		t.Helper()
		w.must("user", map[string]any{"as": "viewer", "guest": guest})
		w.until("Slack's word is taken", func() bool {
			_, err := w.store.PersonBySlack(context.Background(), "U0VIEWER")
			return (err != nil) == guest
		})
		before := len(w.bots("viewer", "dm"))
		w.say("viewer", "dm", `truck_status {"truck":"T-4407"}`, "")
		w.until("an answer", func() bool { return len(w.bots("viewer", "dm")) > before })
		w.heard("viewer", "dm", words)
	}
	w.say("viewer", "dm", `truck_status {"truck":"T-5120"}`, "")
	w.heard("viewer", "dm", "T-5120 has never reported")
	ask(true, "guests cannot use it")
	ask(false, "T-4407 has never reported")
}
