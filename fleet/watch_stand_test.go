package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

// timed is what a rule of time must find: nothing until its limit, then the
// incident, and when to look next.
type timed struct {
	scene func(*fleet.Scene)
	found bool
	next  time.Duration // from watchAt; 0 for not asked
}

func checkTimed(t *testing.T, k fleet.AlertKind, rules fleet.AlertRules, all map[string]timed) {
	t.Helper()
	for name, tt := range all {
		list, next := fleet.WatchNext(rules, scene(tt.scene))
		if got := ofKind(list, k); (len(got) == 1) != tt.found || len(got) > 1 {
			t.Errorf("%s: %+v", name, got)
		}
		if tt.next != 0 && !next.Equal(watchAt.Add(tt.next)) {
			t.Errorf("%s: next look at %v", name, next)
		}
	}
}

// stay is an open visit.
func stay(id int64, kind string, since time.Duration) fleet.PlaceStay {
	return fleet.PlaceStay{Stay: fleet.Stay{PlaceID: id, Kind: kind, Entered: ago(since)}, Place: "Place"}
}

func TestWatchIdle(t *testing.T) {
	idle := func(since time.Duration, stays ...fleet.PlaceStay) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			s.State.Motion, s.State.IdleSince, s.Stays = fleet.Idling, ago(since), stays
			for _, x := range stays {
				s.State.PlaceID = x.PlaceID
			}
		}
	}
	checkTimed(t, fleet.AlertIdle, nil, map[string]timed{
		"a second too short": {idle(20*time.Minute - time.Second), false, time.Second},
		"exactly the limit":  {idle(20 * time.Minute), true, 0},
		"in a queue":         {idle(time.Hour, stay(3, "port", 2*time.Hour)), false, 15 * time.Minute},
		"long in a queue":    {idle(2*time.Hour, stay(3, "port", 3*time.Hour)), true, 0},
		"in the line before a port": {func(s *fleet.Scene) {
			idle(time.Hour)(s)
			s.Places = fleet.NewPlaceIndex([]fleet.Place{{ID: 3, Kind: "port", Center: fleet.Point{Lat: onRoad.Lat + 0.03, Lon: onRoad.Lon}, RadiusM: 500}})
		}, false, 15 * time.Minute},
		"a town is the roadside": {idle(20*time.Minute, stay(3, "city", 3*time.Hour)), true, 0},
		"silent since":           {func(s *fleet.Scene) { idle(time.Hour)(s); s.State.At = ago(16 * time.Minute) }, false, 0},
		"ended":                  {func(s *fleet.Scene) { s.Idles = []fleet.Idle{{Start: ago(time.Hour), End: ago(30 * time.Minute)}} }, true, 0},
		"ended, too short":       {func(s *fleet.Scene) { s.Idles = []fleet.Idle{{Start: ago(time.Hour), End: ago(41 * time.Minute)}} }, false, 0},
	})
}

func TestWatchIdleEnds(t *testing.T) {
	for end, over := range map[time.Duration]bool{5*time.Minute - time.Second: false, 5 * time.Minute: true} {
		got := ofKind(fleet.Watch(nil, scene(func(s *fleet.Scene) {
			s.Idles = []fleet.Idle{{Start: ago(time.Hour), End: ago(end)}}
		})), fleet.AlertIdle)
		if len(got) != 1 || got[0].Over != over {
			t.Errorf("gone for %v: %+v", end, got)
		}
	}
}

// Idling in a queue is for the digest, at the roadside for a card, and where
// people made a rule for the place, what that says.
func TestWatchIdleInAQueueIsMild(t *testing.T) {
	at := func(kind string) fleet.Scene {
		return scene(func(s *fleet.Scene) {
			s.State.Motion, s.State.IdleSince, s.State.PlaceID, s.Stays = fleet.Idling, ago(3*time.Hour), 3, []fleet.PlaceStay{stay(3, kind, 4*time.Hour)}
		})
	}
	own := fleet.AlertRules{{ID: 9, Kind: fleet.AlertIdle, On: true, Scope: fleet.RuleScope{PlaceID: 3}}}
	for _, tt := range []struct {
		kind  string
		rules fleet.AlertRules
		want  fleet.Severity
	}{{"port", nil, fleet.Info}, {"city", nil, fleet.Warning}, {"port", own, fleet.Warning}} {
		got := ofKind(fleet.Watch(tt.rules, at(tt.kind)), fleet.AlertIdle)
		if len(got) != 1 || got[0].Severity != tt.want {
			t.Errorf("%s, %d rules: %+v", tt.kind, len(tt.rules), got)
		}
	}
}

