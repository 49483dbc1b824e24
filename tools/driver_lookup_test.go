package tools_test

import (
	"strings"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// withTrips puts T-4407 on the road with Moses, and T-5120 on a trip of Moses's
// that begins tomorrow night.
func withTrips(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","driver":"Ibrahim Bello","origin":"Apapa Port","destination":"Ibadan","client":"Deekay Foods","waybill":"WB-90417","start":"2026-11-23T06:00:00+01:00","status":"en_route"}`)
	f.must("trip_save", `{"ref":"3102","truck":"T-5120","driver":"Moses Okafor","origin":"Apapa Port","destination":"Ibadan","start":"2026-11-24T22:00:00+01:00","status":"scheduled"}`)
	f.drive("T-4407", 6.7, 3.4, 48, 0)
	return f
}

func TestDriverLookup(t *testing.T) {
	f := withTrips(t)
	for args, want := range map[string]string{
		`{"truck":"4407"}`:                        "Ibrahim Bello drives T-4407, on trip 3101 to Ibadan.",
		`{"truck":"T-5120"}`:                      "Ibrahim Bello drives T-5120, and is on T-4407 now.",
		`{"truck":"220"}`:                         "No driver is in the books for BDG 220 YA.",
		`{"driver":"moses"}`:                      "Moses Okafor is on T-4407, without a trip now.",
		`{"driver":"Ibrahim","want":"truck"}`:     "Ibrahim Bello is on T-4407, on trip 3101 to Ibadan.",
		`{"waybill":"90417"}`:                     "Ibrahim Bello drives trip 3101, with T-4407.",
		`{"trip_id":"3102","want":"name"}`:        "Moses Okafor drives trip 3102, with T-5120.",
		`{"truck":"T-4407","period":"today"}`:     "Ibrahim Bello drove T-4407.",
		`{"truck":"T-4407","period":"yesterday"}`: "T-4407 was on no trip in that time.",
		`{}`:                           "2 drivers.",
		`{"availability":"available"}`: "1 driver has no trip in that time.",
		`{"availability":"available","period":"tomorrow"}`:  "No driver is without a trip in that time.",
		`{"availability":"available","period":"next_week"}`: "No driver is without a trip in that time.",
	} {
		if a := f.ask(viewer, "driver_lookup", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	_, err := f.run(dispatcher, fleet.ViaSentence, "driver_lookup", `{"driver":"Musa"}`)
	wantKind(t, err, fleet.NotFound)
}

// A number is shown to dispatchers and to its owner, and every look is audited.
func TestDriversNumber(t *testing.T) {
	f := withTrips(t)
	moses, err := f.store.FindDriver(t.Context(), "Moses Okafor", store.Exact)
	if err != nil {
		t.Fatal(err)
	}
	driver := fleet.Caller{Name: "Moses Okafor", Role: fleet.DriverRole, DriverID: moses.ID}
	a := f.ask(dispatcher, "driver_lookup", `{"driver":"moses","want":"phone"}`)
	if !a.Personal || !strings.Contains(a.Text(), "+2348031234567") {
		t.Errorf("number: personal %v, %s", a.Personal, a.Text())
	}
	for _, args := range []string{`{"driver":"moses"}`, `{"truck":"4407"}`, `{}`} {
		if a := f.ask(dispatcher, "driver_lookup", args); a.Personal || strings.Contains(a.Text(), "+234") {
			t.Errorf("%s shows a number unasked: %s", args, a.Text())
		}
	}
	if a := f.ask(driver, "driver_lookup", `{"self":true}`); a.Headline != "Moses Okafor is on T-4407, without a trip now." {
		t.Errorf("own: %s", a.Headline)
	}
	for caller, args := range map[string]string{"viewer": `{"driver":"moses","want":"phone"}`, "driver": `{"driver":"Ibrahim","want":"phone"}`,
		"driver 2": `{"truck":"T-5120"}`, "driver 3": `{"driver":"nobody of this name"}`, "driver 4": `{}`, "driver 5": `{"truck":"T-5120","period":"today"}`} {
		who := driver
		if caller == "viewer" {
			who = viewer
		}
		_, err := f.run(who, fleet.ViaSentence, "driver_lookup", args)
		wantKind(t, err, fleet.Forbidden)
	}
	rows, _, err := f.store.AuditList(t.Context(), store.AuditQuery{Tool: "driver_lookup", Limit: 10})
	if err != nil || len(rows) != 1 || rows[0].Caller.Name != "Ada" {
		t.Errorf("looks audited: %v %+v", err, rows)
	}
}
