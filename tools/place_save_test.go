package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// Where a truck stands, and "here", which is shown before it is done.
func TestPlaceWhereATruckStands(t *testing.T) {
	f := newFixture(t)
	boss := f.person("U0ADA", "Ada Obi", fleet.Manager)
	f.drive("T-4407", 6.742, 3.420, 0, time.Minute)
	f.drive("T-5120", 6.500, 3.380, 30, time.Minute)
	run := func(args string) (answer.Answer, error) {
		t.Helper()
		return f.run(boss, fleet.ViaCommand, "place_save", args)
	}
	_, err := run(`{"name":"Ibafo depot","here":true,"radius_m":300}`)
	if e := wantError(t, err, fleet.Invalid); !strings.Contains(e.Message, "at T-4407") {
		t.Errorf("here without a truck: %q", e.Message)
	}
	if _, err := f.run(boss, fleet.ViaCommand, "truck_status", `{"truck":"T-4407"}`); err != nil {
		t.Fatal(err)
	}
	a, err := run(`{"name":"Ibafo depot","here":true,"radius_m":300}`)
	if err != nil || a.Kind != answer.Confirm || !strings.Contains(a.Text(), "where T-4407 stands") {
		t.Fatalf("here: %v %v, want it shown first", a.Text(), err)
	}
	if a, err = f.reg.Confirm(t.Context(), boss, a.Pending.ID); err != nil || !strings.Contains(a.Text(), "6.74200, 3.42000") {
		t.Errorf("confirmed: %v %v", a.Text(), err)
	}
	if a, err = run(`{"name":"Gate","at":"T-4407"}`); err != nil || a.Headline != "Gate is added." {
		t.Errorf("at a truck: %q %v", a.Headline, err)
	}
	_, err = run(`{"name":"Road","at":"T-5120"}`)
	wantKind(t, err, fleet.Conflict)
	f.now = f.now.Add(3 * time.Hour) // it fell silent on the road: it stands nowhere that is known
	_, err = run(`{"name":"Road","at":"T-5120"}`)
	wantKind(t, err, fleet.Conflict)
}

// A truck in the hole of a yard is not in the yard.
func TestPlaceWithAnOutline(t *testing.T) {
	f := newFixture(t)
	f.must("place_save", `{"name":"Ring Yard","outline":["7.000,8.000","7.000,8.040","7.040,8.040","7.040,8.000","hole","7.010,8.010","7.010,8.030","7.030,8.030","7.030,8.010"]}`)
	f.drive("T-4407", 7.005, 8.020, 0, time.Minute)
	f.drive("T-5120", 7.020, 8.020, 0, time.Minute)
	for plate, want := range map[string]bool{"T-4407": true, "T-5120": false} {
		a, err := f.run(viewer, fleet.ViaCommand, "truck_status", `{"truck":"`+plate+`"}`)
		if err != nil || strings.Contains(a.Headline, "in Ring Yard") != want {
			t.Errorf("%s: %q %v, in it: %v", plate, a.Headline, err, want)
		}
	}
	_, err := f.run(fleet.SystemCaller, fleet.ViaJob, "place_save", `{"name":"Line","outline":["7,8","7.1,8"]}`)
	wantKind(t, err, fleet.Invalid)
}
