package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// Whoever reads miles reads nothing else, whatever is asked.
func TestAnswersAreInTheCallersUnits(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	f.drive("T-4407", 6.60, 3.365, 54, 2*time.Minute)
	f.must("trip_save", `{"ref":"3201","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-23T09:00:00+01:00","status":"en_route"}`)
	f.alert(fleet.AlertOverspeed, "T-4407", time.Minute)
	inMiles := dispatcher
	inMiles.Units = fleet.Miles
	for _, c := range []struct{ tool, args, km, mi string }{
		{"truck_status", `{"truck":"T-4407"}`, "T-4407 is moving at 54 km/h, 2 km west of Ketu.", "T-4407 is moving at 34 mph, 1 mi west of Ketu."},
		{"truck_status", `{"trucks":["T-4407","T-5120"]}`, "moving, 54 km/h", "moving, 34 mph"},
		{"trucks_near", `{"place":"Ibeshe","radius_km":16.09344}`, "within 16.09 km of Ibeshe Terminal", "within 10 mi of Ibeshe Terminal"},
		{"trucks_near", `{"place":"Ibeshe","radius_km":16.09344}`, "13 km W", "8.2 mi W"},
		{"trucks_near", `{"place":"Ibadan"}`, "Radius 10 km, because none was given.", "Radius 6.21 mi, because none was given."},
		{"trucks_near", `{"place":"Ibeshe","limit":1}`, "km away", "mi away"},
		{"trip_status", `{"trip_id":"3201"}`, "moving, 54 km/h, 2 km west of", "moving, 34 mph, 1 mi west of"},
		{"fleet_summary", `{"status":"moving"}`, "moving, 54 km/h", "moving, 34 mph"},
		{"report", `{}`, "40 km driven", "25 mi driven"},
		{"report", `{}`, "Over 60 km/h", "Over 37 mph"},
		{"report", `{}`, "Most km", "Most mi"},
		{"report", `{"period":{"from":"2026-11-21","to":"2026-11-22"}}`, "Distance (km)", "Distance (mi)"},
	} {
		for _, one := range []struct {
			caller      fleet.Caller
			want, never string
		}{{dispatcher, c.km, " mi"}, {inMiles, c.mi, " km"}} {
			a, err := f.run(one.caller, fleet.ViaCommand, c.tool, c.args)
			if err != nil {
				t.Fatalf("%s %s: %v", c.tool, c.args, err)
			}
			text := strings.ReplaceAll(a.Text(), " min", "")
			if !strings.Contains(text, one.want) || strings.Contains(text, one.never+" ") || strings.Contains(text, one.never+"/h") {
				t.Errorf("%s %s in %q: %q is missing, or %q there, in\n%s", c.tool, c.args, one.caller.Units, one.want, one.never, text)
			}
		}
	}
}

// A card of one's own is in one's units, with what one's role may do; the
// channel's is in kilometres.
func TestAlertCardsAreInTheReadersUnits(t *testing.T) {
	a := store.AlertNow{ID: 7, Kind: fleet.AlertOverspeed, TruckID: 1, Truck: "T-1", Started: noon, Detail: store.AlertDetail{SpeedKmh: 80.4672},
		Near: store.Nearby{Name: "Ogere Trailer Park", M: 3200}}
	if got := tools.AlertCard(a); fact(got, "Speed") != "80 km/h" || fact(got, "Place") != "3.2 km north of Ogere Trailer Park" || len(got.Choices) != 12 {
		t.Errorf("the channel reads %+v", got)
	}
	got := tools.AlertCardFor(a, fleet.Viewer, fleet.Miles)
	if fact(got, "Speed") != "50 mph" || fact(got, "Place") != "2.0 mi north of Ogere Trailer Park" || !strings.Contains(got.Headline, "2.0 mi north") {
		t.Errorf("the viewer reads %+v", got)
	}
	if labels(got) != "Where is T-1 now, Catch me up" {
		t.Errorf("the viewer may %+v, want to look alone", got.Choices)
	}
}

// What is stored and what pictures are drawn from stays metric.
func TestFiguresStayMetric(t *testing.T) {
	f := newFixture(t)
	f.withYesterday()
	inMiles := dispatcher
	inMiles.Units = fleet.Miles
	args := `{"period":{"from":"2026-11-21","to":"2026-11-22"}}`
	km, err := f.run(dispatcher, fleet.ViaCommand, "report", args)
	if err != nil {
		t.Fatal(err)
	}
	mi, err := f.run(inMiles, fleet.ViaCommand, "report", args)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := km.Chart.Series[0], mi.Chart.Series[0]; a.Unit != "km" || b.Unit != "km" || *a.Values[1] != *b.Values[1] {
		t.Errorf("series %+v and %+v, want the same kilometres", a, b)
	}
	shown := mi.Chart.In(mi.Units).Series
	if got := *shown[0].Values[1]; shown[0].Unit != "mi" || got*fleet.KmPerMile-*km.Chart.Series[0].Values[1] > 0.001 || shown[0].Values[0] != nil || shown[1].Unit != "h" {
		t.Errorf("shown as %+v", shown)
	}
}
