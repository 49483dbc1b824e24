package fleet

import (
	"testing"
	"time"
)

// amid gives places as a store would: those within reach of a point.
func amid(places ...Place) Around {
	return func(p Point) (out []*Place) {
		for i := range places {
			if x := &places[i]; x.Beyond(p) <= FenceReach {
				out = append(out, x)
			}
		}
		return out
	}
}

var (
	city = Place{ID: 1, Name: "Lagos", Center: apapa, RadiusM: 20_000}
	port = Place{ID: 2, Name: "Apapa Port", Center: apapa, RadiusM: 300}
	twin = Place{ID: 3, Name: "Apapa Gate", Center: apapa, RadiusM: 300}
)

func TestVisits(t *testing.T) {
	type step struct {
		minute, metres float64 // north of the centre
		place          string  // after it
		since          float64
	}
	for name, c := range map[string]struct {
		places []Place
		steps  []step
		visits int // that began
	}{
		"starting inside opens one": {[]Place{port}, []step{{0, 100, "Apapa Port", 0}}, 1},
		"one fix inside is none":    {[]Place{port}, []step{{0, 900, "", 0}, {1, 290, "", 0}, {2, 500, "", 0}, {3, 290, "", 0}}, 0},
		"two in a row are one":      {[]Place{port}, []step{{0, 900, "", 0}, {1, 290, "", 0}, {2, 100, "Apapa Port", 1}}, 1},
		"wobble on the border": {[]Place{port}, []step{{0, 290, "Apapa Port", 0}, {1, 310, "Apapa Port", 0}, {2, 290, "Apapa Port", 0},
			{3, 374, "Apapa Port", 0}, {3.5, 380, "Apapa Port", 0}, {4, 300, "Apapa Port", 0}}, 1},
		"outside for a minute": {[]Place{port}, []step{{0, 100, "Apapa Port", 0}, {1, 400, "Apapa Port", 0}, {1.9, 400, "Apapa Port", 0}, {2, 400, "", 0}}, 1},
		"far outside at once":  {[]Place{port}, []step{{0, 100, "Apapa Port", 0}, {1, 900, "", 0}}, 1},
		"one fix far outside splits nothing": {[]Place{port}, []step{{0, 100, "Apapa Port", 0}, {0.5, 1000, "", 0}, {1, 100, "Apapa Port", 0},
			{1.5, 1000, "", 0}, {2, 100, "Apapa Port", 0}}, 1},
		"the smallest counts, the city goes on": {[]Place{city, twin, port}, []step{{0, 1200, "Lagos", 0}, {1, 200, "Lagos", 0}, {2, 100, "Apapa Port", 1},
			{4, 1200, "Lagos", 0}, {5, 1300, "Lagos", 0}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var s State
			began, ended := 0, 0
			for _, x := range c.steps {
				st := Advance(s, fix(x.minute, north(x.metres), 10, ignition(true)), amid(c.places...))
				s = st.State
				for _, v := range st.Visits {
					if v.Left.IsZero() {
						began++
					} else {
						ended++
					}
				}
				since := 0.0
				if s.PlaceID != 0 {
					since = s.PlaceSince.Sub(noon).Minutes()
				}
				if s.Place != x.place || since != x.since {
					t.Errorf("minute %v, %v m: in %q since %v, want %q since %v", x.minute, x.metres, s.Place, since, x.place, x.since)
				}
			}
			open := 0
			for _, p := range s.Presences {
				if p.Open {
					open++
				}
			}
			if began != c.visits || ended != began-open {
				t.Errorf("%d visits began and %d ended with %d open, want %d", began, ended, open, c.visits)
			}
		})
	}
}

func TestAVisitEndsWhenItWasLeft(t *testing.T) {
	s := Advance(State{}, fix(0, apapa, 0, nil), amid(port)).State
	s = Advance(s, fix(5, north(400), 10, ignition(true)), amid(port)).State
	st := Advance(s, fix(9, north(420), 10, ignition(true)), amid(port))
	if len(st.Visits) != 1 || !st.Visits[0].Left.Equal(noon.Add(5*time.Minute)) || !st.Visits[0].Entered.Equal(noon) {
		t.Errorf("visits = %+v, want one from noon to minute 5", st.Visits)
	}
}

// By the second fix far outside it is known that the truck left by the first.
func TestFarOutsideTwiceIsGone(t *testing.T) {
	s := Advance(State{}, fix(0, apapa, 0, nil), amid(port)).State
	first := Advance(s, fix(5, north(2000), 40, ignition(true)), amid(port))
	if len(first.Visits) != 0 || first.State.PlaceID != 0 {
		t.Errorf("after one fix: visits %+v, place %d; want neither an end nor a place", first.Visits, first.State.PlaceID)
	}
	st := Advance(first.State, fix(5.5, north(2300), 40, ignition(true)), amid(port))
	if len(st.Visits) != 1 || !st.Visits[0].Left.Equal(noon.Add(5*time.Minute)) || len(st.State.Presences) != 0 {
		t.Errorf("visits = %+v, want one that ended at minute 5", st.Visits)
	}
}
