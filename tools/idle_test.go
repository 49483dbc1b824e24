package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// idling has a truck stand with the engine on, a fix a minute.
func (f *fixture) idling(plate string, lat, lon float64, from time.Time, minutes int) {
	f.Helper()
	for m := range minutes + 1 {
		f.drive(plate, lat, lon, 0, f.now.Sub(from.Add(time.Duration(m)*time.Minute)))
	}
	off := false
	at := from.Add(time.Duration(minutes)*time.Minute + time.Second)
	f.fix(plate, fleet.Position{At: at, Point: fleet.Point{Lat: lat, Lon: lon}, Ignition: &off, ReceivedAt: at})
}

func TestIdleReport(t *testing.T) {
	f := newFixture(t)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, fleet.WAT) }
	f.idling("T-4407", 6.445, 3.365, at(21, 23, 30), 60) // in the port, across midnight
	f.idling("T-4407", 6.70, 3.365, at(22, 10, 0), 20)   // at the roadside
	f.idling("T-5120", 6.445, 3.366, at(22, 9, 0), 40)
	f.rolledUp()
	for args, want := range map[string]string{
		`{"period":"yesterday"}`:                                              "The fleet idled 1.5 h: 1.2 h in queues, 20 min at the roadside.",
		`{"truck":"T-4407","period":"yesterday"}`:                             "T-4407 idled 50 min: 30 min in queues, 20 min at the roadside.",
		`{"truck":"T-4407","period":{"from":"2026-11-21","to":"2026-11-21"}}`: "T-4407 idled 30 min: 30 min in queues, none at the roadside.",
		`{"place":"apapa","period":"last_week"}`:                              "The fleet idled 1.7 h in Apapa Port.",
		`{"period":"yesterday","threshold":30}`:                               "2 trucks idled for 30 min or longer at a stretch, 2 times in all.",
		`{"period":"yesterday","threshold":60}`:                               "Nobody idled for 1 h 00 min or longer at a stretch.",
		`{"period":"last_week","threshold":1,"unit":"h"}`:                     "1 truck idled for 1 h 00 min or longer at a stretch, once.",
		`{"truck":"220","period":"yesterday"}`:                                "BDG 220 YA did not idle for 5 minutes in that time, as far as was heard.",
		`{"status":"parked","threshold":1000}`:                                "2 trucks are parked for 16 h 40 min or longer.",
		`{"status":"parked","threshold":2880}`:                                "0 trucks are parked for 2 d 0 h or longer.",
		`{"driver":"Moses","period":"yesterday"}`:                             "T-4407 idled 50 min: 30 min in queues, 20 min at the roadside.",
	} {
		if a := f.ask(dispatcher, "idle_report", args); a.Headline != want {
			t.Errorf("%s:\n got %q\nwant %q", args, a.Headline, want)
		}
	}
	a := f.ask(dispatcher, "idle_report", `{"period":"yesterday"}`)
	if len(a.Table.Rows) != 2 || strings.Join(a.Table.Rows[0], "|") != "T-4407|50 min|30 min|20 min|30 min|Apapa Port" {
		t.Errorf("table %v", a.Table.Rows)
	}
	a = f.ask(dispatcher, "idle_report", `{"truck":"T-4407","period":"last_week"}`)
	if len(a.Table.Rows) != 2 || a.Table.Rows[0][1] != "1 h 00 min" || a.Table.Rows[0][2] != "21 Nov 23:30" || a.Chart == nil || a.Window.String() != "Mon 16 Nov to Sun 22 Nov 2026 (WAT)" {
		t.Errorf("one truck: %s", a.Text())
	}
	_, err := f.run(dispatcher, fleet.ViaCommand, "idle_report", `{"threshold":-1}`)
	wantKind(t, err, fleet.Invalid)
}