// onTrip puts a truck on a trip from place 10 to place 20.
func onTrip(s *fleet.Scene, status fleet.TripStatus) *fleet.Trip {
	s.Trips = append(s.Trips, fleet.Trip{ID: 7, Ref: "4007", TruckID: 1, OriginID: 10, DestinationID: 20, StopIDs: []int64{30}, Status: status,
		Start: ago(6 * time.Hour), Times: fleet.Milestones{Departed: ago(5 * time.Hour)}})
	return &s.Trips[len(s.Trips)-1]
}

func TestWatchStoppage(t *testing.T) {
	stands := func(d time.Duration, status fleet.TripStatus, stays ...fleet.PlaceStay) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			onTrip(s, status)
			s.State.MotionSince, s.Stays = ago(d), stays
		}
	}
	town := stay(41, "city", time.Hour)
	rests := func(from, to time.Duration, stays ...fleet.PlaceStay) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			stands(time.Minute, fleet.EnRoute, stays...)(s)
			s.Drives = []fleet.Drive{{Start: ago(from), End: ago(to)}}
		}
	}
	checkTimed(t, fleet.AlertStoppage, nil, map[string]timed{
		"a second too short": {stands(30*time.Minute-time.Second, fleet.EnRoute), false, time.Second},
		"exactly the limit":  {stands(30*time.Minute, fleet.EnRoute), true, 0},
		"not on its way":     {stands(time.Hour, fleet.Loading), false, 0},
		"in a park":          {stands(time.Hour, fleet.EnRoute, stay(40, "park", time.Hour)), false, 0},
		"in a town":          {stands(time.Hour, fleet.EnRoute, stay(41, "city", time.Hour)), true, 0},
		"in a stop's town":   {stands(time.Hour, fleet.EnRoute, stay(30, "city", time.Hour)), false, 0},
		"it moves":           {func(s *fleet.Scene) { stands(time.Hour, fleet.EnRoute)(s); s.State.Motion = fleet.Moving }, false, 0},
		"counted from leaving": {func(s *fleet.Scene) {
			stands(8*time.Hour, fleet.EnRoute)(s)
			s.Trips[0].Times.Departed = ago(29 * time.Minute)
		}, false, time.Minute},
		"halts in a drive": {func(s *fleet.Scene) {
			stands(time.Minute, fleet.EnRoute)(s)
			s.State.Drive = fleet.OpenDrive{Start: ago(2 * time.Hour), Halt: ago(time.Hour)}
		}, true, 0},
		"the engine went off meanwhile": {func(s *fleet.Scene) {
			stands(time.Minute, fleet.EnRoute)(s)
			s.Drives = []fleet.Drive{{Start: ago(2 * time.Hour), End: ago(time.Hour)}}
		}, true, 0},
		"a rest in a town, too long":   {rests(4*time.Hour, 70*time.Minute, town), true, 0},
		"a rest in a town":             {rests(4*time.Hour, 70*time.Minute-time.Second, town), false, time.Second},
		"no rest at the roadside":      {rests(4*time.Hour-time.Minute, 30*time.Minute), true, 0},
		"a rest that is due":           {rests(5*time.Hour, 70*time.Minute-time.Second), false, time.Second},
		"a rest that is due, too long": {rests(5*time.Hour, 70*time.Minute), true, 0},
		"a night in a town":            {stands(13*time.Hour+30*time.Minute, fleet.EnRoute, town), true, 0},
		"before the port": {func(s *fleet.Scene) {
			stands(time.Hour, fleet.EnRoute)(s)
			near := onRoad
			near.Lat += 0.03
			s.Places = fleet.NewPlaceIndex([]fleet.Place{{ID: 20, Kind: "port", Center: near, RadiusM: 500}})
		}, false, 0},
	})
}

