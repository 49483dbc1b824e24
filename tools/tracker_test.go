package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// A tracker is swapped: the new one sends the old plate. Nobody is guessed,
// until a manager says which tracker sits in the truck.
func TestSwappedTrackerIsSettledByAPerson(t *testing.T) {
	f := newFixture(t)
	f.tracker("T-4407", "111111111111111", 6.50, 3.36, 20*time.Minute)
	f.tracker("T-4407", "222222222222222", 6.60, 3.37, time.Minute)

	_, err := f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"T-4407"}`)
	wantKind(t, err, fleet.Ambiguous)
	_, err = f.run(manager, fleet.ViaCommand, "truck_save", `{"plate":"T-4407"}`)
	if e := wantError(t, err, fleet.Ambiguous); e.Field != "imei" {
		t.Errorf("asks for %q, want the IMEI", e.Field)
	}
	_, err = f.run(manager, fleet.ViaCommand, "truck_save", `{"plate":"T-4407","imei":"333333333333333"}`)
	wantKind(t, err, fleet.NotFound)

	f.must("truck_save", `{"plate":"T-4407","imei":"222222222222222"}`)
	a, err := f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"T-4407"}`)
	if err != nil || !strings.Contains(a.Text(), "1 min ago") || strings.Contains(a.Text(), "Please check") {
		t.Fatalf("%v %q", err, a.Text())
	}
	f.tracker("T-4407", "222222222222222", 6.61, 3.37, 0)
	if a, err = f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"T-4407"}`); err != nil || !strings.Contains(a.Text(), "0 s ago") {
		t.Errorf("the next fix of the tracker goes elsewhere: %v %q", err, a.Text())
	}
}

// tracker is one push that names its IMEI.
func (f *fixture) tracker(plate, imei string, lat, lon float64, ago time.Duration) {
	f.Helper()
	at := f.now.Add(-ago)
	fact := fleet.Fact{Source: "test", ReceivedAt: at, Plate: plate, IMEI: imei,
		Position: &fleet.Position{At: at, Point: fleet.Point{Lat: lat, Lon: lon}, SpeedKmh: 30, ReceivedAt: at}}
	if _, err := f.store.ApplyFacts(f.Context(), f.now, []store.Incoming{{EntryID: imei + at.String(), Fact: fact}}); err != nil {
		f.Fatal(err)
	}
}
