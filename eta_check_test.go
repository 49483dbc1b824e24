package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

func TestETACheckTellsHowFarOffItWas(t *testing.T) {
	s := storetest.Open(t)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	check := func() string {
		t.Helper()
		var out strings.Builder
		if err := checkETA(t.Context(), s, fleet.Window{From: now.AddDate(0, 0, -10), To: now}, 100, 30*time.Minute, &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := check(); !strings.Contains(got, "Nothing to say") {
		t.Errorf("without history:\n%s", got)
	}
	reg := tools.New(s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	must := func(tool, args string) {
		t.Helper()
		if a, err := reg.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, tool, json.RawMessage(args)); err != nil || a.Ask != nil {
			t.Fatalf("%s: %v %+v", args, err, a)
		}
	}
	must("place_save", `{"name":"Ogere","kind":"park","latitude":6.94,"longitude":3.65,"radius_m":700}`)
	must("place_save", `{"name":"Ibadan","kind":"city","latitude":7.378,"longitude":3.947,"radius_m":5000}`)
	must("driver_save", `{"name":"Sunday Bassey"}`)
	must("truck_save", `{"plate":"KJA-123XA","imei":"356307042441013","driver":"Sunday Bassey"}`)
	way := []fleet.Point{{Lat: 6.940, Lon: 3.650}, {Lat: 7.05, Lon: 3.72}, {Lat: 7.2, Lon: 3.82}, {Lat: 7.3, Lon: 3.89}, {Lat: 7.378, Lon: 3.947}}
	for day := 3; day >= 1; day-- {
		left := fleet.StartOfDay(now).AddDate(0, 0, -day).Add(9 * time.Hour)
		var in []store.Incoming
		for i, p := range way {
			at := left.Add(time.Duration(i) * 25 * time.Minute)
			in = append(in, store.Incoming{EntryID: fmt.Sprint(day, i), Body: []byte(`{}`), Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, IMEI: "356307042441013", Plate: "KJA-123XA",
				Position: &fleet.Position{At: at, Point: p, SpeedKmh: 40, ReceivedAt: at}}})
		}
		if _, err := s.ApplyFacts(t.Context(), left.Add(3*time.Hour), in); err != nil {
			t.Fatal(err)
		}
		stamp := func(d time.Duration) string { return left.Add(d).Format(time.RFC3339) }
		must("trip_save", fmt.Sprintf(`{"ref":"%d","truck":"KJA-123XA","origin":"Ogere","destination":"Ibadan","status":"completed","start":%q,"departed_at":%q,"arrived_at":%q,"completed_at":%q}`,
			7000+day, stamp(0), stamp(0), stamp(2*time.Hour), stamp(3*time.Hour)))
	}
	got := check()
	for _, part := range []string{"3 journeys that fixes show to their end, 0 that they do not", "A range is to hold 80% of arrivals", "inside the range", "table"} {
		if !strings.Contains(got, part) {
			t.Errorf("without %q:\n%s", part, got)
		}
	}
}
