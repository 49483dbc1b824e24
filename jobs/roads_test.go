package jobs

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// TestRoadsAreLearnedFromWhatTrucksDid has one truck take the same way each
// morning for six weeks.
func TestRoadsAreLearnedFromWhatTrucksDid(t *testing.T) {
	s := storetest.Open(t)
	reg := tools.New(s, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
	must := func(tool, args string) {
		t.Helper()
		if a, err := reg.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, tool, json.RawMessage(args)); err != nil || a.Ask != nil {
			t.Fatalf("%s: %v %+v", args, err, a)
		}
	}
	must("place_save", `{"name":"Ogere","kind":"park","latitude":6.94,"longitude":3.65,"radius_m":700}`)
	must("place_save", `{"name":"Ibadan","kind":"city","latitude":7.378,"longitude":3.947,"radius_m":5000}`)
	must("driver_save", `{"name":"Sunday Bassey"}`)
	must("truck_save", `{"plate":"KJA-123XA","driver":"Sunday Bassey","imei":"356307042441013"}`)
	way := []fleet.Point{{Lat: 6.850, Lon: 3.600}, {Lat: 6.940, Lon: 3.650}, {Lat: 7.0, Lon: 3.69}, {Lat: 7.1, Lon: 3.755}, {Lat: 7.2, Lon: 3.82}, {Lat: 7.3, Lon: 3.89}, {Lat: 7.378, Lon: 3.947}}
	for day := 1; day <= 42; day++ {
		left := fleet.StartOfDay(noon).AddDate(0, 0, -day).Add(9 * time.Hour)
		var in []store.Incoming
		for i, p := range way {
			at := left.Add(time.Duration(i) * 20 * time.Minute)
			in = append(in, store.Incoming{EntryID: fmt.Sprint(day, i), Body: []byte(`{}`), Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, IMEI: "356307042441013", Plate: "KJA-123XA",
				Position: &fleet.Position{At: at, Point: p, SpeedKmh: 40, ReceivedAt: at}}})
		}
		if _, err := s.ApplyFacts(t.Context(), left.Add(3*time.Hour), in); err != nil {
			t.Fatal(err)
		}
		stamp := func(d time.Duration) string { return left.Add(d).Format(time.RFC3339) }
		must("trip_save", fmt.Sprintf(`{"ref":"%d","truck":"KJA-123XA","origin":"Ogere","destination":"Ibadan","status":"completed","start":%q,"departed_at":%q,"arrived_at":%q,"completed_at":%q}`,
			7000+day, stamp(0), stamp(0), stamp(3*time.Hour), stamp(4*time.Hour)))
	}
	j := open(t, eventstest.Open(t), s)
	for range 2 { // a second run changes nothing
		if err := j.learnRoads(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	paces, err := s.Paces(t.Context(), []string{"Ogere>Ibadan"})
	if pace, ok := paces.At("Ogere>Ibadan", 9); err != nil || !ok || pace.Passes != 42 || pace.Mid < 3600 || pace.Mid > 3*3600 {
		t.Errorf("pace = %+v %v, %v", pace, ok, err)
	}
	learned, err := s.ETALearned(t.Context())
	if err != nil || len(learned) == 0 {
		t.Fatalf("learned %v, %v", learned, err)
	}
	for kind, l := range learned {
		if l.Arrivals < fleet.MinArrivals || l.Low > l.Mid || l.Mid > l.High || kind == "" {
			t.Errorf("%s: %+v", kind, l)
		}
	}
}
