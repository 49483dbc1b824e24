package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// at sets the clock to a time of 2026 in Lagos: "11-22 08:00".
func (f *fixture) at(moment string) {
	f.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+moment, fleet.WAT)
	if err != nil {
		f.Fatal(err)
	}
	f.now = t
}

// steps makes a trip and takes it through its life, each step at its moment.
func (f *fixture) steps(ref, truck, driver, start string, steps ...string) {
	f.Helper()
	f.must("trip_save", fmt.Sprintf(`{"ref":%q,"truck":%q,"driver":%q,"client":"Deekay Foods","origin":"Apapa","destination":"Ibadan","start":"2026-%s:00+01:00","status":"scheduled"}`,
		ref, truck, driver, strings.Replace(start, " ", "T", 1)))
	for _, s := range steps {
		action, moment, _ := strings.Cut(s, " ")
		f.at(moment)
		f.must("trip_update", fmt.Sprintf(`{"trip_id":%q,"action":%q}`, ref, action))
	}
}

// shared is a Saturday on which T-5120 has two drivers, and T-4407 its own.
func shared(t *testing.T) *fixture {
	f := newFixture(t)
	f.steps("3201", "T-5120", "Ibrahim Bello", "11-21 06:00", "start 11-21 06:00", "depart 11-21 07:00", "mark_arrived 11-21 09:00", "end 11-21 10:00")
	f.steps("3202", "T-5120", "Moses Okafor", "11-21 11:00", "start 11-21 11:30", "depart 11-21 13:30", "mark_arrived 11-21 16:00", "end 11-21 17:30")
	f.now = noon
	day := func(h, m int) time.Time { return time.Date(2026, 11, 21, h, m, 0, 0, fleet.WAT) }
	f.journey("T-5120", day(7, 0), 120*time.Minute)
	f.journeyFrom("T-5120", day(13, 30), 60*time.Minute, 6.5+120/110.6, -1)
	f.journey("T-4407", day(8, 0), 150*time.Minute)
	f.rolledUp()
	for _, ago := range []time.Duration{50 * time.Hour, 51 * time.Hour} { // Saturday morning: Ibrahim's trip
		f.alert(fleet.AlertBraking, "T-5120", ago)
	}
	f.alert(fleet.AlertFatigue, "T-5120", 44*time.Hour) // Saturday 15:00: Moses's trip
	f.alert(fleet.AlertTurn, "T-4407", 24*time.Hour)    // Sunday: Moses, whose truck it usually is
	f.alert(fleet.AlertTurn, "T-4407", 25*time.Hour)
	return f
}

