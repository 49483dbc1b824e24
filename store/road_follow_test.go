package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/store"
)

// northward is a truck on its way from Sagamu by Ogere to Ibadan, a fix in ten
// minutes, an hour after noon on.
func northward() (in []store.Incoming) {
	way := []fleet.Point{{Lat: 6.850, Lon: 3.600}, {Lat: 6.940, Lon: 3.650}, {Lat: 7.0, Lon: 3.69}, {Lat: 7.1, Lon: 3.755}, {Lat: 7.2, Lon: 3.82}, {Lat: 7.3, Lon: 3.89}, {Lat: 7.37, Lon: 3.94}}
	for i, p := range way {
		in = append(in, push("1", "KJA 123 XA", 60+float64(i)*15, p, 50, true))
	}
	return in
}

func TestRoadsAreFollowedOnceAndOn(t *testing.T) {
	g := openIngest(t)
	ctx, roads := t.Context(), fleet.NewRoads()
	g.apply(northward()...)
	if err := g.WatchRoads(ctx, noon); err != nil {
		t.Fatal(err)
	}
	all := fleet.Window{From: noon, To: noon.Add(24 * time.Hour)}
	follow := func(upTo time.Duration, want ...string) {
		t.Helper()
		for {
			n, err := g.FollowRoads(ctx, roads, nil, noon.Add(upTo))
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		var got []string
		passes, err := g.Passes(ctx, all)
		for _, p := range passes {
			got = append(got, p.Stretch)
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("passes up to %v: %v %s", upTo, err, diff)
		}
	}
	follow(2*time.Hour, "Sagamu>Ogere") // half of the next stretch is in the watch
	follow(2*time.Hour, "Sagamu>Ogere")
	follow(6*time.Hour, "Sagamu>Ogere", "Ogere>Ibadan")
	newest, err := g.NewestPasses(ctx, all)
	if err != nil || len(newest) != 2 {
		t.Errorf("newest = %+v, %v", newest, err)
	}
	if err := g.DropPasses(ctx, noon.Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	follow(6 * time.Hour)
}

func TestWhatWasLearnedComesBack(t *testing.T) {
	g := openIngest(t)
	ctx := t.Context()
	pace := fleet.Pace{Passes: 40, Low: 60, Mid: 90, High: 150}
	hours := [fleet.AnyHour + 1]fleet.Pace{7: pace, fleet.AnyHour: pace}
	learned := fleet.ETALearned{"observed day moving 1-3 h": {Arrivals: 44, Low: 0.8, Mid: 1.1, High: 1.9}}
	for range 2 { // the second time in the place of the first
		if err := g.SavePaces(ctx, fleet.Paces{"Sagamu>Ogere": &hours, "Ogere>Ibadan": &hours}); err != nil {
			t.Fatal(err)
		}
		if err := g.SaveETALearned(ctx, learned); err != nil {
			t.Fatal(err)
		}
	}
	got, err := g.Paces(ctx, []string{"Sagamu>Ogere", "Nowhere>Ogere"})
	if diff := cmp.Diff(fleet.Paces{"Sagamu>Ogere": &hours}, got); diff != "" || err != nil {
		t.Errorf("paces: %v %s", err, diff)
	}
	back, err := g.ETALearned(ctx)
	if diff := cmp.Diff(learned, back); diff != "" || err != nil {
		t.Errorf("learned: %v %s", err, diff)
	}
}
