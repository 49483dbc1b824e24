package jobs

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func TestDecide(t *testing.T) {
	theft := store.AlertNow{Kind: fleet.AlertTheft, Severity: fleet.Critical, TruckID: 1, Started: noon.Add(-time.Minute)}
	with := func(change func(*store.AlertNow)) store.AlertNow {
		a := theft
		change(&a)
		return a
	}
	for name, c := range map[string]struct {
		alert  store.AlertNow
		post   bool
		reason string
	}{
		"critical and fresh":  {theft, true, "critical and fresh"},
		"just not stale":      {with(func(a *store.AlertNow) { a.Started = noon.Add(-Stale) }), true, "critical and fresh"},
		"stale":               {with(func(a *store.AlertNow) { a.Started = noon.Add(-Stale - time.Second) }), false, "older than 15 minutes"},
		"warning":             {with(func(a *store.AlertNow) { a.Severity = fleet.Warning }), false, "warning only"},
		"info":                {with(func(a *store.AlertNow) { a.Severity = fleet.Info }), false, "info only"},
		"no truck":            {with(func(a *store.AlertNow) { a.TruckID = 0 }), false, "the truck cannot be told from the plate"},
		"said, then it ended": {with(func(a *store.AlertNow) { a.Said, a.Started = true, noon.Add(-time.Hour) }), true, "people were told of it, so they are told how it goes on"},
	} {
		if post, reason := decide(c.alert, noon); post != c.post || reason != c.reason {
			t.Errorf("%s: decide = %v, %q; want %v, %q", name, post, reason, c.post, c.reason)
		}
	}
}

func TestSay(t *testing.T) {
	a := store.AlertNow{ID: 4, Kind: fleet.AlertTheft, Truck: "KJA 123 XA", Driver: "Moses Okafor", Point: fleet.Point{Lat: 6.94, Lon: 3.65},
		Near: store.Nearby{Name: "Ogere Trailer Park", M: 3200, Bearing: 1}, Detail: store.AlertDetail{Litres: 41.4}, Started: noon}
	if got, want := headline(a), "Possible fuel theft from KJA 123 XA, 41 litres, 3.2 km north of Ogere Trailer Park, 13:00 WAT."; got != want {
		t.Errorf("headline %q, want %q", got, want)
	}
	a.Ended, a.Place, a.Kind = noon.Add(80*time.Minute), "Ogere Trailer Park", fleet.AlertSOS
	if got, want := headline(a), "SOS from KJA 123 XA, 41 litres, in Ogere Trailer Park, 13:00 WAT (ended 14:20 WAT)."; got != want {
		t.Errorf("headline %q, want %q", got, want)
	}
	facts := map[string]string{}
	for _, f := range say(a).Facts {
		facts[f.Label] = f.Value
	}
	for label, want := range map[string]string{"Truck": "KJA 123 XA", "Driver": "Moses Okafor", "Place": "In Ogere Trailer Park",
		"Time": "Mon 2 Nov, 13:00 WAT", "Ended": "14:20 WAT, after 1 h 20 min", "Fuel": "41 litres"} {
		if facts[label] != want {
			t.Errorf("%s = %q, want %q", label, facts[label], want)
		}
	}
	bare := say(store.AlertNow{Kind: "tyre_pressure", Truck: "A1", Started: noon})
	if bare.Headline != "Tyre pressure: A1, 13:00 WAT." || strings.Contains(bare.Text(), "Place") {
		t.Errorf("bare alert = %q", bare.Text())
	}
}

func TestSlots(t *testing.T) {
	d := &daily{hour: 0, minute: 10}
	for now, want := range map[string]string{
		"2026-11-02T23:09:59Z": "2026-11-01T23:10:00Z", // 00:09:59 in Lagos: still yesterday's
		"2026-11-02T23:10:00Z": "2026-11-02T23:10:00Z",
		"2026-11-03T12:00:00Z": "2026-11-02T23:10:00Z",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.slot(at).Format(time.RFC3339); got != want {
			t.Errorf("slot at %s = %s, want %s", now, got, want)
		}
	}
}
