package store_test

import (
	"math"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

// A tracker's end resolves a warning whatever people did to it meanwhile; what
// is critical stays until somebody settles it.
func TestEndResolvesWhatWasTaken(t *testing.T) {
	s := storetest.Open(t)
	phase := func(kind fleet.AlertKind, p fleet.Phase, after time.Duration) {
		t.Helper()
		a := &fleet.VendorAlert{ID: "1", Vendor: string(kind), Kind: kind, Phase: p, At: saidAt.Add(after), Started: saidAt, Plate: "T-1"}
		fact := fleet.Fact{Source: "loconav", ReceivedAt: saidAt.Add(after), Plate: "T-1", Alert: a}
		if _, err := s.ApplyFacts(t.Context(), saidAt, []store.Incoming{{EntryID: string(kind) + string(p), Fact: fact}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		kind   fleet.AlertKind
		action fleet.AlertAction
		want   fleet.AlertStatus
	}{
		{fleet.AlertIdle, fleet.Acknowledge, fleet.AlertResolved},
		{fleet.AlertOverspeed, fleet.Snooze, fleet.AlertResolved},
		{fleet.AlertSOS, fleet.Acknowledge, fleet.AlertAcknowledged},
	} {
		phase(c.kind, fleet.PhaseStart, 0)
		list, err := s.Alerts(t.Context(), store.AlertQuery{Kind: c.kind, Limit: 1})
		if err != nil || len(list) != 1 {
			t.Fatal(err, list)
		}
		step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: c.action, At: saidAt, Until: saidAt.Add(time.Hour)}, Who: "Ada", Via: fleet.ViaButton}
		if _, err := s.ChangeAlert(t.Context(), list[0].ID, step, func(store.AlertNow) answer.Answer { return answer.Answer{} }); err != nil {
			t.Fatal(err)
		}
		phase(c.kind, fleet.PhaseEnd, time.Minute)
		a, err := s.Alert(t.Context(), list[0].ID)
		if err != nil || a.Status != c.want || a.Status == fleet.AlertResolved && !a.Until.IsZero() {
			t.Errorf("%s, after %s and its end: %s until %v (%v), want %s", c.kind, c.action, a.Status, a.Until, err, c.want)
		}
	}
}

// One alert that cannot be woken keeps none of the others asleep.
func TestBadAlertKeepsNoOtherAsleep(t *testing.T) {
	s := storetest.Open(t)
	first := int64(0)
	for i, plate := range []string{"T-1", "T-2", "T-3"} {
		a := &fleet.VendorAlert{ID: plate, Vendor: "idle", Kind: fleet.AlertIdle, Phase: fleet.PhasePoint, At: saidAt, Started: saidAt, Plate: plate}
		in := store.Incoming{EntryID: plate, Fact: fleet.Fact{Source: "loconav", ReceivedAt: saidAt, Plate: plate, Alert: a}}
		if _, err := s.ApplyFacts(t.Context(), saidAt, []store.Incoming{in}); err != nil {
			t.Fatal(err)
		}
		list, err := s.Alerts(t.Context(), store.AlertQuery{Limit: 10})
		if err != nil || len(list) != i+1 {
			t.Fatal(err, list)
		}
		for _, a := range list {
			if a.Status == fleet.AlertSnoozed {
				continue
			}
			if first == 0 {
				first = a.ID
			}
			step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Snooze, At: saidAt, Until: saidAt.Add(time.Duration(i+1) * time.Minute)}, Who: "Ada", Via: fleet.ViaButton}
			if _, err := s.ChangeAlert(t.Context(), a.ID, step, func(store.AlertNow) answer.Answer { return answer.Answer{} }); err != nil {
				t.Fatal(err)
			}
			say(t, s, a.DeliveryKey(), "C1", plate, saidAt)
		}
	}
	unsayable := func(a store.AlertNow) answer.Answer {
		if a.ID == first {
			return answer.Answer{Points: []answer.Point{{Lat: math.NaN()}}}
		}
		return said("awake")
	}
	if n, err := s.WakeAlerts(t.Context(), saidAt.Add(time.Hour), 10, unsayable); n != 2 || err == nil {
		t.Errorf("woke %d, %v; want 2 and the fault of the first", n, err)
	}
	if n, err := s.WakeAlerts(t.Context(), saidAt.Add(time.Hour), 10, func(store.AlertNow) answer.Answer { return said("awake") }); n != 1 || err != nil {
		t.Errorf("then woke %d, %v; want the first", n, err)
	}
}

// One thumb per person and answer; the last one counts.
func TestFeedback(t *testing.T) {
	s := storetest.Open(t)
	ada, err := s.EnsurePerson(t.Context(), "U0ADA00001", "Ada", "", 0, saidAt)
	if err != nil {
		t.Fatal(err)
	}
	f := store.Feedback{Person: ada.PersonID, Channel: "C1", MessageTS: "1.1", Question: "where is T-1?", Tool: "truck_status", Args: []byte(`{"truck": "T-1"}`), Good: true, At: saidAt}
	for _, good := range []bool{true, false} {
		f.Good, f.At = good, f.At.Add(time.Minute)
		if err := s.SaveFeedback(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	f.MessageTS, f.Args = "1.2", nil
	if err := s.SaveFeedback(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	list, err := s.FeedbackSince(t.Context(), saidAt, 10)
	if err != nil || len(list) != 2 || list[0].Good || list[1].Good || list[0].Question != "where is T-1?" {
		t.Errorf("feedback: %v %+v", err, list)
	}
}
