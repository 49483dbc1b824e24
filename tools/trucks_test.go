package tools_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func TestTruckStatus(t *testing.T) {
	f := newFixture(t)
	f.drive("T-4407", 6.60, 3.365, 54, 2*time.Minute)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","status":"en_route","waybill":"WB-90417","container":"TCNU3877560"}`)

	for _, args := range []string{`{"truck":"T-4407"}`, `{"truck":"4407"}`, `{"truck":"t44O7"}`, `{"driver":"moses"}`,
		`{"trip_id":"3101"}`, `{"waybill":"90417"}`, `{"container":"7560"}`} {
		a, err := f.run(viewer, fleet.ViaCommand, "truck_status", args)
		if err != nil {
			t.Errorf("%s: %v", args, err)
			continue
		}
		if want := "T-4407 is moving at 54 km/h, 2 km west of Ketu."; a.Headline != want {
			t.Errorf("%s: headline %q, want %q", args, a.Headline, want)
		}
		if !strings.Contains(a.Text(), "2 min ago (Mon 23 Nov, 10:58 WAT)") {
			t.Errorf("%s: no age of the fix in %q", args, a.Text())
		}
	}
}

func TestTruckStatusRefuses(t *testing.T) {
	f := newFixture(t)
	t.Run("unknown plate offers the nearest", func(t *testing.T) {
		_, err := f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"T-4408"}`)
		if e := wantError(t, err, fleet.NotFound); len(e.Choices) == 0 || e.Choices[0] != "T-4407" {
			t.Errorf("choices %v, want T-4407 first", e.Choices)
		}
	})
	t.Run("a shared fragment is a question", func(t *testing.T) {
		_, err := f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"20"}`)
		if e := wantError(t, err, fleet.Ambiguous); len(e.Choices) != 2 {
			t.Errorf("choices %v, want two trucks", e.Choices)
		}
	})
	t.Run("another driver's truck", func(t *testing.T) {
		ibrahim, err := f.store.FindDriver(t.Context(), "Ibrahim", store.Loose)
		if err != nil {
			t.Fatal(err)
		}
		driver := fleet.Caller{Name: "Ibrahim Bello", Role: fleet.DriverRole, DriverID: ibrahim.ID}
		_, err = f.run(driver, fleet.ViaSentence, "truck_status", `{"truck":"T-4407"}`)
		wantKind(t, err, fleet.Forbidden)
		if _, err = f.run(driver, fleet.ViaSentence, "truck_status", `{"self":true}`); err != nil {
			t.Errorf("own truck: %v", err)
		}
	})
}

func TestPhonesAreShownByRole(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		caller fleet.Caller
		shown  bool
	}{{viewer, false}, {dispatcher, true}} {
		a, err := f.run(c.caller, fleet.ViaCommand, "truck_status", `{"truck":"T-4407","want":"phone"}`)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(a.Text(), "+2348031234567"); got != c.shown {
			t.Errorf("%s sees the phone: %v, want %v", c.caller.Role, got, c.shown)
		}
	}
}

func TestTrucksNear(t *testing.T) {
	f := newFixture(t)
	f.drive("T-4407", 6.450, 3.370, 0, time.Minute)
	f.drive("T-5120", 6.500, 3.380, 30, time.Minute)
	f.drive("BDG 220 YA", 7.378, 3.947, 0, 6*time.Hour)

	near := func(args string) answer.Answer {
		t.Helper()
		a, err := f.run(viewer, fleet.ViaCommand, "trucks_near", args)
		if err != nil {
			t.Fatalf("%s: %v", args, err)
		}
		return a
	}
	if a := near(`{"place":"Apapa"}`); a.Headline != "2 trucks within 10 km of Apapa Port. Nearest: T-4407, 780 m." {
		t.Errorf("headline %q", a.Headline)
	}
	if a := near(`{"place":"6.445,3.365","radius_km":2}`); len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != "T-4407" {
		t.Errorf("by coordinates: %+v", a.Table)
	}
	if a := near(`{"near_truck":"4407","radius_km":20}`); len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != "T-5120" {
		t.Errorf("around a truck, itself left out: %+v", a.Table)
	}
	if a := near(`{"place":"apapa","status":"moving"}`); len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != "T-5120" {
		t.Errorf("moving only: %+v", a.Table)
	}
	if a := near(`{"place":"Ibadan"}`); !strings.Contains(a.Text(), "offline 6 h") {
		t.Errorf("a silent truck must be marked: %q", a.Text())
	}
	if a := near(`{"place":"Ibeshe","radius_km":1}`); a.Table != nil || !strings.Contains(a.Headline, "The nearest is T-5120") {
		t.Errorf("none near: %q", a.Headline)
	}
}

