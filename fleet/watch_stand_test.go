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
		"a second too short":     {idle(20*time.Minute - time.Second), false, time.Second},
		"exactly the limit":      {idle(20 * time.Minute), true, 0},
		"in a queue":             {idle(time.Hour, stay(3, "port", 2*time.Hour)), false, 15 * time.Minute},
		"long in a queue":        {idle(2*time.Hour, stay(3, "port", 3*time.Hour)), true, 0},
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
		"a rest after hours at the wheel": {func(s *fleet.Scene) {
			stands(time.Minute, fleet.EnRoute)(s)
			s.Drives = []fleet.Drive{{Start: ago(4 * time.Hour), End: ago(70 * time.Minute)}}
		}, true, 0},
		"a rest that is not over": {func(s *fleet.Scene) {
			stands(time.Minute, fleet.EnRoute)(s)
			s.Drives = []fleet.Drive{{Start: ago(4 * time.Hour), End: ago(70*time.Minute - time.Second)}}
		}, false, time.Second},
		"before the port": {func(s *fleet.Scene) {
			stands(time.Hour, fleet.EnRoute)(s)
			near := onRoad
			near.Lat += 0.03
			s.Places = fleet.NewPlaceIndex([]fleet.Place{{ID: 20, Kind: "port", Center: near, RadiusM: 500}})
		}, false, 0},
	})
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
	got = ofKind(fleet.Watch(nil, scene(at(stay(20, "client", 12*time.Hour), fleet.Arrived))), fleet.AlertOverstay)
	if len(got) != 1 || got[0].Severity != fleet.Critical {
		t.Errorf("twice the limit: %+v", got)
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
