package fleet_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

func TestWatchLateDeparture(t *testing.T) {
	trip := func(start time.Duration, status fleet.TripStatus) func(*fleet.Scene) {
		return func(s *fleet.Scene) { onTrip(s, status).Start = ago(start) }
	}
	checkTimed(t, fleet.AlertLateDeparture, nil, map[string]timed{
		"a second within the grace": {trip(2*time.Hour-time.Second, fleet.Scheduled), false, time.Second},
		"the grace is over":         {trip(2*time.Hour, fleet.Scheduled), true, 0},
		"still loading":             {trip(3*time.Hour, fleet.Loading), true, 0},
		"just leaving": {func(s *fleet.Scene) {
			trip(2*time.Hour+20*time.Minute-time.Second, fleet.Loading)(s)
			s.State.Motion = fleet.Moving
		}, false, time.Second},
		"it moves about": {func(s *fleet.Scene) {
			trip(2*time.Hour+20*time.Minute, fleet.Loading)(s)
			s.State.Motion = fleet.Moving
		}, true, 0},
		"left":       {trip(3*time.Hour, fleet.EnRoute), false, 0},
		"called off": {trip(3*time.Hour, fleet.Cancelled), false, 0},
		"to come":    {trip(-time.Hour, fleet.Scheduled), false, 3 * time.Hour},
	})
}

func TestWatchDelay(t *testing.T) {
	late := func(mid, age time.Duration) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			onTrip(s, fleet.EnRoute).Plan.Arrived = watchAt.Add(time.Hour)
			s.Expected = fleet.Expectation{TripID: 7, From: ago(age), Low: watchAt.Add(time.Hour + mid*3/4), Mid: watchAt.Add(time.Hour + mid)}
		}
	}
	for name, tt := range map[string]struct {
		scene       func(*fleet.Scene)
		found, weak bool
	}{
		"exactly the limit":       {late(time.Hour, 0), true, false},
		"within a quarter":        {late(time.Hour-time.Second, 0), true, true},
		"a quarter less":          {late(45*time.Minute, 0), false, false},
		"an old estimate":         {late(5*time.Hour, 15*time.Minute+time.Second), false, false},
		"of another trip":         {func(s *fleet.Scene) { late(5*time.Hour, 0)(s); s.Expected.TripID = 8 }, false, false},
		"no plan":                 {func(s *fleet.Scene) { late(5*time.Hour, 0)(s); s.Trips[0].Plan.Arrived = time.Time{} }, false, false},
		"perhaps on time":         {func(s *fleet.Scene) { late(time.Hour, 0)(s); s.Expected.Low = watchAt.Add(time.Hour) }, false, false},
		"by half, if all is well": {func(s *fleet.Scene) { late(time.Hour, 0)(s); s.Expected.Low = watchAt.Add(90 * time.Minute) }, true, true},
		"left late, and told so": {func(s *fleet.Scene) {
			late(3*time.Hour, 0)(s)
			s.Trips[0].Start = s.Trips[0].Times.Departed.Add(-3 * time.Hour)
		}, false, false},
		"late beyond that": {func(s *fleet.Scene) {
			late(4*time.Hour+time.Minute, 0)(s)
			s.Trips[0].Start = s.Trips[0].Times.Departed.Add(-2 * time.Hour)
		}, true, false},
		"there already":      {func(s *fleet.Scene) { late(5*time.Hour, 0)(s); s.Trips[0].Status = fleet.Arrived }, false, false},
		"should be there":    {func(s *fleet.Scene) { onTrip(s, fleet.EnRoute).Plan.Arrived = ago(time.Hour) }, true, false},
		"should just not be": {func(s *fleet.Scene) { onTrip(s, fleet.EnRoute).Plan.Arrived = ago(time.Hour - time.Second) }, false, false},
	} {
		got := ofKind(fleet.Watch(nil, scene(tt.scene)), fleet.AlertDelay)
		if (len(got) == 1) != tt.found || tt.found && got[0].Weak != tt.weak {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWatchCallUp(t *testing.T) {
	ticket := func(left time.Duration, status fleet.TripStatus) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			onTrip(s, status).Papers = fleet.Papers{CallUp: "ETO-1", CallUpAt: watchAt.Add(left - fleet.CallUpLasts)}
		}
	}
	checkTimed(t, fleet.AlertCallUp, nil, map[string]timed{
		"a second more than asked for": {ticket(12*time.Hour+time.Second, fleet.Scheduled), false, time.Second},
		"as asked for":                 {func(s *fleet.Scene) { ticket(12*time.Hour, fleet.EnRoute)(s); s.Active = false }, true, 12 * time.Hour},
		"there":                        {ticket(time.Hour, fleet.Arrived), false, 0},
		"none":                         {func(s *fleet.Scene) { onTrip(s, fleet.EnRoute) }, false, 0},
	})
	got := ofKind(fleet.Watch(nil, scene(ticket(0, fleet.EnRoute))), fleet.AlertCallUp)
	if len(got) != 1 || got[0].Severity != fleet.Critical {
		t.Errorf("lapsed: %+v", got)
	}
}

