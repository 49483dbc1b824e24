package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

// wheel is a scene at an hour of the Lagos clock, on the road since a while.
func wheel(hour, minute int, since time.Duration, change func(*fleet.Scene)) fleet.Scene {
	return scene(func(s *fleet.Scene) {
		s.Now = fleet.StartOfDay(watchAt).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
		s.State.At, s.State.Motion = s.Now, fleet.Moving
		s.State.Drive = fleet.OpenDrive{Start: s.Now.Add(-since), Proven: true, Path: since.Minutes() * 600}
		change(s)
	})
}

func TestWatchNight(t *testing.T) {
	plain := func(*fleet.Scene) {}
	for name, tt := range map[string]struct {
		scene fleet.Scene
		found bool
		since time.Duration
	}{
		"by day":              {wheel(21, 59, 5*time.Hour, plain), false, 0},
		"not long enough":     {wheel(22, 59, 5*time.Hour, plain), false, 0},
		"exactly long enough": {wheel(23, 0, 5*time.Hour, plain), true, time.Hour},
		"past midnight":       {wheel(1, 0, 2*time.Hour, plain), true, 2 * time.Hour},
		"the last minute":     {wheel(4, 59, time.Hour, plain), true, time.Hour},
		"the night is over":   {wheel(5, 0, time.Hour, plain), false, 0},
		"just left":           {wheel(23, 30, 59*time.Minute, plain), false, 0},
		"it halts":            {wheel(23, 30, time.Hour, func(s *fleet.Scene) { s.State.Drive.Halt = s.Now }), false, 0},
		"in Lagos":            {wheel(23, 30, time.Hour, func(s *fleet.Scene) { s.State.Point = fleet.Point{Lat: 6.5, Lon: 3.4} }), false, 0},
		"out of Lagos since": {wheel(23, 30, time.Hour, func(s *fleet.Scene) {
			s.Fixes = []fleet.Position{{At: s.Now.Add(-10 * time.Minute), Point: fleet.Point{Lat: 6.5, Lon: 3.4}}}
		}), false, 0},
	} {
		got := ofKind(fleet.Watch(nil, tt.scene), fleet.AlertNight)
		if (len(got) == 1) != tt.found || tt.found && tt.scene.Now.Sub(got[0].Since) != tt.since {
			t.Errorf("%s: %+v", name, got)
		}
	}
	a := ofKind(fleet.Watch(nil, wheel(23, 30, time.Hour, plain)), fleet.AlertNight)
	next := wheel(1, 30, time.Hour, plain)
	next.Now, next.State.At = next.Now.AddDate(0, 0, 1), next.State.At.AddDate(0, 0, 1)
	next.State.Drive.Start = next.State.Drive.Start.AddDate(0, 0, 1)
	if b := ofKind(fleet.Watch(nil, next), fleet.AlertNight); len(a) != 1 || len(b) != 1 || a[0].Key != b[0].Key {
		t.Errorf("one night has one key: %+v %+v", a, b)
	}
}

