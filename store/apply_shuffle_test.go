package store_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"watchtower/fleet"
	"watchtower/store"
)

// history draws a day in the life of two trucks: drives, stops, wobble at a
// fence, fixes from elsewhere, in time order.
func history(t *rapid.T) []store.Incoming {
	var out []store.Incoming
	for _, imei := range []string{"1", "2"} {
		minute, m := 0.0, rapid.Float64Range(-2000, 2000).Draw(t, "start")
		for range rapid.IntRange(1, 14).Draw(t, "fixes") {
			minute += float64(rapid.IntRange(1, 40).Draw(t, "gap")) / 4
			speed, on, at := 0.0, rapid.Bool().Draw(t, "ignition"), apapa
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1, 2:
				speed, on = 40, true
				m += rapid.Float64Range(-250, 250).Draw(t, "drive")
			case 3:
				at = fleet.Point{Lat: 12, Lon: 8.59} // a bad fix, 800 km off
			}
			out = append(out, push(imei, "P"+imei, minute, north(at, m), speed, on))
		}
	}
	return out
}

// Whatever the order, the batching and the repeats, the same facts end in the
// same history, state and alerts.
func TestAnyShuffleEndsTheSame(t *testing.T) {
	g := openIngest(t)
	for _, p := range []fleet.Place{{Name: "Lagos", Kind: "city", Center: apapa, RadiusM: 1500}, {Name: "Apapa", Kind: "port", Center: apapa, RadiusM: 300}} {
		if _, err := g.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	applier := g.Applier()
	run := func(t *rapid.T, batches [][]store.Incoming) []string {
		if _, err := g.conn.Exec(context.Background(), `TRUNCATE positions, truck_state, outbox, truck_identifiers, trucks RESTART IDENTITY CASCADE`); err != nil {
			t.Fatal(err)
		}
		for _, imei := range []string{"1", "2"} {
			if _, err := g.SaveTruck(context.Background(), fleet.Truck{Plate: "P" + imei, IMEI: imei, Active: true}); err != nil {
				t.Fatal(err)
			}
		}
		for _, b := range batches {
			if _, err := applier.Apply(context.Background(), noon, b); err != nil {
				t.Fatal(err)
			}
		}
		return append(g.lines(`SELECT truck_id, at::text, coalesce(reject, '') FROM positions ORDER BY truck_id, at`),
			g.lines(`SELECT truck_id, at::text, motion, motion_since::text, coalesce(place_id, 0), coalesce(place_since::text, ''), jsonb_array_length(suspect) FROM truck_state ORDER BY truck_id`)...)
	}
	rapid.Check(t, func(t *rapid.T) {
		facts := history(t)
		var ordered [][]store.Incoming
		for _, f := range facts {
			ordered = append(ordered, []store.Incoming{f})
		}
		want := run(t, ordered)
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		mixed := append(slices.Clone(facts), facts[:len(facts)/2]...)
		dice.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got := run(t, slices.Collect(slices.Chunk(mixed, 1+dice.IntN(len(mixed)))))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("shuffled (-ordered +shuffled):\n%s", diff)
		}
	})
}
