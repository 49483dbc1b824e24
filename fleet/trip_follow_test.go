package fleet

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var evening = time.Date(2026, 11, 23, 21, 0, 0, 0, WAT)

func planned() Trip {
	return Trip{ID: 1, Ref: "3101", OriginID: 10, Origin: "Apapa Port", DestinationID: 20, Destination: "Olam Depot", ReturnID: 30, Return: "Ibeshe", Status: Scheduled, Start: evening}
}

func clock(h float64) time.Time { return evening.Add(time.Duration(h * float64(time.Hour))) }

func names(steps []TripStep) (out []string) {
	for _, s := range steps {
		out = append(out, s.Milestone)
	}
	return out
}

// A whole life by visits alone.
func TestFollowAWholeTrip(t *testing.T) {
	seen := Seen{At: clock(20), Stays: []Stay{
		{PlaceID: 10, Kind: "port", Entered: clock(-3), Left: clock(1)},
		{PlaceID: 20, Kind: "client", Entered: clock(6), Left: clock(9)},
		{PlaceID: 30, Kind: "terminal", Entered: clock(15)},
	}}
	got := Follow(planned(), seen, true)
	if diff := cmp.Diff([]string{"at_origin", "departed", "arrived", "offloading", "completed", "returned"}, names(got)); diff != "" {
		t.Fatal(diff)
	}
	for i, want := range []time.Time{clock(-3), clock(1), clock(6), clock(6.5), clock(9), clock(15)} {
		if !got[i].At.Equal(want) {
			t.Errorf("%s at %s, want %s", got[i].Milestone, got[i].At, want)
		}
	}
}

