package store_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"watchtower/fleet"
	"watchtower/store"
)

// history draws some days in the life of two trucks: drives, stops, silences,
// wobble at a fence, fixes from elsewhere and out of the future, in the order
// they are taken, with an odometer that is at times silent, ahead or reset.
func history(t *rapid.T) []store.Incoming {
	var out []store.Incoming
	for _, imei := range []string{"1", "2"} {
		minute, m := 600.0, rapid.Float64Range(-2000, 2000).Draw(t, "start")
		km := rapid.SampledFrom([]float64{0, 80_000}).Draw(t, "odometer")
		for i := range rapid.IntRange(1, 30).Draw(t, "fixes") {
			minute += rapid.SampledFrom([]float64{0.25, 0.5, 1, 2, 3, 5.5, 40, 70, 600}).Draw(t, "gap")
			speed, on, at := 0.0, rapid.Bool().Draw(t, "ignition"), apapa
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1, 2, 3:
				speed, on = 40, true
				step := rapid.Float64Range(-400, 400).Draw(t, "drive")
				m += step
				km = mileage(t, km, step)
			case 4:
				at = fleet.Point{Lat: 12, Lon: 8.59} // a bad fix, 800 km off
			}
			p := push(imei, "P"+imei, minute, north(at, m), speed, on)
			p.Fact.Position.OdometerKm = km
			if rapid.IntRange(0, 5).Draw(t, "clock") == 0 { // ahead, at a moment that no other fix has
				ahead := rapid.SampledFrom([]time.Duration{3 * time.Minute, 45 * time.Minute, 20 * time.Hour}).Draw(t, "ahead")
				p.Fact.Position.At = p.Fact.Position.At.Add(ahead + time.Duration(1+i)*time.Millisecond)
			}
			out = append(out, p)
		}
	}
	return out
}

// mileage is what an odometer shows after some metres; 0 is one that is not there.
func mileage(t *rapid.T, km, metres float64) float64 {
	switch {
	case km == 0:
		return 0
	case rapid.IntRange(0, 9).Draw(t, "reset") == 0:
		return 1
	}
	return km + math.Abs(metres)/1000*rapid.SampledFrom([]float64{0, 1, 1.1, 4}).Draw(t, "odometer's factor")
}

// everything is what the facts of some trucks led to, as text.
func (g ingest) everything(trucks ...int64) []string {
	if len(trucks) == 0 {
		trucks = []int64{1}
	}
	var out []string
	for _, sql := range []string{
		`at::text, coalesce(reject, '') FROM positions WHERE truck_id = %d ORDER BY at`,
		`at::text, motion, motion_since::text, coalesce(place_id, 0), coalesce(place_since::text, '') FROM truck_state WHERE truck_id = %d`,
		`'drive', started_at::text, ended_at::text, from_place, to_place, round(distance_m), moving_s, idling_s, top_kmh, settled,
			ST_AsText(from_point), ST_AsText(to_point) FROM drives WHERE truck_id = %d ORDER BY started_at`,
		`'idle', started_at::text, ended_at::text, coalesce(place_id, 0), ST_AsText(point), known_at::text FROM idles WHERE truck_id = %d ORDER BY started_at`,
		`'visit', place_id, entered_at::text, left_at::text, dwell_s FROM visits WHERE truck_id = %d ORDER BY entered_at, place_id`,
		`'day', day::text, round(distance_m), moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix::text, last_fix::text,
			drives, visits, refuels, refuel_l, thefts, theft_l FROM rollups WHERE truck_id = %d ORDER BY day`,
	} {
		for _, id := range trucks {
			out = append(out, g.lines("SELECT "+fmt.Sprintf(sql, id))...)
		}
	}
	return out
}

// rollUp works off every dirty day.
func (g ingest) rollUp() {
	for {
		n, err := g.RollUp(context.Background(), 1000)
		if err != nil {
			g.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// renamed gives the facts to trucks that no run has used before.
func renamed(facts []store.Incoming, run int) []store.Incoming {
	out := slices.Clone(facts)
	for i := range out {
		f := &out[i].Fact
		f.Plate, f.IMEI = fmt.Sprintf("%sR%d", f.Plate, run), fmt.Sprintf("%sR%d", f.IMEI, run)
		if f.Alert != nil {
			a := *f.Alert
			a.Plate, a.ID, f.Alert, f.IMEI = f.Plate, fmt.Sprint(run), &a, ""
		}
	}
	return out
}

const twoTrucks = `
WITH made AS (INSERT INTO trucks (plate, key) VALUES ('P1R' || $1, 'P1R' || $1), ('P2R' || $1, 'P2R' || $1) RETURNING id, key), named AS (
    INSERT INTO truck_identifiers (kind, value, truck_id)
    SELECT 'plate', key, id FROM made UNION ALL SELECT 'imei', substr(key, 2), id FROM made
)
SELECT id FROM made ORDER BY key`

// Whatever the order, the batching and the repeats, the same facts end in the
// same history, state, drives, visits and roll-ups, however dense the marks.
func TestAnyShuffleEndsTheSame(t *testing.T) {
	g := openIngest(t)
	for _, p := range []fleet.Place{{Name: "Lagos", Kind: "city", Center: apapa, RadiusM: 1500}, {Name: "Apapa", Kind: "port", Center: apapa, RadiusM: 300}} {
		if _, err := g.SavePlace(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	runs := 0
	run := func(t *rapid.T, applier *store.Applier, dice *rand.Rand, facts []store.Incoming, size int) []string {
		runs++
		rows, err := g.conn.Query(context.Background(), twoTrucks, fmt.Sprint(runs))
		if err != nil {
			t.Fatal(err)
		}
		trucks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			t.Fatal(err)
		}
		for b := range slices.Chunk(renamed(facts, runs), size) {
			if _, err := applier.Apply(context.Background(), noon, b); err != nil {
				t.Fatal(err)
			}
			if dice != nil && dice.IntN(3) == 0 {
				g.rollUp()
			}
		}
		g.rollUp()
		return g.everything(trucks...)
	}
	rapid.Check(t, func(t *rapid.T) {
		facts := history(t)
		theft := alert("theft", "fuel_theft", "7", "P1", fleet.PhasePoint, 700)
		theft.Fact.Alert.Litres = 40
		facts = append(facts, theft)
		want := run(t, g.Applier(), nil, facts, 12)
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		mixed := append(slices.Clone(facts), facts[:len(facts)/2]...)
		dice.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		applier := g.Applier()
		applier.MarkEvery(rapid.IntRange(1, 5).Draw(t, "mark every"))
		got := run(t, applier, dice, mixed, 1+dice.IntN(len(mixed)))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("shuffled (-ordered +shuffled):\n%s", diff)
		}
	})
}
