package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

// pastOf are fixes a minute apart from a moment on, by speed, driven north.
func pastOf(from time.Time, kmh ...float64) (out []fleet.Position) {
	on := true
	at := onRoad
	for i, v := range kmh {
		at.Lat += v / 60 / 111.2
		moment := from.Add(time.Duration(i) * time.Minute)
		out = append(out, fleet.Position{TruckID: 1, At: moment, ReceivedAt: moment, Point: at, SpeedKmh: v, Ignition: &on})
	}
	return out
}

// times repeats a speed.
func times(n int, kmh float64) (out []float64) {
	for range n {
		out = append(out, kmh)
	}
	return out
}

func TestReplay(t *testing.T) {
	w := fleet.Window{From: watchAt, To: watchAt.Add(6 * time.Hour)}
	var speeds []float64
	for _, part := range [][]float64{times(30, 50), times(4, 72), times(60, 50), times(3, 90), times(20, 50), times(2, 73), times(40, 50), times(50, 0), times(30, 50)} {
		speeds = append(speeds, part...)
	}
	past := fleet.Past{TruckID: 1, Fixes: pastOf(watchAt, speeds...)}
	limit := func(v float64) fleet.AlertRules {
		return fleet.AlertRules{{ID: 7, Kind: fleet.AlertOverspeed, On: true, Params: map[string]float64{"limit": v}}}
	}
	for name, tt := range map[string]struct {
		rules fleet.AlertRules
		kind  fleet.AlertKind
		want  int
	}{
		"three spells, the last two within half an hour of each other": {nil, fleet.AlertOverspeed, 2},
		"only the fastest":                {limit(80), fleet.AlertOverspeed, 1},
		"none so fast":                    {limit(100), fleet.AlertOverspeed, 0},
		"switched off":                    {fleet.AlertRules{{Kind: fleet.AlertOverspeed}}, fleet.AlertOverspeed, 0},
		"it idled for longer than 20 min": {nil, fleet.AlertIdle, 1},
		"and fell silent at the end":      {nil, fleet.AlertOffline, 1},
		"by day there is no night":        {nil, fleet.AlertNight, 0},
	} {
		got := fleet.Replay(tt.rules, tt.kind, past, fleet.NewPlaceIndex(nil), w)
		if len(got) != tt.want {
			t.Errorf("%s: %d incidents, want %d: %+v", name, len(got), tt.want, got)
		}
		again := fleet.Replay(tt.rules, tt.kind, past, fleet.NewPlaceIndex(nil), w)
		if len(again) != len(got) {
			t.Errorf("%s: another %d the second time", name, len(again))
		}
	}
	if got := fleet.Replay(nil, fleet.AlertOverspeed, past, fleet.NewPlaceIndex(nil), w); got[0].Value != 72 || !got[0].Since.Equal(watchAt.Add(30*time.Minute)) || got[1].Value != 90 {
		t.Errorf("how bad, and since when: %+v", got)
	}
}

// A trip's past status is read from the times of its steps.
func TestReplayOfTrips(t *testing.T) {
	w := fleet.Window{From: watchAt, To: watchAt.Add(12 * time.Hour)}
	trip := fleet.Trip{ID: 3, TruckID: 1, Ref: "3101", Origin: "Apapa", Status: fleet.Completed, Start: watchAt.Add(time.Hour)}
	trip.Times.Departed = watchAt.Add(5 * time.Hour)
	trip.Times.Completed = watchAt.Add(10 * time.Hour)
	past := fleet.Past{TruckID: 1, Fixes: pastOf(watchAt, times(11*60, 0)...), Trips: []fleet.Trip{trip}}
	got := fleet.Replay(nil, fleet.AlertLateDeparture, past, fleet.NewPlaceIndex(nil), w)
	if len(got) != 1 || got[0].TripID != 3 || !got[0].Since.Equal(trip.Start) {
		t.Errorf("left 4 h late: %+v", got)
	}
	longer := fleet.AlertRules{{Kind: fleet.AlertLateDeparture, On: true, Params: map[string]float64{"grace": 300}}}
	if got := fleet.Replay(longer, fleet.AlertLateDeparture, past, fleet.NewPlaceIndex(nil), w); len(got) != 0 {
		t.Errorf("with 5 h of grace: %+v", got)
	}
	if fleet.AlertSOS.Replays() || !fleet.AlertZone.Replays() {
		t.Error("what LocoNav alone tells of cannot be tried")
	}
}