func TestFollowIsConservative(t *testing.T) {
	at := func(place int64, kind string, from, to float64) Stay {
		s := Stay{PlaceID: place, Kind: kind, Entered: clock(from)}
		if to != 0 {
			s.Left = clock(to)
		}
		return s
	}
	for _, c := range []struct {
		name    string
		change  func(*Trip)
		now     float64
		stays   []Stay
		guesses bool
		want    []string
	}{
		{"nothing seen", nil, 2, nil, true, nil},
		{"passing traffic", nil, 1, []Stay{at(10, "port", 0, 0.05)}, true, nil},
		{"loading when it came for this trip", nil, 0.5, []Stay{at(10, "port", -1, 0)}, true, []string{"at_origin", "loading"}},
		{"no guess without leave", nil, 0.5, []Stay{at(10, "port", -1, 0)}, false, []string{"at_origin"}},
		{"parked there since yesterday", nil, 0.5, []Stay{at(10, "depot", -30, 0)}, true, []string{"at_origin"}},
		{"loading in a whole town is not known", nil, 0.5, []Stay{at(10, "city", -1, 0)}, true, []string{"at_origin"}},
		{"left long before the start: for fuel", nil, -3, []Stay{at(10, "depot", -9, -4)}, true, []string{"at_origin"}},
		{"away for a moment only", nil, 1.1, []Stay{at(10, "port", -1, 1)}, false, []string{"at_origin"}},
		{"came back", nil, 3, []Stay{at(10, "port", -1, 1), at(10, "port", 1.2, 0)}, false, []string{"at_origin"}},
		{"destination before departure", nil, 3, []Stay{at(20, "client", 0.5, 0)}, true, nil},
		{"a town driven through", func(t *Trip) { t.Status, t.Times.Departed = EnRoute, clock(1) }, 5, []Stay{at(20, "city", 4, 4.2)}, true, nil},
		{"arrived in a town", func(t *Trip) { t.Status, t.Times.Departed = EnRoute, clock(1) }, 5, []Stay{at(20, "city", 4, 0)}, true, []string{"arrived"}},
		{"left without offloading", func(t *Trip) { t.Status, t.Times.Arrived = Arrived, clock(4) }, 6, []Stay{at(20, "client", 4, 4.3)}, true, nil},
		{"by hand", func(t *Trip) { t.ByHand = true }, 20, []Stay{at(10, "port", -3, 1)}, true, nil},
		{"cancelled", func(t *Trip) { t.Status = Cancelled }, 20, []Stay{at(10, "port", -3, 1)}, true, nil},
		{"empty back weeks later", func(t *Trip) { t.Status, t.Times.Completed = Completed, clock(-15*24) }, 1, []Stay{at(30, "terminal", 0, 0.5)}, true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			trip := planned()
			if c.change != nil {
				c.change(&trip)
			}
			if diff := cmp.Diff(c.want, names(Follow(trip, Seen{At: clock(c.now), Stays: c.stays}, c.guesses))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhichTripIsFollowed(t *testing.T) {
	trip := func(id int64, s TripStatus, h float64) Trip { return Trip{ID: id, Status: s, Start: clock(h)} }
	for _, c := range []struct {
		name string
		open []Trip
		want int64
	}{
		{"none", nil, 0},
		{"the only one", []Trip{trip(1, Scheduled, 0)}, 1},
		{"the one that has begun", []Trip{trip(1, Scheduled, 0), trip(2, EnRoute, -9)}, 2},
		{"two have begun", []Trip{trip(1, Loading, 0), trip(2, EnRoute, -9)}, 0},
		{"two planned close together", []Trip{trip(1, Scheduled, 0), trip(2, Scheduled, 6)}, 0},
		{"the next of two far apart", []Trip{trip(1, Scheduled, 30), trip(2, Scheduled, 0)}, 2},
		{"the other one is not due yet", []Trip{trip(1, Scheduled, -11), trip(2, Scheduled, 3)}, 1},
		{"an old one nobody closed, and today's", []Trip{trip(1, Scheduled, -70), trip(2, Scheduled, 2)}, 0},
	} {
		got, ok := FollowedTrip(c.open, clock(0))
		if got.ID != c.want && ok || ok != (c.want != 0) {
			t.Errorf("%s: %d %v, want %d", c.name, got.ID, ok, c.want)
		}
	}
}

// Whatever is seen and whatever the state, following never goes back, keeps the
// steps in order, and adds nothing the second time. Seeing it bit by bit never
// leads past seeing it all.
func TestFollowNeverGoesBack(t *testing.T) {
	for seed := range uint64(20_000) {
		r := rand.New(rand.NewPCG(seed, 7))
		trip := planned()
		trip.Status = append(tripPath, Cancelled, Failed)[r.IntN(8)]
		for i, at := range trip.Times.List() {
			if r.IntN(3) == 0 {
				*at = clock(float64(i) + r.Float64())
			}
		}
		seen := Seen{At: clock(-12 + 40*r.Float64())}
		for at := -30.0; r.IntN(7) > 0; {
			s := Stay{PlaceID: int64(10 * (1 + r.IntN(3))), Kind: PlaceKinds[r.IntN(len(PlaceKinds))]}
			at += 8 * r.Float64()
			s.Entered = clock(at)
			at += 4 * r.Float64()
			s.Left = clock(at)
			if s.Entered.After(seen.At) {
				break
			}
			if s.Left.After(seen.At) {
				s.Left = time.Time{}
			}
			seen.Stays = append(seen.Stays, s)
		}
		ordered := trip.Times.InOrder() == nil
		was := trip
		for _, s := range Follow(trip, seen, true) {
			before := was.Status
			if err := was.Take(s); err != nil {
				t.Fatalf("seed %d: %s: %v", seed, s.Milestone, err)
			}
			if was.Status != before && CheckTransition(before, was.Status) != nil || s.At.After(seen.At) {
				t.Fatalf("seed %d: from %s to %s at %s", seed, before, was.Status, s.At)
			}
		}
		if ordered && was.Times.InOrder() != nil {
			t.Fatalf("seed %d: steps out of order", seed)
		}
		if again := Follow(was, seen, true); len(again) > 0 {
			t.Fatalf("seed %d: the second time adds %v", seed, names(again))
		}
	}
}

func TestUndoGivesTheTripToPeople(t *testing.T) {
	trip := planned()
	if err := trip.UndoGPS(); KindOf(err) != Conflict {
		t.Errorf("nothing to take back: %v", err)
	}
	if err := trip.Take(TripStep{Milestone: "departed", To: EnRoute, At: clock(1)}); err != nil {
		t.Fatal(err)
	}
	if err := trip.UndoGPS(); err != nil || trip.Status != Scheduled || !trip.Times.Departed.IsZero() || !trip.ByHand {
		t.Errorf("%+v %v", trip, err)
	}
}

func TestTripTables(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []map[string]string
	}{
		{"CSV", "truck,from,to,start,driver\nT-4407,Apapa,\"Kano, Dawanau\",tomorrow 10pm,\n", []map[string]string{{"truck": "T-4407", "origin": "Apapa", "destination": "Kano, Dawanau", "start": "tomorrow 10pm"}}},
		{"a sheet", "Plate No\tPickup\tDestination\tDate\tTime\nT-4407\tApapa\tIbadan\t24/11/2026\t22:00\n\nT-5120\tApapa\tOre\t24/11/2026\t23:00", []map[string]string{
			{"truck": "T-4407", "origin": "Apapa", "destination": "Ibadan", "day": "24/11/2026", "hour": "22:00"}, {"truck": "T-5120", "origin": "Apapa", "destination": "Ore", "day": "24/11/2026", "hour": "23:00"}}},
		{"Markdown", "```\n| Truck | From | To |\n|---|---|---|\n| T-4407 | Apapa | Ore |\n```", []map[string]string{{"truck": "T-4407", "origin": "Apapa", "destination": "Ore"}}},
	} {
		got, err := ParseTripTable(c.text)
		if diff := cmp.Diff(c.want, got.Rows); diff != "" || err != nil || !IsTripTable(c.text) {
			t.Errorf("%s: %v %s", c.name, err, diff)
		}
	}
	for _, text := range []string{"", "hello\nyou", "truck,from,to", "truck,truck,from\na,b,c", "from,to,start\na,b,c", "truck,from,to\na,b,c,d", "truck,from,to\n\"a,b,c"} {
		if _, err := ParseTripTable(text); KindOf(err) != Invalid {
			t.Errorf("%q is taken: %v", text, err)
		}
	}
	for _, s := range []string{"where is T-4407, from Apapa to Ibadan?\nthank you", "truck, please"} {
		if IsTripTable(s) {
			t.Errorf("%q is taken for a table", s)
		}
	}
}

func TestParseMoment(t *testing.T) {
	now := time.Date(2026, 11, 23, 11, 0, 0, 0, WAT)
	for text, want := range map[string]string{
		"2026-11-24T22:00:00+01:00": "2026-11-24 22:00", "24/11/2026 22:00": "2026-11-24 22:00", "24 Nov 10pm": "2026-11-24 22:00", "tomorrow 6 am": "2026-11-24 06:00",
		"5 Jan 07:30": "2027-01-05 07:30", "2026-11-24 22:00:00": "2026-11-24 22:00", "24-Nov-26 10:30 PM": "2026-11-24 22:30", "2026-11-24T22:00": "2026-11-24 22:00",
	} {
		if got, err := ParseMoment(text, now); err != nil || got.In(WAT).Format("2006-01-02 15:04") != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "soon", "24/11/2026", "22:00", "31/02/2026 10:00"} {
		if got, err := ParseMoment(text, now); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}