func TestWatchFatigue(t *testing.T) {
	most := 4*time.Hour + 30*time.Minute
	drives := func(list ...time.Duration) func(*fleet.Scene) { // from, to, from, to ... ago
		return func(s *fleet.Scene) {
			for i := 0; i < len(list); i += 2 {
				s.Drives = append(s.Drives, fleet.Drive{Start: s.Now.Add(-list[i]), End: s.Now.Add(-list[i+1])})
			}
		}
	}
	for name, tt := range map[string]struct {
		scene fleet.Scene
		found bool
	}{
		"a second short":           {wheel(12, 0, most-time.Second, drives()), false},
		"exactly the limit":        {wheel(12, 0, most, drives()), true},
		"a short break is none":    {wheel(12, 0, 2*time.Hour, drives(5*time.Hour, 2*time.Hour+29*time.Minute)), true},
		"a rest":                   {wheel(12, 0, 2*time.Hour, drives(5*time.Hour, 2*time.Hour+30*time.Minute)), false},
		"halted, not rested":       {wheel(12, 0, 5*time.Hour, func(s *fleet.Scene) { s.State.Drive.Halt = s.Now.Add(-29 * time.Minute) }), true},
		"halted and rested":        {wheel(12, 0, 6*time.Hour, func(s *fleet.Scene) { s.State.Drive.Halt = s.Now.Add(-30 * time.Minute) }), false},
		"not proven to be a drive": {wheel(12, 0, 6*time.Hour, func(s *fleet.Scene) { s.State.Drive.Proven = false }), false},
	} {
		if got := ofKind(fleet.Watch(nil, tt.scene), fleet.AlertFatigue); (len(got) == 1) != tt.found {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWatchMovement(t *testing.T) {
	far := func(m float64) func(*fleet.Scene) {
		return func(s *fleet.Scene) { s.State.Drive.From = fleet.Point{Lat: onRoad.Lat - m/110_590, Lon: onRoad.Lon} }
	}
	trip := func(status fleet.TripStatus, start time.Duration) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			far(5000)(s)
			x := onTrip(s, status)
			x.Start, x.Times.Completed = s.Now.Add(start), s.Now.Add(start)
		}
	}
	for name, tt := range map[string]struct {
		scene fleet.Scene
		found bool
	}{
		"far enough":           {wheel(23, 0, time.Hour, far(501)), true},
		"a metre less":         {wheel(23, 0, time.Hour, far(499)), false},
		"by day":               {wheel(12, 0, time.Hour, far(5000)), false},
		"on a trip":            {wheel(23, 0, time.Hour, trip(fleet.EnRoute, -time.Hour)), false},
		"to its next trip":     {wheel(23, 0, time.Hour, trip(fleet.Scheduled, 24*time.Hour)), false},
		"long before it":       {wheel(23, 0, time.Hour, trip(fleet.Scheduled, 25*time.Hour)), true},
		"home from one":        {wheel(23, 0, time.Hour, trip(fleet.Completed, -12*time.Hour)), false},
		"long after one":       {wheel(23, 0, time.Hour, trip(fleet.Completed, -13*time.Hour)), true},
		"in one of our places": {wheel(23, 0, time.Hour, func(s *fleet.Scene) { far(5000)(s); s.State.PlaceID = 4 }), false},
		"in the line of a gate": {wheel(23, 0, time.Hour, func(s *fleet.Scene) {
			far(5000)(s)
			s.Places = fleet.NewPlaceIndex([]fleet.Place{{ID: 20, Kind: "port", Center: fleet.Point{Lat: 7.22, Lon: 3.9}, RadiusM: 500}})
		}), false},
		"out of service": {wheel(12, 0, time.Hour, func(s *fleet.Scene) { far(5000)(s); s.Active = false }), true},
	} {
		got := ofKind(fleet.Watch(nil, tt.scene), fleet.AlertMovement)
		if (len(got) == 1) != tt.found || tt.found && got[0].Severity != fleet.Critical {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWatchHarsh(t *testing.T) {
	brakes := func(minutes ...int) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			for _, m := range minutes {
				s.Harsh = append(s.Harsh, fleet.HarshEvent{Kind: fleet.AlertBraking, At: ago(time.Duration(m) * time.Minute)})
			}
		}
	}
	checkTimed(t, fleet.AlertBraking, nil, map[string]timed{
		"as many as let pass":          {brakes(30, 20, 10), false, 0},
		"one more":                     {brakes(30, 20, 10, 0), true, 30 * time.Minute},
		"told twice":                   {brakes(30, 20, 10, 10), false, 0},
		"in any order":                 {brakes(10, 0, 30, 20), true, 0},
		"within an hour to the minute": {brakes(60, 20, 10, 0), true, 0},
		"in more than an hour":         {brakes(61, 20, 10, 0), false, 0},
	})
}

// threeTrips are two along a line, and one so many metres beside it.
func threeTrips(line []fleet.Point, metres float64) fleet.Route {
	beside := make([]fleet.Point, len(line))
	for i, p := range line {
		beside[i] = fleet.Point{Lat: p.Lat, Lon: p.Lon + metres/110_400}
	}
	return fleet.Route{Learned: 3, Lines: []fleet.RouteLine{{Trip: 0, Points: line}, {Trip: 1, Points: beside}, {Trip: 2, Points: line}}}
}

func TestWatchDeviation(t *testing.T) {
	way := fleet.Route{Learned: 2, Lines: []fleet.RouteLine{{Points: []fleet.Point{{Lat: 7, Lon: 3.9}, {Lat: 8, Lon: 3.9}}}}}
	at := func(metres ...float64) func(*fleet.Scene) { // beside the way, a minute apart
		return func(s *fleet.Scene) {
			onTrip(s, fleet.EnRoute)
			s.Route, s.HasFixes = way, true
			for i, m := range metres {
				p := fleet.Point{Lat: 7.2, Lon: 3.9 + m/110_400}
				s.Fixes = append(s.Fixes, fleet.Position{At: ago(time.Duration(len(metres)-1-i) * time.Minute), Point: p, SpeedKmh: 40})
			}
		}
	}
	checkTimed(t, fleet.AlertDeviation, nil, map[string]timed{
		"for five minutes": {at(0, 2500, 2500, 2500, 2500, 2500, 2500), true, 0},
		"for four":         {at(0, 2500, 2500, 2500, 2500, 2500), false, 0},
		"near enough":      {at(1900, 1900, 1900, 1900, 1900, 1900, 1900), false, 0},
		"no way is known": {func(s *fleet.Scene) {
			at(9000, 9000, 9000, 9000, 9000, 9000, 9000)(s)
			s.Route = fleet.Route{}
		}, false, 0},
		"not on its way": {func(s *fleet.Scene) {
			at(9000, 9000, 9000, 9000, 9000, 9000, 9000)(s)
			s.Trips[0].Status = fleet.Arrived
		}, false, 0},
		"near its destination": {func(s *fleet.Scene) {
			at(9000, 9000, 9000, 9000, 9000, 9000, 9000)(s)
			s.Places = fleet.NewPlaceIndex([]fleet.Place{{ID: 20, Center: s.Fixes[0].Point, RadiusM: 100}})
		}, false, 0},
		"where one of three was astray": {func(s *fleet.Scene) {
			at(9000, 9000, 9000, 9000, 9000, 9000, 9000)(s)
			s.Route = threeTrips(way.Lines[0].Points, 9000)
		}, true, 0},
		"where two of three drove": {func(s *fleet.Scene) {
			at(0, 0, 0, 0, 0, 0, 0)(s)
			s.Route = threeTrips(way.Lines[0].Points, 9000)
		}, false, 0},
		"the corridor is wide": {func(s *fleet.Scene) {
			at(4000, 4000, 4000, 4000, 4000, 4000, 4000)(s)
			s.Route = fleet.Route{Lines: []fleet.RouteLine{{Points: way.Lines[0].Points, Slack: 3000}}}
		}, false, 0},
	})
}
