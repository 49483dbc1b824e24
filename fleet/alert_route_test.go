package fleet

import (
	"testing"
	"time"
)

func TestTheMostParticularRouteWins(t *testing.T) {
	routes := []AlertRoute{
		{ID: 1, RouteMatch: RouteMatch{Severity: Critical}},
		{ID: 2, RouteMatch: RouteMatch{Kind: AlertOverspeed}},
		{ID: 3, RouteMatch: RouteMatch{Kind: AlertOverspeed, Severity: Critical, Shift: NightShift}},
		{ID: 4, RouteMatch: RouteMatch{ClientID: 9}},
		{ID: 5, RouteMatch: RouteMatch{PlaceID: 5}},
		{ID: 6, RouteMatch: RouteMatch{Shift: NightShift}},
		{ID: 7, RouteMatch: RouteMatch{PlaceID: 5, Shift: DayShift}},
	}
	for name, c := range map[string]struct {
		of   RouteMatch
		want int64
	}{
		"nothing fits":                {RouteMatch{Kind: AlertIdle, Severity: Warning, Shift: DayShift}, 0},
		"by severity":                 {RouteMatch{Kind: AlertIdle, Severity: Critical, Shift: DayShift}, 1},
		"a kind before a severity":    {RouteMatch{Kind: AlertOverspeed, Severity: Critical, Shift: DayShift}, 2},
		"all three":                   {RouteMatch{Kind: AlertOverspeed, Severity: Critical, Shift: NightShift}, 3},
		"a client before all three":   {RouteMatch{Kind: AlertOverspeed, Severity: Critical, Shift: NightShift, ClientID: 9}, 4},
		"a place before a client":     {RouteMatch{Kind: AlertOverspeed, PlaceID: 5, ClientID: 9, Shift: NightShift}, 5},
		"a severity before the shift": {RouteMatch{Kind: AlertIdle, Severity: Critical, Shift: NightShift}, 1},
		"by shift":                    {RouteMatch{Kind: AlertIdle, Severity: Warning, Shift: NightShift}, 6},
		"a place by day":              {RouteMatch{PlaceID: 5, ClientID: 9, Shift: DayShift}, 7},
	} {
		if got := RouteFor(routes, c.of); got.ID != c.want {
			t.Errorf("%s: route %d, want %d", name, got.ID, c.want)
		}
	}
}

func TestShifts(t *testing.T) {
	day := StartOfDay(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		at         time.Duration
		want       DutyShift
		begins, to time.Duration
	}{
		{0, NightShift, -6 * time.Hour, 6 * time.Hour},
		{6*time.Hour - 1, NightShift, -6 * time.Hour, 6 * time.Hour},
		{6 * time.Hour, DayShift, 6 * time.Hour, 18 * time.Hour},
		{18*time.Hour - 1, DayShift, 6 * time.Hour, 18 * time.Hour},
		{18 * time.Hour, NightShift, 18 * time.Hour, 30 * time.Hour},
	} {
		got, w := ShiftAt(day.Add(c.at))
		if got != c.want || !w.From.Equal(day.Add(c.begins)) || !w.To.Equal(day.Add(c.to)) {
			t.Errorf("at %s: %s, %s", c.at, got, w)
		}
	}
}

func TestStepsOfARoute(t *testing.T) {
	var plain AlertRoute
	own := AlertRoute{NextID: 7}
	for _, c := range []struct {
		route AlertRoute
		step  int
		want  Audience
	}{
		{plain, 1, Audience{Role: Manager}}, {plain, 2, Audience{Role: Admin}}, {plain, 3, Audience{}},
		{own, 1, Audience{PersonID: 7}}, {own, 2, Audience{Role: Admin}},
	} {
		if got := c.route.Step(c.step); got != c.want {
			t.Errorf("step %d of %+v: %+v, want %+v", c.step, c.route, got, c.want)
		}
	}
}