// What is near a town of the gazetteer, what only some trucks are, and who
// comes last.
func TestTrucksNearAnyTown(t *testing.T) {
	f := newFixture(t)
	f.drive("T-4407", 7.325, 9.005, 0, time.Minute)
	f.drive("T-5120", 7.400, 9.000, 30, time.Minute)
	f.drive("BDG 220 YA", 7.3251, 9.0051, 0, 6*time.Hour)
	a, err := f.run(viewer, fleet.ViaCommand, "trucks_near", `{"place":"gboko","radius_km":30}`)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, row := range a.Table.Rows {
		order = append(order, row[0])
	}
	if want := []string{"T-4407", "T-5120", "BDG 220 YA"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v: the silent one last, though it is near", order, want)
	}
	for _, want := range []string{"GeoNames, CC BY 4.0", "Silent trucks come last (1 truck)", "near Gboko", " N, "} {
		if !strings.Contains(a.Text(), want) {
			t.Errorf("%q is missing in\n%s", want, a.Text())
		}
	}
	_, err = f.run(viewer, fleet.ViaCommand, "trucks_near", `{"place":"Azare"}`)
	if e := wantError(t, err, fleet.Ambiguous); len(e.Choices) != 2 {
		t.Errorf("Azare: %v, want a question between two", e.Choices)
	}
	a, err = f.run(viewer, fleet.ViaCommand, "trucks_near", `{"place":"gboko","radius_km":30,"client":"Deekay Foods"}`)
	if err != nil || a.Table != nil {
		t.Errorf("of a client without trips: %+v %v, want none", a.Table, err)
	}
}

func TestTrucksNearBadInput(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		args  string
		kind  fleet.Kind
		field string
	}{
		{`{"place":"Apapa","radius_km":0}`, fleet.Invalid, "radius_km"},
		{`{"place":"Apapa","radius_km":-5}`, fleet.Invalid, "radius_km"},
		{`{"place":"Apapa","radius_km":"banana"}`, fleet.Invalid, "radius_km"},
		{`{"place":"Appapaa"}`, fleet.NotFound, "place"},
		{`{"place":"Apapa","limit":0}`, fleet.Invalid, "limit"},
		{`{}`, fleet.Ambiguous, "place"},
		{`{"place":"Apapa","colour":"red"}`, fleet.Invalid, "colour"},
		{`{"place":"Apapa","load":"heavy"}`, fleet.Invalid, "load"},
		{`not json`, fleet.Invalid, ""},
	}
	for _, c := range cases {
		_, err := f.run(viewer, fleet.ViaCommand, "trucks_near", c.args)
		e := wantError(t, err, c.kind)
		if e.Field != c.field || e.Message == "" {
			t.Errorf("%s: field %q message %q", c.args, e.Field, e.Message)
		}
		if c.field == "place" && c.kind == fleet.NotFound && (len(e.Choices) == 0 || e.Choices[0] != "Apapa Port") {
			t.Errorf("%s: nearest names %v", c.args, e.Choices)
		}
	}
}

func TestFleetSummary(t *testing.T) {
	f := newFixture(t)
	f.drive("T-4407", 6.450, 3.370, 40, time.Minute)
	f.drive("BDG 220 YA", 7.378, 3.947, 40, 2*time.Hour)
	a, err := f.run(viewer, fleet.ViaCommand, "fleet_summary", `{}`)
	if err != nil {
		t.Fatal(err)
	}
	if want := "3 trucks: 1 moving, 0 idling, 0 stopped, 2 offline. 0 trips under way, 0 late to leave."; a.Headline != want {
		t.Errorf("headline %q, want %q", a.Headline, want)
	}
	a, err = f.run(viewer, fleet.ViaSentence, "fleet_summary", `{"status":"moving","want":"count"}`)
	if err != nil || a.Headline != "1 of 3 trucks is moving now." {
		t.Errorf("count %q %v", a.Headline, err)
	}
}
