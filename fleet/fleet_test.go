package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

func TestKey(t *testing.T) {
	for _, plate := range []string{"BDG 220 YA", "bdg-220ya", " BDG220YA "} {
		if got := fleet.Key(plate); got != "BDG220YA" {
			t.Errorf("Key(%q) = %q", plate, got)
		}
	}
	if got := fleet.LookalikeKey("T-512O"); got != "T5120" {
		t.Errorf("LookalikeKey = %q", got)
	}
}

func TestParseDistance(t *testing.T) {
	good := map[string]float64{"10km": 10, "10": 10, "5 miles": 8.04672, "800m": 0.8, "2,5 km": 2.5, "500 metres": 0.5,
		"1,000 km": 1000, "1,500 m": 1.5, "1,500.5 m": 1.5005, "0,500 km": 0.5, "12,34": 12.34}
	for text, want := range good {
		if got, err := fleet.ParseDistance(text); err != nil || got < want*0.999 || got > want*1.001 {
			t.Errorf("ParseDistance(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "-5", "banana", "5 parsecs", "", "1e9km", "2000km", "1,000,5 km", "1,000,000 km"} {
		_, err := fleet.ParseDistance(text)
		if fleet.KindOf(err) != fleet.Invalid || fleet.MessageFor(err) == "" {
			t.Errorf("ParseDistance(%q): want an Invalid error with words, got %v", text, err)
		}
	}
}

func TestDistanceAndCompass(t *testing.T) {
	apapa, ibadan := fleet.Point{Lat: 6.445, Lon: 3.365}, fleet.Point{Lat: 7.378, Lon: 3.947}
	if m := apapa.MetersTo(ibadan); m < 121_000 || m > 123_000 {
		t.Errorf("Apapa to Ibadan is %v m", m)
	}
	if w := fleet.Compass(apapa.BearingTo(ibadan)); w != "north-east" {
		t.Errorf("heading %s", w)
	}
	for degrees, want := range map[float64]string{0: "north", 359: "north", 44: "north-east", 180: "south", 270: "west"} {
		if got := fleet.Compass(degrees); got != want {
			t.Errorf("Compass(%v) = %s, want %s", degrees, got, want)
		}
	}
	if (fleet.Point{}).Valid() {
		t.Error("0,0 is what a tracker without a fix sends; it is not a place")
	}
}

func TestNamedWindow(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // already the 24th in Lagos
	cases := map[string][2]string{
		"today":      {"2026-11-24", "2026-11-25"},
		"yesterday":  {"2026-11-23", "2026-11-24"},
		"this_week":  {"2026-11-23", "2026-11-30"},
		"last_week":  {"2026-11-16", "2026-11-23"},
		"last_month": {"2026-10-01", "2026-11-01"},
		"this_month": {"2026-11-01", "2026-12-01"},
	}
	for name, want := range cases {
		w, ok := fleet.NamedWindow(name, now)
		if !ok || w.From.Format(time.DateOnly) != want[0] || w.To.Format(time.DateOnly) != want[1] {
			t.Errorf("%s: %v to %v, want %v", name, w.From, w.To, want)
		}
		if !w.From.Equal(fleet.StartOfDay(w.From)) {
			t.Errorf("%s does not start at midnight in Lagos: %v", name, w.From)
		}
	}
	if _, ok := fleet.NamedWindow("someday", now); ok {
		t.Error("an unknown name was accepted")
	}
}

func TestTripTransitions(t *testing.T) {
	type move struct{ from, to fleet.TripStatus }
	legal := []move{{fleet.Scheduled, fleet.Loading}, {fleet.Scheduled, fleet.EnRoute}, {fleet.EnRoute, fleet.Arrived},
		{fleet.Arrived, fleet.Completed}, {fleet.Loading, fleet.Cancelled}, {fleet.Offloading, fleet.Failed}}
	for _, m := range legal {
		if err := fleet.CheckTransition(m.from, m.to); err != nil {
			t.Errorf("%s to %s: %v", m.from, m.to, err)
		}
	}
	illegal := []move{{fleet.EnRoute, fleet.Loading}, {fleet.Completed, fleet.EnRoute}, {fleet.Cancelled, fleet.Scheduled},
		{fleet.Loading, fleet.Loading}, {fleet.Arrived, fleet.Cancelled}, {fleet.Failed, fleet.Completed}}
	for _, m := range illegal {
		if err := fleet.CheckTransition(m.from, m.to); fleet.KindOf(err) != fleet.Conflict {
			t.Errorf("%s to %s must be a conflict, got %v", m.from, m.to, err)
		}
	}
}

func TestDelayedIsDerived(t *testing.T) {
	start := time.Date(2026, 11, 23, 6, 0, 0, 0, fleet.WAT)
	trip := fleet.Trip{Status: fleet.Scheduled, Start: start}
	if trip.Delayed(start.Add(fleet.LateGrace)) || !trip.Delayed(start.Add(fleet.LateGrace+time.Second)) {
		t.Error("a trip is late just after the grace")
	}
	trip.Status = fleet.EnRoute
	if trip.Delayed(start.AddDate(0, 0, 1)) {
		t.Error("a trip that has left is not late in leaving")
	}
}

func TestContainerCheckDigit(t *testing.T) {
	for number, want := range map[string]bool{"TCNU3877560": true, "CSQU 305438 3": true, "MSCU7712043": false, "TCNU387756": false, "1234U387756": false} {
		if got := fleet.ContainerValid(number); got != want {
			t.Errorf("ContainerValid(%s) = %v", number, got)
		}
	}
}

func TestRoles(t *testing.T) {
	order := []fleet.Role{fleet.Viewer, fleet.Dispatcher, fleet.Manager, fleet.Admin, fleet.System}
	for i, low := range order {
		for j, high := range order {
			if high.AtLeast(low) != (j >= i) {
				t.Errorf("%s at least %s: %v", high, low, high.AtLeast(low))
			}
		}
		if fleet.DriverRole.AtLeast(low) || low.AtLeast(fleet.DriverRole) {
			t.Errorf("driver stands apart from %s", low)
		}
	}
	if _, ok := fleet.ParseRole("system"); ok {
		t.Error("no person is the system")
	}
}

func TestErrorsGiveNothingAway(t *testing.T) {
	secret := &fleet.Error{Kind: fleet.Internal, Message: "boom", Err: errText("password=hunter2")}
	if got := fleet.MessageFor(secret); got != "Something went wrong on our side. It is logged; please try again." {
		t.Errorf("internal errors must not show their message: %q", got)
	}
}

type errText string

func (e errText) Error() string { return string(e) }

func TestNextMorning(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-23T05:59:00+01:00": "2026-11-23T06:00:00+01:00",
		"2026-11-23T06:00:00+01:00": "2026-11-24T06:00:00+01:00",
		"2026-11-30T23:30:00Z":      "2026-12-01T06:00:00+01:00",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := fleet.NextMorning(at).In(fleet.WAT).Format(time.RFC3339); got != want {
			t.Errorf("after %s comes %s, want %s", now, got, want)
		}
	}
}