func TestRank(t *testing.T) {
	f := shared(t)
	for args, want := range map[string]string{
		`{"metric":"distance","period":"last_week"}`:                                                           "Most distance: T-5120, 180 km; then T-4407, 150 km.",
		`{"metric":"distance","order":"bottom","limit":1}`:                                                     "Least distance: T-4407, 150 km.",
		`{"metric":"distance","by":"driver","period":"last_week"}`:                                             "Most distance: Moses Okafor, 210 km; then Ibrahim Bello, 120 km.",
		`{"metric":"driving_hours"}`:                                                                           "Most driving: T-5120, 3 h; then T-4407, 2.5 h.",
		`{"metric":"trips"}`:                                                                                   "Most trips: T-5120, 2; then T-4407, 0.",
		`{"metric":"trips","by":"client"}`:                                                                     "Most trips: Deekay Foods, 2.",
		`{"metric":"on_time","order":"bottom"}`:                                                                "Worst on-time share: T-5120, 50%.",
		`{"metric":"utilisation","period":{"from":"2026-11-21","to":"2026-11-21"}}`:                            "Highest utilisation: T-5120, 100%; then T-4407, 100%.",
		`{"metric":"utilisation","order":"bottom","limit":1}`:                                                  "Lowest utilisation: T-4407, 50%.",
		`{"metric":"harsh_events","by":"driver"}`:                                                              "Most harsh events: Moses Okafor, 2; then Ibrahim Bello, 2.",
		`{"metric":"score","order":"bottom"}`:                                                                  "Worst score: Moses Okafor, 95.7; then Ibrahim Bello, 96.7.",
		`{"metric":"turnaround","by":"client"}`:                                                                "Longest turnaround: Deekay Foods, 5 h 00 min.",
		`{"metric":"turnaround","by":"driver"}`:                                                                "Longest turnaround: Moses Okafor, 6 h 00 min; then Ibrahim Bello, 4 h 00 min.",
		`{"metric":"distance","period":{"from":"2026-11-21T07:00:00+01:00","to":"2026-11-21T08:00:00+01:00"}}`: "Most distance: T-5120, 60 km.",
		`{"metric":"distance","by":"driver","period":{"from":"2026-11-21T13:00:00+01:00","to":"2026-11-21T15:00:00+01:00"}}`: "Most distance: Moses Okafor, 60 km.",
	} {
		if a := f.ask(dispatcher, "rank", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(dispatcher, "rank", `{"metric":"score","by":"driver","limit":1}`)
	if got := strings.Join(a.Table.Rows[0], "|"); got != "1|Ibrahim Bello|96.7|120 km|2|0 min|0" || a.Table.More != 1 {
		t.Errorf("score row %s, %d more", got, a.Table.More)
	}
	if a := f.ask(dispatcher, "rank", `{"metric":"on_time"}`); !strings.Contains(a.Text(), "1 truck had no trip that left.") {
		t.Errorf("who has no figure: %s", a.Text())
	}
	f.journey("BDG 220 YA", noon.Add(-2*time.Hour), 40*time.Minute)
	f.rolledUp()
	if a := f.ask(dispatcher, "rank", `{"metric":"score","by":"truck","period":"today"}`); a.Table != nil || !strings.Contains(a.Text(), "1 truck drove less than 100 km, too little for a score.") {
		t.Errorf("too few kilometres: %s", a.Text())
	}
	for args, kind := range map[string]fleet.Kind{
		`{"metric":"distance","by":"client"}`: fleet.Invalid, `{"metric":"distance","limit":900}`: fleet.Invalid, `{"metric":"distance","client":"Deekay"}`: fleet.Invalid,
		`{"metric":"score","period":"last_night"}`: fleet.Invalid, `{"metric":"wit"}`: fleet.Invalid, `{"metric":"trips","period":"next_week"}`: fleet.Invalid,
	} {
		_, err := f.run(dispatcher, fleet.ViaCommand, "rank", args)
		wantKind(t, err, kind)
	}
	_, err := f.run(viewer, fleet.ViaCommand, "rank", `{"metric":"distance"}`)
	wantKind(t, err, fleet.Forbidden)
	if a, err := f.run(dispatcher, fleet.ViaCommand, "rank", `{}`); err != nil || a.Ask == nil || a.Ask.Missing[0] != "metric" {
		t.Errorf("without a metric: %v %+v", err, a)
	}
}

// Trucks that stood at a gate for less than five minutes only passed.
func TestTurnaroundOfTerminals(t *testing.T) {
	f := newFixture(t)
	stay := func(plate, from string, minutes int) {
		f.at(from)
		start := f.now
		for m := -1; m <= minutes+3; m++ {
			f.now = start.Add(time.Duration(m) * time.Minute)
			lat := 6.556
			if m < 0 || m >= minutes {
				lat = 6.62 // outside
			}
			f.drive(plate, lat, 3.476, 20, 0)
		}
	}
	stay("T-4407", "11-20 08:00", 60)
	stay("T-5120", "11-20 08:00", 90)
	stay("BDG 220 YA", "11-20 08:00", 240)
	stay("T-4407", "11-21 09:00", 3)
	f.now = noon
	a := f.ask(dispatcher, "rank", `{"metric":"turnaround"}`)
	if a.Headline != "Longest turnaround: Ibeshe Terminal, 1 h 30 min." || a.Table.Rows[0][3] != "3" || a.Table.Rows[0][4] != "4 h 00 min" {
		t.Errorf("%s %v", a.Headline, a.Table)
	}
}

func TestCompare(t *testing.T) {
	f := shared(t)
	for args, want := range map[string]string{
		`{"metric":"distance","period":{"from":"2026-11-21","to":"2026-11-21"},"compare_with":{"from":"2026-11-20","to":"2026-11-20"}}`: "Distance: 330 km, against no data.",
		`{"metric":"distance","period":"last_week","trucks":["T-4407","T-5120"]}`:                                                       "Distance: T-4407 150 km, T-5120 180 km.",
		`{"metric":"trips","period":"this_week","compare_with":"last_week"}`:                                                            "Trips: 0, against 2: 2 less (-100%).",
		`{"metric":"distance","truck":"4407","period":"last_week"}`:                                                                     "Distance of T-4407: 150 km, against no data.",
		`{"metric":"distance","driver":"moses","period":"last_week"}`:                                                                   "Distance of Moses Okafor: 210 km, against no data.",
		`{"metric":"turnaround","client":"deekay","period":"last_week"}`:                                                                "Turnaround of Deekay Foods: 5 h 00 min, against no data.",
		`{"metric":"turnaround","period":"last_week"}`:                                                                                  "Turnaround: 5 h 00 min, against no data.",
	} {
		if a := f.ask(dispatcher, "compare", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(dispatcher, "compare", `{"period":"last_week"}`)
	if len(a.Table.Rows) != 13 || a.Table.Columns[1] != "Mon 16 Nov to Sun 22 Nov 2026" || a.Table.Columns[2] != "Mon 9 Nov to Sun 15 Nov 2026" {
		t.Errorf("all metrics: %v", a.Table)
	}
	a = f.ask(dispatcher, "compare", `{"metric":"distance","period":"last_week"}`)
	if a.Chart == nil || len(a.Chart.Series) != 2 || a.Chart.Labels[0] != "Mon" || a.Chart.Series[0].Values[5] == nil || a.Chart.Series[1].Values[5] != nil {
		t.Errorf("chart: %+v", a.Chart)
	}
	_, err := f.run(dispatcher, fleet.ViaCommand, "compare", `{"metric":"score","period":"last_night"}`)
	wantKind(t, err, fleet.Invalid)
	_, err = f.run(dispatcher, fleet.ViaCommand, "compare", `{"metric":"distance","client":"Deekay"}`)
	wantKind(t, err, fleet.Invalid)
}
