package store_test

import (
	"fmt"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// BenchmarkApply applies batches of 500 live fixes of 1,000 driving trucks
// among 200 places, rules and current state on.
func BenchmarkApply(b *testing.B) {
	g := openIngest(b)
	for i := range 200 {
		p := fleet.Place{Name: fmt.Sprintf("Place %d", i), Kind: "depot", Center: north(apapa, float64(i)*900), RadiusM: 400}
		if _, err := g.SavePlace(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	const trucks, batch = 1000, 500
	applier := g.Applier()
	n := 0
	next := func() []store.Incoming {
		in := make([]store.Incoming, batch)
		for i := range in {
			truck, round := n%trucks, n/trucks
			imei := fmt.Sprintf("%015d", truck)
			in[i] = push(imei, "T-"+imei, float64(round)/6, north(apapa, float64(truck*100+round*90)), float64(20*(round/20%2)+10), true)
			n++
		}
		return in
	}
	for range 2 * trucks / batch {
		if _, err := applier.Apply(b.Context(), noon, next()); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := g.conn.Exec(b.Context(), `ANALYZE`); err != nil { // as autovacuum does within a minute
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	started := time.Now()
	rows := 0
	for b.Loop() {
		out, err := applier.Apply(b.Context(), noon, next())
		if err != nil {
			b.Fatal(err)
		}
		rows += out.Positions
	}
	b.ReportMetric(float64(rows)/time.Since(started).Seconds(), "rows/s")
}

// BenchmarkJoin makes a tracker of which nobody knew the truck for 100,000
// fixes sit in its truck.
func BenchmarkJoin(b *testing.B) {
	const fixes = 100_000
	for b.Loop() {
		b.StopTimer()
		g := openIngest(b)
		g.truck(store.TruckEdit{Plate: "KJA 1 XA"})
		applier := g.Applier()
		for from := 0; from < fixes; from += 1000 {
			in := make([]store.Incoming, 1000)
			for i := range in {
				n := from + i - fixes
				in[i] = push(imeiA, "", float64(n)/4, north(apapa, float64(n%4000)*100), float64(20*(n/200%2)), true)
			}
			if _, err := applier.Apply(b.Context(), noon, in); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		g.truck(store.TruckEdit{Plate: "KJA 1 XA", IMEI: imeiA})
	}
}
