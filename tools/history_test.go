package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// nightDrive has BDG 220 YA drive from 23:30 to 00:30 WAT, 60 km north.
func (f *fixture) nightDrive() {
	f.Helper()
	f.journey("BDG 220 YA", time.Date(2026, 11, 21, 23, 30, 0, 0, fleet.WAT), time.Hour)
}

func (f *fixture) rolledUp() {
	f.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = f.store.RollUp(f.Context(), 1000); err != nil {
			f.Fatal(err)
		}
	}
}

func (f *fixture) ask(caller fleet.Caller, tool, args string) answer.Answer {
	f.Helper()
	a, err := f.run(caller, fleet.ViaCommand, tool, args)
	if err != nil {
		f.Fatalf("%s %s: %v", tool, args, err)
	}
	return a
}

func TestDistanceReport(t *testing.T) {
	f := newFixture(t)
	f.nightDrive()
	f.withYesterday()
	for args, want := range map[string]string{
		`{"truck":"T-4407","period":"yesterday"}`:                                                        "T-4407 went 30 km in 1 drive.",
		`{"truck":"T-4407","period":"yesterday","unit":"mi"}`:                                            "T-4407 went 19 mi in 1 drive.",
		`{"period":"yesterday"}`:                                                                         "The fleet went 71 km: 3 trucks in 2 drives.", // 30, 10, and half of the night's 60, with the leg across midnight
		`{"period":{"from":"2026-11-21","to":"2026-11-21"}}`:                                             "The fleet went 29 km: 1 truck in 1 drive.",
		`{"truck":"220","period":{"from":"2026-11-21T23:45:00+01:00","to":"2026-11-22T00:15:00+01:00"}}`: "BDG 220 YA went 30 km.",
		`{"trucks":["T-4407","T-5120"],"period":"yesterday"}`:                                            "2 trucks went 40 km in 2 drives.",
		`{"driver":"Moses","period":"last_week"}`:                                                        "T-4407 went 30 km in 1 drive.",
		`{"truck":"T-4407"}`:                                                                             "T-4407 did not go anywhere in that time, as far as was heard.",
		`{"period":"yesterday","threshold":20}`:                                                          "The fleet went 61 km: 2 trucks in 1 drive.",
	} {
		if a := f.ask(dispatcher, "distance_report", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(dispatcher, "distance_report", `{"period":"last_week"}`)
	if a.Chart == nil || len(a.Chart.Labels) != 7 || a.Chart.Series[0].Values[0] != nil || fmt.Sprintf("%.0f", *a.Chart.Series[0].Values[6]) != "71" {
		t.Errorf("by day: %+v", a.Chart)
	}
	if a.Window.String() != "Mon 16 Nov to Sun 22 Nov 2026 (WAT)" {
		t.Errorf("window %s", a.Window)
	}
}

func TestTruckHistory(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	a := f.ask(dispatcher, "truck_history", `{"truck":"4407","period":"yesterday"}`)
	if !strings.HasPrefix(a.Headline, "T-4407 went 30 km in 1 drive, with 1 stop, the longest 12 h 29 min, ") {
		t.Errorf("headline %q", a.Headline)
	}
	if len(a.Path) != 1 || len(a.Path[0]) < 2 || len(a.Points) != 1 {
		t.Errorf("map: %d lines, %d points", len(a.Path), len(a.Points))
	}
	if picture, err := a.Map(); err != nil || !strings.HasPrefix(picture.Alt, "Map of a track") {
		t.Errorf("map: %v %q", err, picture.Alt)
	}
	if got := a.Table.Rows; len(got) != 2 || got[0][0] != "22 Nov 11:00" || got[0][1] != "22 Nov 11:31" || got[0][2] != "drove 30 km" || got[1][2] != "stopped 12 h 29 min" {
		t.Errorf("table %v; where it stood before its first fix of all is not known", got)
	}
	if idling := fact(a, "Idling"); idling != "none in queues, 29 min at the roadside" {
		t.Errorf("idling: %s", idling)
	}
	if a = f.ask(dispatcher, "truck_history", `{"truck":"4407","period":"yesterday","want":"stops"}`); len(a.Table.Rows) != 1 || !strings.HasPrefix(a.Headline, "T-4407 made 1 stop,") {
		t.Errorf("stops: %s", a.Text())
	}
	if a = f.ask(dispatcher, "truck_history", `{"truck":"4407","period":{"from":"2026-11-22T12:00:00+01:00","to":"2026-11-22T18:00:00+01:00"}}`); !strings.Contains(a.Headline, "Nothing was heard of T-4407") || fact(a, "Last fix before") != "Sun 22 Nov, 11:45 WAT" {
		t.Errorf("silence: %s", a.Text())
	}
	if a = f.ask(dispatcher, "truck_history", `{"truck":"4407","period":{"from":"2026-11-22T11:31:00+01:00","to":"2026-11-22T18:00:00+01:00"}}`); a.Headline != "T-4407 has not moved in that time." {
		t.Errorf("standing: %s", a.Text())
	}
	for args, want := range map[string]fleet.Kind{`{}`: fleet.Ambiguous, `{"truck":"4407","period":"tomorrow"}`: fleet.Invalid, `{"truck":"4407","period":{"from":"2026-01-01","to":"2026-11-01"}}`: fleet.Invalid} {
		_, err := f.run(dispatcher, fleet.ViaCommand, "truck_history", args)
		wantKind(t, err, want)
	}
}

func TestDriversSeeTheirOwnHistoryOnly(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	moses, err := f.store.FindDriver(t.Context(), "Moses Okafor", 0)
	if err != nil {
		t.Fatal(err)
	}
	me := fleet.Caller{Name: "Moses Okafor", Role: fleet.DriverRole, DriverID: moses.ID}
	for _, tool := range []string{"truck_history", "distance_report"} {
		f.ask(me, tool, `{"self":true,"period":"yesterday"}`)
		f.ask(me, tool, `{"truck":"T-4407","period":"yesterday"}`)
		for _, args := range []string{`{"truck":"T-5120"}`, `{"driver":"Ibrahim Bello"}`, `{"trucks":["T-4407","T-5120"]}`, `{"trip_id":"3102"}`, `{"trip_id":"3102","period":"yesterday"}`} {
			a, err := f.run(me, fleet.ViaCommand, tool, args)
			if err == nil && strings.Contains(a.Text(), "5120") || err != nil && fleet.KindOf(err) != fleet.Forbidden {
				t.Errorf("%s %s: %v %s", tool, args, err, a.Text())
			}
		}
	}
	_, err = f.run(me, fleet.ViaCommand, "distance_report", `{}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(me, fleet.ViaCommand, "place_visits", `{"place":"Apapa"}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(me, fleet.ViaCommand, "trucks_at", `{}`)
	wantKind(t, err, fleet.Forbidden)
	f.ask(me, "place_visits", `{"self":true,"place":"Apapa"}`)
}

func TestPlaceVisits(t *testing.T) {
	f := newFixture(t)
	at := func(plate string, lat, lon float64, hour, minute int) {
		f.drive(plate, lat, lon, 0, f.now.Sub(time.Date(2026, 11, 22, hour, minute, 0, 0, fleet.WAT)))
	}
	for m := range 10 { // ten minutes before midnight it is there, and ten after
		at("T-4407", 6.445, 3.365, 23, 50+m)
	}
	for m := range 20 {
		at("T-4407", 6.445, 3.365, 24, m)
	}
	at("T-4407", 6.47, 3.365, 24, 21) // 2.8 km away
	at("T-4407", 6.48, 3.365, 24, 23)
	for m := range 5 {
		f.drive("T-5120", 6.445, 3.366, 0, time.Duration(10-m)*time.Minute)
	}
	for args, want := range map[string]string{
		`{"place":"apapa"}`:                                                                   "1 truck is in Apapa Port now.",
		`{"place":"apapa","period":"yesterday"}`:                                              "Apapa Port: 1 truck entered, 0 left, 1 still there.",
		`{"place":"apapa","period":"today"}`:                                                  "Apapa Port: 1 truck entered, 1 left, 1 still there.",
		`{"place":"apapa","period":"today","want":"count"}`:                                   "Apapa Port: 1 truck entered, 1 left, 1 still there.",
		`{"place":"apapa","truck":"T-4407"}`:                                                  "T-4407 was in Apapa Port from Sun 22 Nov, 23:50 WAT to Mon 23 Nov, 00:21 WAT, for 31 min.",
		`{"place":"apapa","truck":"T-5120"}`:                                                  "T-5120 is in Apapa Port since Mon 23 Nov, 10:50 WAT, for 10 min.",
		`{"place":"apapa","truck":"220"}`:                                                     "No, BDG 220 YA is not in Apapa Port, and was not in the last 31 days.",
		`{"place":"Ibadan"}`:                                                                  "0 trucks are in Ibadan now.",
		`{"place":"apapa","truck":"T-4407","period":"last_week"}`:                             "T-4407 was in Apapa Port from Sun 22 Nov, 23:50 WAT to Mon 23 Nov, 00:21 WAT, for 31 min.",
		`{"place":"apapa","truck":"T-4407","period":{"from":"2026-11-21","to":"2026-11-21"}}`: "T-4407 was not in Apapa Port in that time.",
	} {
		if a := f.ask(viewer, "place_visits", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(viewer, "trucks_at", `{"kind":"port"}`)
	if a.Headline != "1 truck is in a port now." || len(a.Table.Rows) != 1 || a.Table.Rows[0][0] != "T-5120" || fact(a, "Apapa Port") != "1" {
		t.Errorf("trucks_at: %s", a.Text())
	}
	if a = f.ask(viewer, "trucks_at", `{"kind":"city"}`); a.Headline != "0 trucks are in a city now." {
		t.Errorf("trucks_at: %s", a.Text())
	}
}
