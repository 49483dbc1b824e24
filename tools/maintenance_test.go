package tools_test

import (
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func TestMaintenance(t *testing.T) {
	f := newFixture(t)
	f.withYesterday() // T-4407 went 30 km, T-5120 10 km, both yesterday
	a := f.ask(dispatcher, "maintenance_due", `{"truck":"T-4407"}`)
	if a.Headline != "T-4407 has no service on record, so it cannot be told when the next is due." || fact(a, "Plan") != "every 10,000 km, 500 engine hours or 180 days, whichever comes first" {
		t.Errorf("nothing on record: %s", a.Text())
	}
	f.ask(dispatcher, "maintenance_log", `{"truck":"T-4407","date":"2026-11-22","odometer_km":120500,"cost_naira":85000,"workshop":"Ibafo Motors","note":"oil and filters"}`)
	f.ask(dispatcher, "maintenance_log", `{"truck":"T-4407","date":"2026-11-22","note":"oil, filters, belts"}`) // completes it
	f.ask(manager, "maintenance_plan", `{"truck":"T-4407","every_km":100}`)
	f.ask(manager, "maintenance_plan", `{"truck":"T-5120","every_km":5,"every_hours":0}`)
	a = f.ask(dispatcher, "maintenance_due", `{"truck":"T-4407"}`)
	if !strings.HasPrefix(a.Headline, "T-4407 is due for service about ") || !strings.HasSuffix(a.Headline, ": 70 km, 499 engine hours, 179 days left.") {
		t.Errorf("due: %s", a.Text())
	}
	if len(a.Table.Rows) != 1 || strings.Join(a.Table.Rows[0], "|") != "22 Nov 2026|service|120,500 km|Ibafo Motors|oil, filters, belts|N85,000" {
		t.Errorf("on record: %v", a.Table)
	}
	if a = f.ask(viewer, "maintenance_due", `{"truck":"T-4407"}`); strings.Contains(a.Text(), "85,000") {
		t.Errorf("a viewer sees costs: %s", a.Text())
	}
	for args, want := range map[string]string{
		`{"truck":"T-5120"}`:             "T-5120 is overdue for service: 5 km over.",
		`{}`:                             "1 truck is due for service by Mon 7 Dec, 1 of them overdue.",
		`{"status":"overdue"}`:           "1 truck is overdue for service.",
		`{"threshold":80}`:               "2 trucks have less than 80 km to the next service.",
		`{"threshold":80,"unit":"h"}`:    "0 trucks have less than 80 h to the next service.",
		`{"period":"this_month"}`:        "1 truck is due for service by Mon 30 Nov, 1 of them overdue.",
		`{"threshold":20000}`:            "3 trucks have less than 20,000 km to the next service.",
		`{"threshold":501,"unit":"h"}`:   "2 trucks have less than 501 h to the next service.",
		`{"kind":"tyres"}`:               "0 trucks are due for tyres by Mon 7 Dec.",
		`{"kind":"tyres","truck":"220"}`: "No tyres is planned for BDG 220 YA.",
	} {
		if a := f.ask(dispatcher, "maintenance_due", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	f.ask(manager, "truck_save", `{"plate":"KJA 900 XA"}`) // never heard of
	if got, want := fact(f.ask(dispatcher, "maintenance_due", `{}`), "No service on record"), "2 trucks, counted from the first day they were heard of"; got != want {
		t.Errorf("nothing on record: %q, want %q", got, want)
	}
	if a := f.ask(dispatcher, "maintenance_due", `{"threshold":20000}`); a.Headline != "4 trucks have less than 20,000 km to the next service." {
		t.Errorf("a whole plan left: %s", a.Text())
	}
	f.ask(manager, "maintenance_plan", `{"truck":"BDG 220 YA","off":true}`)
	f.ask(manager, "maintenance_plan", `{"truck":"KJA 900 XA","off":true}`)
	f.ask(manager, "maintenance_plan", `{"truck":"T-5120","off":true}`)
	if got := fact(f.ask(dispatcher, "maintenance_due", `{}`), "No service on record"); got != "" {
		t.Errorf("no plan, nothing on record: %q", got)
	}
	if a = f.ask(dispatcher, "maintenance_due", `{"status":"overdue"}`); a.Headline != "0 trucks are overdue for service." {
		t.Errorf("without a plan: %s", a.Text())
	}
}

// The odometer beats the daily sums where it was read at the service and is
// sent now.
func TestServiceByOdometer(t *testing.T) {
	f := newFixture(t)
	f.ask(dispatcher, "maintenance_log", `{"truck":"T-4407","date":"2026-11-01","odometer_km":100000}`)
	on := true
	f.fix("T-4407", fleet.Position{At: noon.Add(-60e9), Point: fleet.Point{Lat: 6.5, Lon: 3.4}, Ignition: &on, OdometerKm: 110_250})
	if a := f.ask(dispatcher, "maintenance_due", `{"truck":"T-4407"}`); a.Headline != "T-4407 is overdue for service: 250 km over." || !strings.Contains(a.Text(), "10,250 km, by its odometer") {
		t.Errorf("%s", a.Text())
	}
	a := f.ask(dispatcher, "maintenance_log", `{"truck":"T-4407","date":"2026-11-20","odometer_km":90000}`)
	if !strings.Contains(a.Text(), "The odometer does not fit: on 1 Nov 2026 it read 100,000 km.") {
		t.Errorf("an odometer that runs back: %s", a.Text())
	}
}

func TestMaintenanceWrites(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(dispatcher, fleet.ViaSentence, "maintenance_log", `{"truck":"4407","odometer_km":120500}`)
	if err != nil || a.Kind != answer.Confirm || a.Headline != "Record for T-4407: service on Mon 23 Nov 2026?" {
		t.Fatalf("from a sentence: %v %s", err, a.Text())
	}
	if done, err := f.store.Services(t.Context(), 1, 10); err != nil || len(done) != 0 {
		t.Fatalf("done before the yes: %v %v", done, err)
	}
	if a, err = f.reg.Confirm(t.Context(), dispatcher, a.Pending.ID); err != nil || a.Headline != "T-4407: service of Mon 23 Nov 2026 is recorded." {
		t.Fatalf("confirmed: %v %s", err, a.Text())
	}
	for args, want := range map[string]fleet.Kind{
		`{"truck":"T-4407","date":"2026-11-24"}`:        fleet.Invalid,
		`{"truck":"T-4407","date":"1999-01-01"}`:        fleet.Invalid,
		`{"truck":"T-4407","odometer_km":-1}`:           fleet.Invalid,
		`{"truck":"T-9999"}`:                            fleet.NotFound,
		`{"truck":"T-4407","kind":"haircut"}`:           fleet.Invalid,
		`{"truck":"T-4407","cost_naira":2000000000}`:    fleet.Invalid,
		`{"truck":"T-4407","date":"the day of reason"}`: fleet.Invalid,
	} {
		_, err := f.run(dispatcher, fleet.ViaCommand, "maintenance_log", args)
		if fleet.KindOf(err) != want {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
	for _, args := range []string{`{}`, `{"every_km":-5}`, `{"every_days":100000}`} {
		if _, err := f.run(manager, fleet.ViaCommand, "maintenance_plan", args); err == nil {
			t.Errorf("a plan of %s goes through", args)
		}
	}
	_, err = f.run(viewer, fleet.ViaCommand, "maintenance_log", `{"truck":"T-4407"}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(dispatcher, fleet.ViaCommand, "maintenance_plan", `{"every_km":9000}`)
	wantKind(t, err, fleet.Forbidden)
	list, _, err := f.store.AuditList(t.Context(), store.AuditQuery{Tool: "maintenance_log", Limit: 50})
	if err != nil || len(list) == 0 || list[len(list)-1].Outcome != "done" {
		t.Errorf("audit: %v %+v", err, list)
	}
}
