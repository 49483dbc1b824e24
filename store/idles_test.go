package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// ran is what a truck's engine did from one fix to the next, as the test made it.
type ran struct {
	from, to time.Time
	idle     bool
}

// idleLife has a truck idle, drive and rest by turns around a place, a fix a
// minute, and gives the stretches of idling that it made.
func (g ingest) idleLife(plate string, from, to time.Time, r *rand.Rand) (made []ran) {
	g.t.Helper()
	var facts []store.Incoming
	mode, left, m := 0, 3, 0.0 // 0 off, 1 idling, 2 driving
	var since time.Time
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		if mode == 2 {
			m += 700
		}
		on, kmh := mode > 0, 0.0
		if mode == 2 {
			kmh = 42
		}
		if mode == 1 && since.IsZero() {
			since = at
		}
		if mode != 1 && !since.IsZero() {
			made, since = append(made, ran{since, at, true}), time.Time{}
		}
		facts = append(facts, store.Incoming{EntryID: fmt.Sprint(plate, at.Unix()), Fact: fleet.Fact{Source: "test", ReceivedAt: at, IMEI: plate, Plate: plate,
			Position: &fleet.Position{At: at, Point: north(apapa, m), SpeedKmh: kmh, Ignition: &on, ReceivedAt: at}}})
		if left--; left == 0 {
			mode, left = (mode+1+r.IntN(2))%3, 2+r.IntN(40)
		}
	}
	if !since.IsZero() {
		made = append(made, ran{since, to.Add(-time.Minute), true})
	}
	for len(facts) > 0 {
		n := min(400, len(facts))
		if _, err := g.ApplyFacts(g.t.Context(), to, facts[:n]); err != nil {
			g.t.Fatal(err)
		}
		facts = facts[n:]
	}
	return made
}

// idledIn is how long the stretches of five minutes and more lasted in a window,
// and how many of them lasted so long in it.
func idledIn(made []ran, w fleet.Window, least time.Duration) (total time.Duration, long int) {
	for _, x := range made {
		if x.to.Sub(x.from) < 5*time.Minute {
			continue
		}
		if w.From.After(x.from) {
			x.from = w.From
		}
		if w.To.Before(x.to) {
			x.to = w.To
		}
		if d := x.to.Sub(x.from); d > 0 {
			total += d
			if d >= least {
				long++
			}
		}
	}
	return total, long
}

// Idling in any window is what the truck did: across midnight, the end of a
// month, and with the engine running still.
func TestIdlingInAnyWindow(t *testing.T) {
	g := openIngest(t)
	r := rand.New(rand.NewPCG(3, 9))
	begin, end := wat(10, 30, 18, 0), wat(11, 1, 9, 3)
	made := g.idleLife("AAA-100XA", begin, end, r)
	now := end.Add(-time.Minute)
	windows := []fleet.Window{{From: wat(10, 31, 23, 30), To: wat(11, 1, 0, 30)}, {From: wat(10, 1, 0, 0), To: wat(11, 1, 0, 0)}, {From: wat(11, 1, 0, 0), To: wat(12, 1, 0, 0)}}
	for range 60 {
		from := begin.Add(time.Duration(r.IntN(38*60)) * time.Minute)
		windows = append(windows, fleet.Window{From: from, To: from.Add(time.Duration(1+r.IntN(20*60)) * time.Minute)})
	}
	for _, w := range windows {
		q := store.IdleQuery{Window: w, Now: now}
		if len(windows)%2 == 0 {
			q.Trucks = []int64{1}
		}
		sums, err := g.IdleSums(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got time.Duration
		for _, x := range sums {
			got += x.Total
		}
		want, long := idledIn(made, w, 20*time.Minute)
		if math.Abs((got - want).Seconds()) > 1 {
			t.Errorf("%s: idled %s, want %s", w, got, want)
		}
		list, err := g.Idles(t.Context(), q, 20*time.Minute)
		if err != nil || len(list) != long {
			t.Errorf("%s: %v, %d stretches of 20 minutes, want %d", w, err, len(list), long)
		}
	}
}

// The sums of a place are of that place alone; the rest is at the roadside.
func TestIdlingByPlace(t *testing.T) {
	g := openIngest(t)
	if _, err := g.SavePlace(t.Context(), fleet.Place{Name: "Apapa Port", Kind: "port", Center: apapa, RadiusM: 1000}); err != nil {
		t.Fatal(err)
	}
	for m := range 31 { // half an hour at the gate
		g.apply(push("1", "A1", float64(m), apapa, 0, true))
	}
	for m := range 6 {
		g.apply(push("1", "A1", float64(31+m), north(apapa, 1000*float64(m+1)), 60, true))
	}
	for m := range 11 { // ten minutes on the road
		g.apply(push("1", "A1", float64(37+m), north(apapa, 7000), 0, true))
	}
	g.apply(push("1", "A1", 48, north(apapa, 7000), 0, false))
	w := fleet.Window{From: noon.Add(-time.Hour), To: noon.Add(2 * time.Hour)}
	sums, err := g.IdleSums(t.Context(), store.IdleQuery{Window: w, Now: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]time.Duration{}
	for _, x := range sums {
		got[x.Place+" "+fleet.IdleSort(x.Kind)] = x.Total
	}
	if got["Apapa Port queue"] != 31*time.Minute || got[" roadside"] != 11*time.Minute || len(got) != 2 {
		t.Errorf("sums = %v", got)
	}
	if one, err := g.IdleSums(t.Context(), store.IdleQuery{Window: w, Now: noon.Add(time.Hour), PlaceID: 1}); err != nil || len(one) != 1 || one[0].Total != 31*time.Minute {
		t.Errorf("in the port: %v %+v", err, one)
	}
	if ids, err := g.ParkedSince(t.Context(), noon.Add(48*time.Minute), nil); err != nil || len(ids) != 1 {
		t.Errorf("parked: %v %v", err, ids)
	}
	if ids, err := g.ParkedSince(t.Context(), noon.Add(47*time.Minute), nil); err != nil || len(ids) != 0 {
		t.Errorf("parked too early: %v %v", err, ids)
	}
}
