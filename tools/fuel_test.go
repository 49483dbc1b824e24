package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

func litres(l float64) func(*fleet.VendorAlert) {
	return func(a *fleet.VendorAlert) { a.Litres = l }
}

func (f *fixture) withFuel() {
	f.Helper()
	f.withYesterday()
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","diesel_l":300,"diesel_naira":450000,"status":"completed","start":"2026-11-22T08:00:00+01:00"}`)
	f.must("trip_save", `{"ref":"3102","truck":"T-5120","origin":"Apapa","destination":"Ibadan","diesel_l":120,"status":"en_route","start":"2026-11-22T09:00:00+01:00"}`)
	f.must("trip_save", `{"ref":"3105","truck":"T-5120","origin":"Apapa","destination":"Ibadan","status":"completed","start":"2026-11-21T09:00:00+01:00"}`)
	f.alert(fleet.AlertRefuel, "T-4407", 26*time.Hour, litres(280))
	f.alert(fleet.AlertTheft, "T-4407", 25*time.Hour, litres(41.5))
	f.alert(fleet.AlertTheft, "BDG 220 YA", time.Hour, litres(20)) // today
}

func TestFuelReport(t *testing.T) {
	f := newFixture(t)
	f.withFuel()
	for args, want := range map[string]string{
		`{"period":"yesterday"}`:                                              "The fleet: 420 L issued for 2 trips, 280 L filled, 41.5 L possibly stolen.",
		`{"truck":"T-4407","period":"yesterday"}`:                             "T-4407: 300 L issued for 1 trip, 280 L filled, 41.5 L possibly stolen.",
		`{"truck":"T-4407","period":"yesterday","metric":"fuel_cost"}`:        "Diesel for T-4407 cost N450,000, as noted with its trips.",
		`{"truck":"T-5120","period":"yesterday","metric":"fuel_cost"}`:        "No cost of diesel is on record for T-5120 in that time: 120 L issued for 1 trip.",
		`{"truck":"T-4407","period":"yesterday","metric":"fuel_per_km"}`:      "T-4407 was issued 1,000 L per 100 km: 300 L over 30 km.",
		`{"truck":"220","period":"yesterday","metric":"fuel_per_km"}`:         "Diesel per km cannot be told for BDG 220 YA: there is no truck with diesel on record and distance in that time.",
		`{"truck":"T-4407","metric":"fuel_level"}`:                            "The level of the tank of T-4407 is not known: it has no fuel sensor that reports here.",
		`{"metric":"fuel_level","threshold":50}`:                              "No tank level is known: no truck has a fuel sensor that reports here.",
		`{"client":"Deekay","period":"yesterday"}`:                            "300 L issued for 1 of 1 trip for Deekay Foods.",
		`{"trip_id":"3101"}`:                                                  "T-4407 on trip 3101: 300 L issued for 1 trip, 280 L filled, 41.5 L possibly stolen.",
		`{"driver":"Moses","period":"last_week"}`:                             "T-4407: 300 L issued for 1 trip, 280 L filled, 41.5 L possibly stolen.",
		`{"period":"today"}`:                                                  "The fleet: 0 L issued for 0 trips, 0 L filled, 20 L possibly stolen.",
		`{"truck":"T-5120","period":{"from":"2026-11-01","to":"2026-11-02"}}`: "T-5120: 0 L issued for 0 trips, 0 L filled, 0 L possibly stolen.",
	} {
		if a := f.ask(dispatcher, "fuel_report", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(dispatcher, "fuel_report", `{"period":"yesterday"}`)
	if a.Window == nil || a.Window.String() != "Sun 22 Nov 2026 (WAT)" || len(a.Table.Rows) != 2 || a.Table.Rows[0][0] != "T-4407" || fact(a, "Naira a litre") != "N1,500" {
		t.Errorf("the fleet: %s", a.Text())
	}
	if a = f.ask(dispatcher, "fuel_report", `{"period":"last_week"}`); fact(a, "Issued") != "420 L on 2 of 3 trips" || !strings.Contains(a.Text(), "1 trip without diesel on record") {
		t.Errorf("a trip without diesel: %s", a.Text())
	}
	if a = f.ask(dispatcher, "fuel_report", `{"period":"yesterday","threshold":200}`); len(a.Table.Rows) != 1 {
		t.Errorf("more than 200 L: %s", a.Text())
	}
	if a = f.ask(dispatcher, "fuel_report", `{"truck":"T-4407","metric":"fuel_level"}`); fact(a, "Last filling") != "280 L, Sun 22 Nov, 09:00 WAT" {
		t.Errorf("last filling: %s", a.Text())
	}
	moses := fleet.Caller{Name: "Moses Okafor", Role: fleet.DriverRole, DriverID: 1}
	if _, err := f.run(moses, fleet.ViaCommand, "fuel_report", `{"truck":"T-5120"}`); fleet.KindOf(err) != fleet.Forbidden {
		t.Errorf("another's truck: %v", err)
	}
}

// An alert that somebody called false is nobody's theft.
func TestFalseTheftDoesNotCount(t *testing.T) {
	f := newFixture(t)
	f.withFuel()
	list := f.ask(dispatcher, "alerts_list", `{"kind":"fuel_theft","period":"yesterday"}`)
	f.ask(dispatcher, "alert_update", fmt.Sprintf(`{"alert_id":%q,"action":"false_alarm"}`, list.Table.Rows[0][0]))
	if a := f.ask(dispatcher, "fuel_report", `{"truck":"T-4407","period":"yesterday"}`); !strings.HasSuffix(a.Headline, "0 L possibly stolen.") {
		t.Errorf("%s", a.Text())
	}
}