func TestWatchPlaces(t *testing.T) {
	zone := stay(20, "depot", 2*time.Minute)
	zone.Restricted = true
	gone := stay(20, "depot", 4*time.Minute)
	gone.Left = watchAt
	in := func(x fleet.PlaceStay, trip bool) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			if s.Stays = []fleet.PlaceStay{x}; trip {
				onTrip(s, fleet.EnRoute)
			}
		}
	}
	checkTimed(t, fleet.AlertGeofence, nil, map[string]timed{
		"exactly the dwell":  {in(stay(20, "depot", 5*time.Minute), true), true, 0},
		"a second too short": {in(stay(20, "depot", 5*time.Minute-time.Second), true), false, time.Second},
		"left before":        {in(gone, true), false, 0},
		"no trip":            {in(stay(20, "depot", time.Hour), false), false, 0},
		"a town":             {in(stay(21, "city", time.Hour), true), false, 0},
	})
	own := fleet.AlertRules{{ID: 3, Kind: fleet.AlertGeofence, On: true, Scope: fleet.RuleScope{PlaceID: 20}}}
	checkTimed(t, fleet.AlertGeofence, own, map[string]timed{"a rule of its own": {in(stay(20, "city", time.Hour), false), true, 0}})
	checkTimed(t, fleet.AlertZone, nil, map[string]timed{
		"no permission":      {in(zone, false), true, 0},
		"its trip goes here": {in(zone, true), false, 0},
		"anybody may":        {in(stay(20, "depot", time.Hour), false), false, 0},
	})
}

func TestWatchRefuel(t *testing.T) {
	issued := func(litres float64, fills ...fleet.Fill) func(*fleet.Scene) {
		return func(s *fleet.Scene) { onTrip(s, fleet.EnRoute).Issued.DieselL = litres; s.Fills = fills }
	}
	fill := func(l float64) fleet.Fill { return fleet.Fill{At: ago(6 * time.Hour), Litres: l} }
	checkTimed(t, fleet.AlertRefuel, nil, map[string]timed{
		"short by the limit":    {issued(200, fill(185)), true, 0},
		"a litre less short":    {issued(200, fill(186)), false, 0},
		"in two goes":           {issued(200, fill(100), fill(95)), false, 0},
		"no sensor":             {issued(200), false, 0},
		"nothing issued":        {issued(0, fill(10)), false, 0},
		"a fill of another day": {issued(200, fill(10), fleet.Fill{At: ago(30 * time.Hour), Litres: 190}), true, 0},
		"may still be filled":   {func(s *fleet.Scene) { issued(200, fill(10))(s); s.Trips[0].Times.Departed = ago(2 * time.Hour) }, false, time.Hour},
	})
}

func TestWatchService(t *testing.T) {
	due := func(km float64, on fleet.Day) func(*fleet.Scene) {
		return func(s *fleet.Scene) {
			s.Services = []fleet.ServiceSoon{{Kind: "service", Due: fleet.ServiceDue{Km: km, Plan: fleet.ServicePlan{Km: 10000}, On: on, By: "km"}}}
		}
	}
	today := fleet.DayOf(watchAt)
	checkTimed(t, fleet.AlertService, nil, map[string]timed{
		"at the distance": {due(500, fleet.NoDay), true, 0},
		"a km farther":    {due(501, fleet.NoDay), false, 0},
		"on the day":      {due(900, today), true, 0},
		"a day before":    {due(900, today+1), false, 0},
		"overdue":         {due(-3, today), true, 0},
	})
}
