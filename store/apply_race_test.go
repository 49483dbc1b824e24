package store_test

import (
	"fmt"
	"sync"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// Batches that meet over the same unknown trucks take turns: each truck is
// registered once, each fix counted once, and nobody deadlocks for good.
func TestBatchesThatMeet(t *testing.T) {
	g := openIngest(t)
	applier := g.Applier()
	const workers, trucks, rounds = 6, 12, 8
	var in [][]store.Incoming
	for round := range rounds {
		var batch []store.Incoming
		for truck := range trucks {
			imei := fmt.Sprint(100 + truck)
			batch = append(batch, push(imei, "M-"+imei, float64(round), north(apapa, float64(round)*500), 40, true))
		}
		in = append(in, batch)
	}
	var mu sync.Mutex
	var total store.Applied
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for round := range rounds {
				batch := in[(round*5+w)%rounds]
				out, err := applier.Apply(t.Context(), noon, batch)
				for fleet.KindOf(err) == fleet.Unavailable { // a deadlock is tried again, as the stream does
					out, err = applier.Apply(t.Context(), noon, batch)
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				total.Positions += out.Positions
				total.Registered += out.Registered
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if total.Positions != trucks*rounds || total.Registered != trucks {
		t.Errorf("Applied = %+v, want %d positions and %d trucks", total, trucks*rounds, trucks)
	}
	for truck := range trucks {
		if s := g.state(fmt.Sprintf("M-%d", 100+truck)); s == nil || !s.At.Equal(in[rounds-1][0].Fact.Position.At) {
			t.Errorf("truck %d = %+v, want its newest fix", truck, s)
		}
	}
}
