package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// journey has a truck stand, drive north at 60 km/h for so long, and stand
// again, from a moment on.
func (f *fixture) journey(plate string, from time.Time, driving time.Duration) {
	f.Helper()
	f.journeyFrom(plate, from, driving, 6.5, 1)
}

// journeyFrom is the same from a latitude, north or (-1) south.
func (f *fixture) journeyFrom(plate string, from time.Time, driving time.Duration, lat, north float64) {
	f.Helper()
	ago := func(at time.Time) time.Duration { return f.now.Sub(at) }
	f.drive(plate, lat, 3.4, 0, ago(from))
	for at := from.Add(time.Minute); !at.After(from.Add(driving)); at = at.Add(time.Minute) {
		lat += north / 110.6 // a kilometre
		f.drive(plate, lat, 3.4, 60, ago(at))
	}
	for i := range 15 {
		f.drive(plate, lat, 3.4, 0, ago(from.Add(driving+time.Duration(i+1)*time.Minute)))
	}
}

func (f *fixture) withYesterday() {
	f.Helper()
	yesterday := f.now.AddDate(0, 0, -1)
	f.journey("T-4407", yesterday, 30*time.Minute)
	f.journey("T-5120", yesterday, 10*time.Minute)
	f.journey("BDG 220 YA", f.now.Add(-2*time.Hour), 20*time.Minute)
	for n := 1; n > 0; {
		var err error
		if n, err = f.store.RollUp(f.Context(), 1000); err != nil {
			f.Fatal(err)
		}
	}
	for i, trip := range []string{
		`"truck":"T-4407","driver":"Moses Okafor","client":"Deekay Foods","status":"completed","start":"2026-11-22T08:00:00+01:00"`,
		`"truck":"T-5120","status":"en_route","start":"2026-11-22T09:00:00+01:00"`,
		`"truck":"T-5120","status":"scheduled","start":"2026-11-22T10:00:00+01:00"`,
		`"truck":"T-5120","status":"cancelled","start":"2026-11-22T11:00:00+01:00"`,
	} {
		f.must("trip_save", fmt.Sprintf(`{"ref":"%d","origin":"Apapa","destination":"Ibadan",%s}`, 3101+i, trip))
	}
	f.alert(fleet.AlertOverspeed, "T-4407", 24*time.Hour)
	f.alert(fleet.AlertOverspeed, "T-4407", 25*time.Hour)
	f.alert(fleet.AlertIdle, "T-5120", 24*time.Hour)
	f.alert(fleet.AlertIdle, "T-5120", time.Hour) // today
}

func TestReport(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	a, err := f.run(dispatcher, fleet.ViaCommand, "report", `{}`)
	if err != nil {
		t.Fatal(err)
	}
	if want := "4 trips planned, 1 done, 1 late; 40 km driven; 3 alerts."; a.Headline != want {
		t.Errorf("headline %q, want %q", a.Headline, want)
	}
	for label, want := range map[string]string{"Distance": "40 km", "Alerts": "overspeed 2, idle 1", "Trucks that reported": "2", "Cancelled": "1", "Late": "1, more than 2 h 00 min behind plan"} {
		if got := fact(a, label); got != want {
			t.Errorf("%s = %q, want %q", label, got, want)
		}
	}
	if a.Window.String() != "Sun 22 Nov 2026 (WAT)" || a.Chart != nil {
		t.Errorf("window %s, chart %v", a.Window, a.Chart)
	}
	if got := a.Table.Rows[0]; got[0] != "Most km" || got[1] != "T-4407" || got[2] != "30" {
		t.Errorf("the first row is %v", got)
	}
	a, err = f.run(dispatcher, fleet.ViaCommand, "report", `{"period":"today"}`)
	if err != nil || a.Window.String() != "Mon 23 Nov, 00:00 to Mon 23 Nov, 11:00 WAT" || !strings.Contains(a.Text(), "so far") || fact(a, "Distance") != "20 km" {
		t.Errorf("today: %v %s", err, a.Text())
	}
	a, err = f.run(dispatcher, fleet.ViaCommand, "report", `{"period":{"from":"2026-11-21","to":"2026-11-23"}}`)
	if err != nil || a.Chart == nil || len(a.Chart.Labels) != 3 || a.Chart.Series[0].Values[0] != nil || fmt.Sprintf("%.0f", *a.Chart.Series[0].Values[1]) != "40" {
		t.Errorf("three days: %v %+v", err, a.Chart)
	}
}

func TestReportOfOne(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	for args, want := range map[string]string{
		`{"truck":"T-5120"}`:  "Report of T-5120: 3 trips planned, 0 done, 1 late; 10 km driven; 1 alert.",
		`{"driver":"Moses"}`:  "Report of Moses Okafor: 1 trip planned, 1 done, 0 late; 30 km driven; 2 alerts.",
		`{"driver":"Bello"}`:  "Report of Ibrahim Bello: 3 trips planned, 0 done, 1 late; 10 km driven; 1 alert.",
		`{"client":"Deekay"}`: "Report of Deekay Foods: 1 trip planned, 1 done, 0 late; 30 km driven; 0 alerts.",
	} {
		a, err := f.run(dispatcher, fleet.ViaCommand, "report", args)
		if err != nil || a.Headline != want {
			t.Errorf("%s: %v %q, want %q", args, err, a.Headline, want)
		}
	}
	for args, field := range map[string]string{`{"period":"tomorrow"}`: "period", `{"period":"last_night"}`: "period", `{"period":{"from":"2026-01-01","to":"2026-11-01"}}`: "period",
		`{"truck":"ZZ-99"}`: "truck", `{"client":"Nobody Ltd"}`: "client"} {
		_, err := f.run(dispatcher, fleet.ViaCommand, "report", args)
		if e := wantError(t, err, fleet.KindOf(err)); e.Field != field || len(e.Message) < 15 {
			t.Errorf("%s: field %q, %q", args, e.Field, e.Message)
		}
	}
	_, err := f.run(viewer, fleet.ViaCommand, "report", `{}`)
	wantKind(t, err, fleet.Forbidden)
}
