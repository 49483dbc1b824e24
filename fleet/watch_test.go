package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

// watchAt is noon in Lagos; the road is outside of it.
var (
	watchAt = time.Date(2026, 11, 2, 11, 0, 0, 0, time.UTC)
	onRoad  = fleet.Point{Lat: 7.2, Lon: 3.9}
)

// ago is a moment before watchAt.
func ago(d time.Duration) time.Time { return watchAt.Add(-d) }

// scene is an active truck that stood still and was heard of a moment ago.
func scene(change func(*fleet.Scene)) fleet.Scene {
	s := fleet.Scene{Now: watchAt, TruckID: 1, Active: true,
		State: fleet.State{Position: fleet.Position{TruckID: 1, At: watchAt, Point: onRoad}, Motion: fleet.Stopped, MotionSince: ago(time.Hour)}}
	change(&s)
	return s
}

// ofKind are the findings of one kind.
func ofKind(list []fleet.Trouble, k fleet.AlertKind) (out []fleet.Trouble) {
	for _, f := range list {
		if f.Kind == k {
			out = append(out, f)
		}
	}
	return out
}

// drove are fixes that end at watchAt, a minute apart, by speed.
func drove(kmh ...float64) func(*fleet.Scene) {
	return func(s *fleet.Scene) {
		s.HasFixes = true
		for i, v := range kmh {
			at := ago(time.Duration(len(kmh)-1-i) * time.Minute)
			s.Fixes = append(s.Fixes, fleet.Position{TruckID: 1, At: at, Point: onRoad, SpeedKmh: v})
		}
	}
}

func TestWatchOverspeed(t *testing.T) {
	type found struct {
		since, seen time.Duration // ago
		over        bool
		severity    fleet.Severity
	}
	w, c := fleet.Warning, fleet.Critical
	for name, tt := range map[string]struct {
		scene func(*fleet.Scene)
		want  []found
	}{
		"at the limit and its margin":   {drove(65, 65, 65), nil},
		"above it for exactly a minute": {drove(50, 66, 66), []found{{time.Minute, 0, false, w}}},
		"one fix is none":               {drove(50, 90, 50, 50, 50), nil},
		"graver beyond limit and 20":    {drove(66, 81, 70), []found{{2 * time.Minute, 0, false, c}}},
		"limit and 20 is not":           {drove(66, 80, 70), []found{{2 * time.Minute, 0, false, w}}},
		"a dip of a minute is none":     {drove(66, 66, 50, 66, 66, 66), []found{{5 * time.Minute, 0, false, w}}},
		"not over after a minute":       {drove(66, 66, 50), []found{{2 * time.Minute, time.Minute, false, w}}},
		"over after two":                {drove(66, 66, 50, 50), []found{{3 * time.Minute, 2 * time.Minute, true, w}}},
		"an impossible speed is noise":  {drove(50, 180, 180, 180, 50), nil},
		"twice":                         {drove(66, 66, 50, 50, 50, 70, 70), []found{{6 * time.Minute, 5 * time.Minute, true, w}, {time.Minute, 0, false, w}}},
		"silence between proves nothing": {func(s *fleet.Scene) {
			drove(66, 66)(s)
			s.Fixes[0].At = ago(6 * time.Minute)
		}, nil},
		"silence afterwards ends it": {func(s *fleet.Scene) {
			drove(66, 66)(s)
			s.Fixes[0].At, s.Fixes[1].At = ago(17*time.Minute), ago(16*time.Minute)
		}, []found{{17 * time.Minute, 16 * time.Minute, true, w}}},
		"not looked at": {func(s *fleet.Scene) { drove(90, 90, 90)(s); s.HasFixes = false }, nil},
	} {
		got := ofKind(fleet.Watch(nil, scene(tt.scene)), fleet.AlertOverspeed)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, f := range got {
			x := found{watchAt.Sub(f.Since), watchAt.Sub(f.Seen), f.Over, f.Severity}
			if x != tt.want[i] || !f.Passed.Equal(f.Since.Add(time.Minute)) {
				t.Errorf("%s: %+v, want %+v", name, x, tt.want[i])
			}
		}
	}
}

func TestWatchOverspeedByPlace(t *testing.T) {
	town := fleet.Place{ID: 4, Name: "Ibadan", Kind: "city", Center: onRoad, RadiusM: 5000}
	yard := fleet.Place{ID: 5, Name: "Yard", Kind: "depot", Center: onRoad, RadiusM: 300}
	limit := func(place int64, kmh float64) fleet.AlertRule {
		return fleet.AlertRule{ID: place, Kind: fleet.AlertOverspeed, On: true, Scope: fleet.RuleScope{PlaceID: place}, Params: map[string]float64{"limit": kmh}}
	}
	s := scene(drove(50, 50, 50))
	s.Places = fleet.NewPlaceIndex([]fleet.Place{town, yard})
	for name, tt := range map[string]struct {
		rules fleet.AlertRules
		rule  int64
	}{
		"nothing special":       {nil, 0},
		"in town":               {fleet.AlertRules{limit(4, 40)}, 4},
		"the smaller one first": {fleet.AlertRules{limit(4, 40), limit(5, 20)}, 5},
		"the smaller is slack":  {fleet.AlertRules{limit(4, 40), limit(5, 70)}, 0},
		"elsewhere":             {fleet.AlertRules{limit(9, 10)}, 0},
	} {
		got := ofKind(fleet.Watch(tt.rules, s), fleet.AlertOverspeed)
		if tt.rule == 0 && len(got) > 0 || tt.rule != 0 && (len(got) != 1 || got[0].Rule != tt.rule) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A jump of the receiver is not believed by the rules of motion, so no speed
// made of it is ever looked at.
func TestWatchJump(t *testing.T) {
	none := func(fleet.Point) []*fleet.Place { return nil }
	st := fleet.State{}
	s := scene(func(s *fleet.Scene) { s.HasFixes = true })
	for i := range 4 {
		p := fleet.Position{TruckID: 1, At: ago(time.Duration(3-i) * time.Minute), ReceivedAt: watchAt, Point: onRoad, SpeedKmh: 20}
		if i == 2 {
			p.Point.Lat, p.SpeedKmh = p.Point.Lat+1, 120
		}
		step := fleet.Advance(st, p, none)
		if st = step.State; step.Reject == "" {
			s.Fixes = append(s.Fixes, p)
		}
	}
	s.State = st
	if len(s.Fixes) != 3 {
		t.Fatalf("%d fixes believed", len(s.Fixes))
	}
	if got := fleet.Watch(nil, s); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestWatchOff(t *testing.T) {
	off := fleet.AlertRules{}
	for _, sort := range fleet.RuleSorts() {
		off = append(off, fleet.AlertRule{ID: 1, Kind: sort.Kind})
	}
	s := scene(drove(90, 90, 90))
	s.State.At, s.State.Motion, s.State.IdleSince = ago(5*time.Minute), fleet.Idling, ago(3*time.Hour)
	if got := fleet.Watch(nil, s); len(got) != 2 {
		t.Errorf("on: %+v", got)
	}
	if got := fleet.Watch(off, s); len(got) != 0 {
		t.Errorf("off: %+v", got)
	}
}
