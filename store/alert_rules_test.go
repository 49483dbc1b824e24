package store_test

import (
	"log/slog"
	"maps"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

func ruleChange(what string) store.RuleChange {
	return store.RuleChange{At: saidAt, Who: "Musa", Via: fleet.ViaCommand, What: what}
}

// limitOf is the overspeed limit that holds for a truck of a group.
func limitOf(t *testing.T, s *store.Store, of fleet.RuleSubject) float64 {
	t.Helper()
	rules, err := s.AlertRules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rules.For(fleet.AlertOverspeed, of).Num("limit")
}

func TestAlertRulesAreKept(t *testing.T) {
	s := storetest.Open(t)
	truck := saveTruckIn(t, s, "T-4407", "Tankers")
	of := fleet.RuleSubject{TruckID: truck, Group: "Tankers"}
	save := func(r fleet.AlertRule) error { return s.SaveAlertRule(t.Context(), r, 0, ruleChange("said")) }
	if limitOf(t, s, of) != 60 {
		t.Fatal("nobody has made a rule yet")
	}
	group := fleet.AlertRule{Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{Group: "tankers"}, On: true, Params: map[string]float64{"limit": 80}}
	own := fleet.AlertRule{Kind: fleet.AlertOverspeed, Scope: fleet.RuleScope{TruckID: truck}, Severity: fleet.Info}
	for _, r := range []fleet.AlertRule{group, own} {
		if err := save(r); err != nil {
			t.Fatal(err)
		}
	}
	if got := limitOf(t, s, of); got != 80 {
		t.Errorf("what was saved here holds at once; the limit is %v", got)
	}
	group.Scope.Group = "TANKERS "
	if err := save(group); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("a second rule of the same scope: %v", err)
	}
	named, err := s.NamedAlertRules(t.Context())
	if err != nil || len(named) != 2 {
		t.Fatalf("%+v %v", named, err)
	}
	for _, r := range named {
		if want := map[bool]string{true: "T-4407", false: "tankers"}[r.Scope.TruckID != 0]; r.Name != want || r.By != "Musa" || !r.At.Equal(saidAt) || r.Version != 1 {
			t.Errorf("%+v", r)
		}
	}
	r := named[0].AlertRule
	r.Params = map[string]float64{"limit": 75}
	if err := save(r); err != nil {
		t.Fatal(err)
	}
	if err := save(r); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("worked out on an older version: %v", err)
	}
	if err := s.DropAlertRule(t.Context(), r, ruleChange("late")); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("dropped an older version: %v", err)
	}
	r.Version++
	if err := s.DropAlertRule(t.Context(), r, ruleChange("dropped")); err != nil {
		t.Fatal(err)
	}
	changes, err := s.AlertRuleChanges(t.Context(), fleet.AlertOverspeed, 10)
	if err != nil || len(changes) != 4 || changes[0].What != "dropped" {
		t.Errorf("a refused change leaves no row: %+v %v", changes, err)
	}
}

// Two processes: what the one changes, the other knows soon, and an unchanged
// answer is shared.
func TestAlertRulesOfAnotherProcess(t *testing.T) {
	s, url := storetest.OpenURL(t)
	other, err := store.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	if limitOf(t, s, fleet.RuleSubject{}) != 60 {
		t.Fatal("not the default")
	}
	r := fleet.AlertRule{Kind: fleet.AlertOverspeed, On: true, Params: map[string]float64{"limit": 70}}
	if err := other.SaveAlertRule(t.Context(), r, 0, ruleChange("said")); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for limitOf(t, s, fleet.RuleSubject{}) != 70 {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("never heard of it")
		}
	}
}

// saveTruckIn makes a truck in a group and gives its id.
func saveTruckIn(t *testing.T, s *store.Store, plate, group string) int64 {
	t.Helper()
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: plate, Group: group}, saidAt); err != nil {
		t.Fatal(err)
	}
	n, err := s.FindTruck(t.Context(), plate, store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	return n.ID
}

func TestGroupsOfTrucks(t *testing.T) {
	s := storetest.Open(t)
	group := func(id int64) string {
		t.Helper()
		list, err := s.Trucks(t.Context(), id)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0].Group
	}
	id := saveTruckIn(t, s, "T-4407", "Tankers")
	saveTruckIn(t, s, "T-4407", "")
	if got := group(id); got != "Tankers" {
		t.Errorf("a save without a group made it %q", got)
	}
	saveTruckIn(t, s, "T-1", store.NoGroup)
	if list, err := s.Groups(t.Context()); err != nil || len(list) != 1 || list[0] != "Tankers" {
		t.Errorf("groups %v %v", list, err)
	}
	saveTruckIn(t, s, "T-4407", store.NoGroup)
	if got := group(id); got != "" {
		t.Errorf("taken out, it is in %q", got)
	}
}