// A night in a town, or in company, is what is asked of drivers; at the lonely
// roadside it is not.
func TestWatchStoppageAtNight(t *testing.T) {
	for name, tt := range map[string]struct {
		since, now time.Duration // after the day's midnight in Lagos
		town       bool
		found      bool
	}{
		"before dark":                  {18*time.Hour + 29*time.Minute, 20 * time.Hour, true, true},
		"for the night":                {18*time.Hour + 30*time.Minute, 28 * time.Hour, true, false},
		"past midnight":                {26 * time.Hour, 28 * time.Hour, true, false},
		"at the roadside":              {22 * time.Hour, 23 * time.Hour, false, true},
		"a minute before it should go": {22 * time.Hour, 30*time.Hour + 59*time.Minute, true, false},
		"it stays on in the morning":   {22 * time.Hour, 31 * time.Hour, true, true},
	} {
		day := fleet.StartOfDay(watchAt)
		got := ofKind(fleet.Watch(nil, scene(func(s *fleet.Scene) {
			trip := onTrip(s, fleet.EnRoute)
			s.Now, s.State.MotionSince = day.Add(tt.now), day.Add(tt.since)
			s.State.At, trip.Times.Departed = s.Now, day
			if tt.town {
				s.Stays = []fleet.PlaceStay{stay(41, "city", time.Hour)}
			}
		})), fleet.AlertStoppage)
		if (len(got) == 1) != tt.found {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWatchOverstay(t *testing.T) {
	at := func(x fleet.PlaceStay, status fleet.TripStatus) func(*fleet.Scene) {
		return func(s *fleet.Scene) { onTrip(s, status); s.Stays = []fleet.PlaceStay{x} }
	}
	checkTimed(t, fleet.AlertOverstay, nil, map[string]timed{
		"client, a second too short": {at(stay(20, "client", 6*time.Hour-time.Second), fleet.Arrived), false, time.Second},
		"client, the limit":          {at(stay(20, "client", 6*time.Hour), fleet.Arrived), true, 0},
		"terminal":                   {at(stay(10, "terminal", 23*time.Hour), fleet.Loading), false, 0},
		"terminal, the limit":        {at(stay(10, "terminal", 24*time.Hour), fleet.Loading), true, 0},
		"depot":                      {at(stay(10, "depot", 240*time.Hour), fleet.Loading), false, 0},
		"no business there":          {at(stay(99, "client", 24*time.Hour), fleet.Arrived), false, 0},
	})
	left := stay(20, "client", 8*time.Hour)
	left.Left = ago(time.Minute)
	got := ofKind(fleet.Watch(nil, scene(at(left, fleet.Completed))), fleet.AlertOverstay)
	if len(got) != 1 || !got[0].Over || !got[0].Seen.Equal(left.Left) {
		t.Errorf("left: %+v", got)
	}
	for since, want := range map[time.Duration]fleet.Severity{19*time.Hour - time.Second: fleet.Warning, 19 * time.Hour: fleet.Critical} { // seven of them at night
		got = ofKind(fleet.Watch(nil, scene(at(stay(20, "client", since), fleet.Arrived))), fleet.AlertOverstay)
		if len(got) != 1 || got[0].Severity != want {
			t.Errorf("%v: %+v", since, got)
		}
	}
	got = ofKind(fleet.Watch(nil, scene(func(s *fleet.Scene) {
		at(stay(20, "client", 9*time.Hour), fleet.Completed)(s)
		s.Trips[0].Times.Completed = ago(4 * time.Hour)
	})), fleet.AlertOverstay)
	if len(got) != 0 {
		t.Errorf("offloaded long ago: %+v", got)
	}
}

func TestWatchSilence(t *testing.T) {
	silent := func(m fleet.Motion, d time.Duration) func(*fleet.Scene) {
		return func(s *fleet.Scene) { s.State.Motion, s.State.At = m, ago(d) }
	}
	checkTimed(t, fleet.AlertOffline, nil, map[string]timed{
		"moving, a second short": {silent(fleet.Moving, 15*time.Minute-time.Second), false, time.Second},
		"moving, the limit":      {silent(fleet.Moving, 15*time.Minute), true, 0},
		"idling, the limit":      {silent(fleet.Idling, 15*time.Minute), true, 0},
		"parked, a second short": {silent(fleet.Stopped, 4*time.Hour-time.Second), false, time.Second},
		"parked, the limit":      {silent(fleet.Stopped, 4*time.Hour), true, 0},
		"never heard of":         {func(s *fleet.Scene) { s.State = fleet.State{} }, false, 0},
		"out of service":         {func(s *fleet.Scene) { silent(fleet.Moving, time.Hour)(s); s.Active = false }, false, 0},
		"nobody is heard of":     {func(s *fleet.Scene) { silent(fleet.Moving, time.Hour)(s); s.Heard = ago(55 * time.Minute) }, false, 5 * time.Minute},
		"others are heard of":    {func(s *fleet.Scene) { silent(fleet.Moving, time.Hour)(s); s.Heard = ago(time.Second) }, true, 0},
	})
}
