package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func cell(t *testing.T, a answer.Answer, row string, column int) string {
	t.Helper()
	for _, r := range a.Table.Rows {
		if r[0] == row {
			return r[column]
		}
	}
	t.Fatalf("no row %q in\n%s", row, a.Table.Text())
	return ""
}

func TestFullReport(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	f.alert(fleet.AlertTheft, "T-4407", 24*time.Hour, func(a *fleet.VendorAlert) { a.Litres = 80 })
	f.must("trip_save", `{"ref":"3201","truck":"T-5120","origin":"Apapa","destination":"Ibadan","status":"scheduled","start":"2026-11-23T15:00:00+01:00"}`)
	a, err := f.run(dispatcher, fleet.ViaCommand, "report", `{"full":true}`)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(a.Text())
	if !strings.HasPrefix(a.Headline, "Daily report, Sun 22 Nov 2026: 4 trips planned, 1 done, 1 late") {
		t.Errorf("headline %q", a.Headline)
	}
	for _, part := range []string{"80 L: T-4407 80 L", "1 critical alert still open", "1 trip of today at risk: 3201 (T-5120 is not heard from, T-5120 is still on trip 3102)"} {
		if !strings.Contains(strings.Join(a.Urgent, "\n"), part) {
			t.Errorf("%q is not among the decisions\n%s", part, strings.Join(a.Urgent, "\n"))
		}
	}
	simple, err := f.run(dispatcher, fleet.ViaCommand, "report", `{}`)
	if err != nil || cell(t, a, "Distance", 1) != fact(simple, "Distance") || cell(t, a, "Trips planned", 1) != fact(simple, "Trips planned") {
		t.Errorf("the full and the short report differ: %v\n%s\n%s", err, a.Text(), simple.Text())
	}
	if len(a.Files) != 1 || a.Files[0].Name != "report-2026-11-22.xlsx" || len(a.Details) < 3 || a.Chart == nil || len(a.Chart.Labels) != 7 {
		t.Errorf("files %d, details %d, chart %+v", len(a.Files), len(a.Details), a.Chart)
	}
	for args, title := range map[string]string{`{"full":true,"truck":"T-4407"}`: "Daily report of T-4407", `{"full":true,"driver":"Moses"}`: "Daily report of Moses Okafor",
		`{"full":true,"client":"Deekay"}`: "Daily report of Deekay Foods", `{"full":true,"terminal":"Apapa"}`: "Daily report of Apapa",
		`{"full":true,"period":"last_week"}`: "Weekly report", `{"full":true,"period":"last_month"}`: "Monthly report", `{"full":true,"period":"today"}`: "Daily report"} {
		a, err := f.run(dispatcher, fleet.ViaCommand, "report", args)
		if err != nil || !strings.HasPrefix(a.Headline, title) {
			t.Errorf("%s: %v %q", args, err, a.Headline)
		}
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "report", `{"group":"tankers"}`)
	if e := wantError(t, err, fleet.NotFound); e.Field != "group" {
		t.Errorf("%+v", e)
	}
}

// A fleet of which nothing is known, and one truck alone, are told as they are.
func TestFullReportOfNothing(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(dispatcher, fleet.ViaCommand, "report", `{"full":true,"period":{"from":"2026-01-05","to":"2026-01-05"}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"Distance", "Left on time", "Utilisation", "Time to acknowledge"} {
		if got := cell(t, a, row, 1); got != "no data" {
			t.Errorf("%s = %q", row, got)
		}
	}
	if got := cell(t, a, "Trips planned", 1); got != "0" || len(a.Urgent) != 0 {
		t.Errorf("planned %s, urgent %q", got, a.Urgent)
	}
	f.journey("T-4407", time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), 30*time.Minute)
	f.rolledUp()
	a, err = f.run(dispatcher, fleet.ViaCommand, "report", `{"full":true,"period":{"from":"2026-11-20","to":"2026-11-20"}}`)
	if err != nil || cell(t, a, "Distance", 1) != "30 km" || cell(t, a, "Distance", 2) != "no data" {
		t.Errorf("one truck: %v\n%s", err, a.Text())
	}
	if fmt.Sprint(a.Chart.Series[0].Values[5]) != "<nil>" || *a.Chart.Series[0].Values[6] < 29 {
		t.Errorf("chart %+v", a.Chart)
	}
}

// Trips that were planned before trackers told of anything do not swell the norm.
func TestTheNormBeginsWithTheTrackers(t *testing.T) {
	f := newFixture(t)
	f.journey("T-4407", time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC), 30*time.Minute)
	f.journey("T-4407", time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), 30*time.Minute)
	f.rolledUp()
	for day := 1; day <= 22; day++ {
		f.must("trip_save", fmt.Sprintf(`{"ref":"%d","truck":"T-5120","origin":"Apapa","destination":"Ibadan","status":"completed","start":"2026-11-%02dT08:00:00+01:00"}`, 4000+day, day))
	}
	for args, want := range map[string]string{`{"full":true}`: "1", `{"full":true,"terminal":"Apapa"}`: "1"} {
		a := f.must("report", args)
		if got := cell(t, a, "Trips planned", 4); got != want || !strings.Contains(strings.Join(a.Notes, " "), "average of the 3 days before") {
			t.Errorf("%s: the norm is %s\n%s", args, got, a.Text())
		}
	}
	if got := cell(t, f.must("report", `{"full":true,"truck":"T-5120"}`), "Trips planned", 4); got != "0.8 (+33%)" {
		t.Errorf("a truck without a tracker: the norm is %s", got)
	}
}
