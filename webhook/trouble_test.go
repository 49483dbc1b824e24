package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/webhook"
)

// waitingEvents are the error events of the outbox, not marked as relayed.
func waitingEvents(t *testing.T, s *store.Store) map[string]webhook.Trouble {
	t.Helper()
	out, stop := map[string]webhook.Trouble{}, errors.New("only looking")
	_, err := s.RelayOutbox(t.Context(), noon, 100, func(_ context.Context, list []store.Event) error {
		for _, e := range list {
			if e.Type != fleet.EventErrorOccurred {
				continue
			}
			if _, twice := out[e.Key]; twice {
				t.Errorf("%s is told twice", e.Key)
			}
			var body webhook.Trouble
			if err := json.Unmarshal(e.Body, &body); err != nil {
				t.Error(err)
			}
			out[e.Key] = body
		}
		return stop
	})
	if err != nil && !errors.Is(err, stop) {
		t.Fatal(err)
	}
	return out
}

func TestADeadLetterIsAnEvent(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	counted := 0.0
	e.TellDead = webhook.TellDead(s, func() time.Time { return noon }, func(string, float64) { counted++ })
	ids, err := e.Append(t.Context(), "wt:test", map[string]string{"body": "my secret words"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- e.Consume(ctx, events.Group{Stream: "wt:test", Name: "g", Consumer: "a"}, func(context.Context, []events.Entry) error {
			return fleet.Errorf(fleet.Invalid, "my secret words are not understood")
		})
	}()
	until(t, "the entry is put aside", func() bool { n, err := e.DeadCount(t.Context()); return err == nil && n == 1 })
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	want := map[string]webhook.Trouble{"dead:wt:test/" + ids[0]: {What: webhook.TroubleDead, Stream: "wt:test", Entry: ids[0], Tries: 1,
		Message: "An entry of wt:test could not be handled and was put aside. See watchtower deadletters list."}}
	if diff := cmp.Diff(want, waitingEvents(t, s)); diff != "" || counted != 1 {
		t.Errorf("events (-want +got), %v counted:\n%s", counted, diff)
	}
}

// LocoNav sends Lagos times where Kolkata is set up: two replicas notice, one
// tells, both show it, and the facts are applied as set up.
func TestAWrongZoneIsToldOnce(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	a, b := loneConsumer(t, e, s, "a"), loneConsumer(t, e, s, "b")
	for _, c := range []*webhook.Consumer{a, b} {
		for round := range 30 {
			for truck := range 4 {
				made := noon.Add(time.Duration(round*10) * time.Second)
				body := fmt.Sprintf(`{"imei":"%d","speed":40,"gpstime":%q,"ignition":"1","latitude":6.445,"longitude":3.365}`,
					truck, made.In(fleet.WAT).Format("02-01-2006 15:04:05"))
				if err := c.Handle(t.Context(), 0, []events.Entry{{ID: fmt.Sprintf("%d-%d", round, truck), Fields: map[string]string{
					"body": body, "source": "loconav", "received_at": made.Add(time.Second).Format(time.RFC3339Nano)}}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if f := c.Zones()["loconav"]; f.Verdict != loconav.VerdictZone || f.Zone() != "Africa/Lagos" {
			t.Errorf("finding = %+v, want Africa/Lagos", f)
		}
	}
	got := waitingEvents(t, s)
	if tr := got["gpstime:loconav"]; len(got) != 1 || tr.What != webhook.TroubleZone || tr.Zone != "Africa/Lagos" {
		t.Errorf("events = %+v, want one that names Africa/Lagos", got)
	}
	first := noon.Add(time.Hour - 330*time.Minute)
	if n, err := s.CountPositions(t.Context(), first, first.Add(time.Hour)); n != 120 || err != nil {
		t.Errorf("%d positions at the times as set up, %v; want all 120: the watch changes nothing", n, err)
	}
}

func loneConsumer(t *testing.T, e *events.Client, s *store.Store, name string) *webhook.Consumer {
	t.Helper()
	return webhook.NewConsumer(webhook.ConsumerOptions{Events: e, Store: s, Name: name,
		Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)})
}
