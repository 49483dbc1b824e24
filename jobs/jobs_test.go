package jobs

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

const patience = 20 * time.Second

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func open(t *testing.T, e *events.Client, s *store.Store) *Jobs {
	t.Helper()
	j, err := New(Options{Store: s, Events: e, Name: "a", OpsChannel: "C0OPSALERTS", Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func run(t *testing.T, j *Jobs) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- j.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// alert is one phase of an alert, some time after noon.
func alert(kind fleet.AlertKind, id, plate string, phase fleet.Phase, after time.Duration) store.Incoming {
	at := noon.Add(after)
	return store.Incoming{EntryID: id + string(phase), Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: plate,
		Alert: &fleet.VendorAlert{ID: id, Vendor: string(kind), Kind: kind, Phase: phase, At: at, Started: at, Plate: plate,
			Point: fleet.Point{Lat: 6.445, Lon: 3.365}, Litres: 40}}}
}

func apply(t *testing.T, s *store.Store, in ...store.Incoming) {
	t.Helper()
	if _, err := s.ApplyFacts(t.Context(), noon, in); err != nil {
		t.Fatal(err)
	}
}

// decided waits until every event was relayed and looked at.
func decided(t *testing.T, e *events.Client, s *store.Store) {
	t.Helper()
	until(t, "every event decided", func() bool {
		n, _, err := s.OutboxWaiting(t.Context())
		waiting, pending, err2 := e.Lag(t.Context(), events.StreamEvents, events.GroupAlerts)
		return err == nil && err2 == nil && n == 0 && waiting == 0 && pending == 0
	})
}

// said gives what waits to be said, later than the last time it was asked.
func said(t *testing.T, s *store.Store, now time.Time) []store.Delivery {
	t.Helper()
	var list []store.Delivery
	for {
		some, err := s.ClaimDeliveries(t.Context(), now, time.Second, 10, store.Pace{})
		if err != nil {
			t.Fatal(err)
		}
		if list = append(list, some...); len(some) == 0 {
			return list
		}
	}
}

func keys(list []store.Delivery) (out []string) {
	for _, d := range list {
		out = append(out, d.Key)
	}
	return out
}

func TestAlertsAreSaidOnceAndEdited(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	run(t, open(t, e, s))
	theft := alert(fleet.AlertTheft, "7", "KJA-123XA", fleet.PhaseStart, -time.Minute)
	history := alert(fleet.AlertTheft, "8", "KJA-123XA", fleet.PhaseStart, -time.Hour)
	history.Fact.ReceivedAt = noon
	apply(t, s, theft, history,
		alert(fleet.AlertOverspeed, "9", "KJA-123XA", fleet.PhaseStart, 0), // a warning
		alert(fleet.AlertIgnition, "10", "KJA-123XA", fleet.PhasePoint, 0)) // noise
	decided(t, e, s)
	apply(t, s, theft)
	decided(t, e, s)
	list := said(t, s, noon)
	if len(list) != 2 || list[0].Version != 1 || list[0].Channel != "C0OPSALERTS" || list[0].Key != "alert:1" || list[1].Key != "alert:4" {
		t.Fatalf("deliveries = %v, want the fresh theft and the overspeed, once", keys(list))
	}
	if h := list[0].Answer.Headline; !strings.HasPrefix(h, "Possible fuel theft from KJA-123XA, 40 litres, near Apapa Port, 12:59 WAT") {
		t.Errorf("headline = %q", h)
	}
	apply(t, s, alert(fleet.AlertTheft, "7", "KJA-123XA", fleet.PhaseEnd, 80*time.Minute))
	decided(t, e, s)
	list = said(t, s, noon.Add(time.Hour))
	if len(list) != 2 || list[0].Version != 2 || !strings.Contains(list[0].Answer.Headline, "(ended 14:20 WAT)") {
		t.Errorf("deliveries = %+v, want the same one edited", list)
	}
}

func TestAnEventNobodyCanReadDoesNotStopTheRest(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	if _, err := e.Append(t.Context(), events.StreamEvents, map[string]string{"type": "alert.triggered", "body": "{"}, map[string]string{"type": "unheard.of"}); err != nil {
		t.Fatal(err)
	}
	run(t, open(t, e, s))
	apply(t, s, alert(fleet.AlertSOS, "7", "A1", fleet.PhasePoint, 0))
	decided(t, e, s)
	if list := said(t, s, noon); len(list) != 1 {
		t.Errorf("deliveries = %+v, want the SOS", list)
	}
	if n, err := e.DeadCount(t.Context()); n != 1 || err != nil {
		t.Errorf("dead letters = %d, %v; want the one without sense", n, err)
	}
}

func TestRelayWaitsForRedis(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	apply(t, s, alert(fleet.AlertSOS, "7", "A1", fleet.PhasePoint, 0))
	away := open(t, eventstest.OpenURL(t, "redis://127.0.0.1:1/0"), s)
	if _, err := away.relayOnce(t.Context()); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("relay without Redis = %v, want unavailable", err)
	}
	j := open(t, e, s)
	for i, want := range []int{1, 0} {
		if n, err := j.relayOnce(t.Context()); n != want || err != nil {
			t.Errorf("relay %d = %d, %v; want %d", i, n, err, want)
		}
	}
	if n, err := e.Len(t.Context(), events.StreamEvents); n != 1 || err != nil {
		t.Errorf("events = %d, %v; want one", n, err)
	}
}

// A snooze that is over opens the alert again, and its card says so.
func TestSnoozedAlertsWake(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: "T-4407"}, noon); err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertSOS, "1", "T-4407", fleet.PhasePoint, -time.Minute))
	run(t, open(t, e, s))
	var a store.AlertNow
	until(t, "the card", func() (said bool) {
		var err error
		a, err = s.Alert(t.Context(), 1)
		return err == nil && a.Said
	})
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Snooze, At: noon.Add(-time.Hour), Until: noon.Add(-time.Minute)}, Who: "Ada", Via: fleet.ViaButton, What: "Snoozed"}
	if _, err := s.ChangeAlert(t.Context(), a.ID, step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	until(t, "the alert open again", func() bool {
		a, err := s.Alert(t.Context(), a.ID)
		return err == nil && a.Status == fleet.AlertOpen
	})
	decided(t, e, s)
	history, err := s.AlertHistory(t.Context(), a.ID, 10)
	if err != nil || len(history) != 2 || history[0].Action != fleet.Wake {
		t.Errorf("history: %v %+v", err, history)
	}
}
