package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/store"
)

// travelled is one truck's made-up way: where it was at each minute.
type travelled struct {
	at []time.Time
	m  []float64 // metres along a meridian
}

// in is how far it went in a window, leg by leg: the independent figure.
func (x travelled) in(w fleet.Window) (m float64) {
	for i := 1; i < len(x.at); i++ {
		from, to := x.at[i-1], x.at[i]
		if w.From.After(from) {
			from = w.From
		}
		if w.To.Before(to) {
			to = w.To
		}
		if part := to.Sub(from); part > 0 {
			m += (x.m[i] - x.m[i-1]) * part.Seconds() / x.at[i].Sub(x.at[i-1]).Seconds()
		}
	}
	return m
}

// travel has a truck drive and rest by turns, a fix a minute, and keeps what it
// did.
func (g ingest) travel(plate string, from, to time.Time, r *rand.Rand) travelled {
	g.t.Helper()
	var x travelled
	var facts []store.Incoming
	driving, left, m := false, 10, 0.0
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		kmh := 0.0
		if driving {
			kmh = 30 + 30*r.Float64()
		}
		if len(x.at) > 0 {
			m += kmh / 60 * 1000
		}
		x.at, x.m = append(x.at, at), append(x.m, m)
		on := driving
		facts = append(facts, store.Incoming{EntryID: fmt.Sprint(plate, at.Unix()), Fact: fleet.Fact{Source: "test", ReceivedAt: at, IMEI: plate, Plate: plate,
			Position: &fleet.Position{At: at, Point: north(apapa, m), SpeedKmh: kmh, Ignition: &on, ReceivedAt: at}}})
		if left--; left == 0 {
			driving, left = !driving, 15+r.IntN(90)
		}
	}
	for len(facts) > 0 {
		n := min(500, len(facts))
		if _, err := g.ApplyFacts(g.t.Context(), to, facts[:n]); err != nil {
			g.t.Fatal(err)
		}
		facts = facts[n:]
	}
	return x
}

func (g ingest) rolledUp() {
	g.t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = g.RollUp(g.t.Context(), 1000); err != nil {
			g.t.Fatal(err)
		}
	}
}

func wat(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, fleet.WAT)
}

// Whatever the window, the distance is what the truck did in it: across
// midnight and the end of a month, in drives that have ended and one that goes on.
func TestDistanceOfAnyWindow(t *testing.T) {
	g := openIngest(t)
	r := rand.New(rand.NewPCG(7, 7))
	begin, end := wat(10, 30, 20, 0), wat(11, 2, 15, 7)
	ways := map[string]travelled{"AAA-100XA": g.travel("AAA-100XA", begin, end, r), "BBB-200XB": g.travel("BBB-200XB", begin, end, r)}
	g.rolledUp()
	windows := []fleet.Window{
		{From: wat(10, 31, 23, 30), To: wat(11, 1, 0, 30)}, {From: wat(10, 31, 0, 0), To: wat(11, 1, 0, 0)},
		{From: wat(11, 1, 0, 0), To: wat(12, 1, 0, 0)}, {From: wat(10, 1, 0, 0), To: wat(11, 1, 0, 0)},
		{From: wat(10, 30, 23, 45), To: wat(11, 2, 0, 15)}, {From: wat(11, 2, 14, 50), To: wat(11, 2, 18, 0)},
	}
	for range 60 {
		from := begin.Add(time.Duration(r.IntN(60*60)) * time.Minute).Add(time.Duration(r.IntN(60)) * time.Second)
		windows = append(windows, fleet.Window{From: from, To: from.Add(time.Duration(1+r.IntN(40*60)) * time.Minute)})
	}
	for _, w := range windows {
		went, err := g.Went(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, x := range went {
			got[x.Truck] = x.Metres
		}
		from, to, edges := w.Parts()
		slack := 30.0 // metres: rounding of geography, and the sphere
		if to > from && len(edges) > 0 || to > from {
			slack = 1100 // where a day ends, the leg across midnight counts for the day of its end
		}
		for plate, way := range ways {
			if want := way.in(w); math.Abs(got[plate]-want) > slack+want*0.002 {
				t.Errorf("%s %s: %.0f m, want %.0f", plate, w, got[plate], want)
			}
		}
	}
	one, err := g.Went(t.Context(), fleet.Window{From: wat(10, 31, 0, 0), To: wat(11, 1, 12, 0)}, 1)
	if err != nil || len(one) != 1 || one[0].TruckID != 1 {
		t.Errorf("of one truck: %v %+v", err, one)
	}
}

// A truck's track is its believed fixes in the window, the end left out.
func TestTrackIsHalfOpen(t *testing.T) {
	g := openIngest(t)
	way := g.travel("AAA-100XA", wat(10, 31, 23, 30), wat(11, 1, 0, 31), rand.New(rand.NewPCG(1, 1)))
	for _, c := range []struct {
		from, to time.Time
		n        int
	}{{wat(10, 31, 23, 30), wat(11, 1, 0, 0), 30}, {wat(11, 1, 0, 0), wat(11, 1, 0, 30), 30}, {wat(10, 31, 0, 0), wat(11, 2, 0, 0), len(way.at)}} {
		track, err := g.Track(t.Context(), 1, fleet.Window{From: c.from, To: c.to}, 1000)
		if err != nil || len(track) != c.n || !track[0].At.Equal(c.from) && c.n == 30 {
			t.Errorf("%s: %v, %d fixes, want %d", c.from, err, len(track), c.n)
		}
	}
	track, err := g.Track(t.Context(), 1, fleet.Window{From: wat(10, 31, 0, 0), To: wat(11, 2, 0, 0)}, 5)
	if err != nil || len(track) != 5 {
		t.Errorf("limit: %v, %d", err, len(track))
	}
	last, err := g.PositionBefore(t.Context(), 1, wat(11, 1, 0, 0))
	if err != nil || !last.At.Equal(wat(10, 31, 23, 59)) {
		t.Errorf("before midnight: %v %v", err, last.At)
	}
}

// The day that goes on does not wait for its roll-up where trucks are named,
// and says the same once that is made.
func TestDayThatGoesOnIsFresh(t *testing.T) {
	g := openIngest(t)
	g.travel("AAA-100XA", wat(11, 1, 20, 0), wat(11, 2, 15, 7), rand.New(rand.NewPCG(3, 9)))
	today := fleet.Window{From: wat(11, 2, 0, 0), To: wat(11, 3, 0, 0)}
	stale, err := g.Went(t.Context(), today)
	if err != nil || len(stale) != 0 {
		t.Fatalf("rolled up already: %v %+v", err, stale)
	}
	fresh, err := g.Went(t.Context(), today, 1)
	if err != nil || len(fresh) != 1 || fresh[0].Metres < 100_000 || fresh[0].Drives < 3 {
		t.Fatalf("of a named truck: %v %+v", err, fresh)
	}
	g.rolledUp()
	if after, err := g.Went(t.Context(), today, 1); err != nil || !cmp.Equal(after, fresh) {
		t.Errorf("rolled up, of a named truck: %v %s", err, cmp.Diff(fresh, after))
	}
	all, err := g.Went(t.Context(), today)
	if err != nil || len(all) != 1 || math.Abs(all[0].Metres-fresh[0].Metres) > 0.01 || all[0].Drives != fresh[0].Drives {
		t.Errorf("rolled up: %v %+v, want %+v", err, all, fresh)
	}
}