func TestRestrictedPlaces(t *testing.T) {
	s := storetest.Open(t)
	p := fleet.Place{Name: "Tank farm", Center: fleet.Point{Lat: 6.45, Lon: 3.35}, RadiusM: 300}
	if _, err := s.SavePlace(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	n, err := s.FindPlace(t.Context(), "Tank farm", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	at := map[bool]bool{}
	for _, want := range []bool{true, false} {
		if err := s.RestrictPlace(t.Context(), n.ID, want); err != nil {
			t.Fatal(err)
		}
		// a place that is saved again keeps its mark, and the memory of places follows
		if _, err := s.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		got, err := s.PlaceAt(t.Context(), p.Center)
		if err != nil || got == nil {
			t.Fatal(got, err)
		}
		at[want] = got.Restricted
	}
	if want := map[bool]bool{true: true, false: false}; !maps.Equal(at, want) {
		t.Errorf("restricted %v", at)
	}
}

// What LocoNav tells of is graded by the rules; what they switch off is kept.
func TestRulesGradeWhatLocoNavTells(t *testing.T) {
	s := storetest.Open(t)
	truck := saveTruckIn(t, s, "T-4407", "")
	saveTruckIn(t, s, "T-5120", "Tankers")
	if _, err := s.SaveClient(t.Context(), fleet.Client{Name: "Dangote"}); err != nil {
		t.Fatal(err)
	}
	client, err := s.FindClient(t.Context(), "Dangote", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SavePlace(t.Context(), fleet.Place{Name: "Apapa", Center: apapa, RadiusM: 300}); err != nil {
		t.Fatal(err)
	}
	apapa, err := s.FindPlace(t.Context(), "Apapa", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	trip := fleet.Trip{TruckID: truck, ClientID: client.ID, OriginID: apapa.ID, DestinationID: apapa.ID, Start: saidAt.Add(-time.Hour), Status: fleet.EnRoute}
	if _, err := s.CreateTrip(t.Context(), trip, store.TripChange{At: saidAt, Who: "Ada", Via: fleet.ViaCommand}, nil); err != nil {
		t.Fatal(err)
	}
	for _, r := range []fleet.AlertRule{
		{Kind: fleet.AlertDTC, Severity: fleet.Critical, On: true},
		{Kind: fleet.AlertBattery, Scope: fleet.RuleScope{Group: "tankers"}, Severity: fleet.Warning, On: true},
		{Kind: fleet.AlertPhone, Scope: fleet.RuleScope{ClientID: client.ID}, Severity: fleet.Critical, On: true},
		{Kind: fleet.AlertSOS, Scope: fleet.RuleScope{TruckID: truck}},
	} {
		if err := s.SaveAlertRule(t.Context(), r, 0, ruleChange("said")); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		plate    string
		kind     fleet.AlertKind
		severity fleet.Severity
		status   fleet.AlertStatus
	}{
		{"T-4407", fleet.AlertDTC, fleet.Critical, fleet.AlertOpen},
		{"T-4407", fleet.AlertBattery, fleet.Info, fleet.AlertResolved},
		{"T-5120", fleet.AlertBattery, fleet.Warning, fleet.AlertOpen},
		{"T-4407", fleet.AlertPhone, fleet.Critical, fleet.AlertOpen},
		{"T-5120", fleet.AlertPhone, fleet.Warning, fleet.AlertOpen},
		{"T-5120", fleet.AlertSOS, fleet.Critical, fleet.AlertOpen},
		{"T-4407", fleet.AlertSOS, fleet.Critical, fleet.AlertOpen},
	} {
		a := &fleet.VendorAlert{ID: tt.plate, Vendor: string(tt.kind), Kind: tt.kind, Phase: fleet.PhasePoint, At: saidAt, Started: saidAt, Plate: tt.plate}
		fact := fleet.Fact{Source: "test", ReceivedAt: saidAt, Plate: tt.plate, Alert: a}
		if _, err := s.ApplyFacts(t.Context(), saidAt, []store.Incoming{{EntryID: tt.plate + string(tt.kind), Fact: fact}}); err != nil {
			t.Fatal(err)
		}
		w := fleet.Window{From: saidAt, To: saidAt.Add(time.Second)}
		list, err := s.Alerts(t.Context(), store.AlertQuery{Kind: tt.kind, Window: &w, Limit: 9, Now: saidAt})
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		if got := list[0]; got.Severity != tt.severity || got.Status != tt.status {
			t.Errorf("%s of %s is %s, %s", tt.kind, tt.plate, got.Severity, got.Status)
		}
	}
}
