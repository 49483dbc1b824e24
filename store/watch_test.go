package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// Facts and the watch that tell of the same trouble at the same moment make one
// alert that people hear of.
func TestTheWatchMeetsABatchOfFacts(t *testing.T) {
	g := openIngest(t)
	for m := range 5 {
		g.apply(push(imeiA, "A1", float64(m), north(apapa, 1500*float64(m)), 90, true))
	}
	held, err := g.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), `SELECT FROM trucks WHERE id = 1 FOR NO KEY UPDATE`); err != nil {
		t.Fatal(err)
	}
	now := noon.Add(4 * time.Minute)
	by := store.WatchBy{
		Prepare: func(_ context.Context, x *store.WatchScene) time.Time {
			return fleet.FixesFrom(nil, x.Scene, x.Changed, x.Open)
		},
		Look: func(x *store.WatchScene) ([]fleet.Move, time.Time) {
			found, next := fleet.WatchNext(nil, x.Scene)
			return fleet.DecideFound(x.Open, found, now), next
		},
	}
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := g.WatchDue(t.Context(), now, 100, by); err != nil {
			t.Error(err)
		}
	})
	both.Go(func() {
		if _, err := g.ApplyFacts(t.Context(), now, []store.Incoming{alert("x", "overspeed", "7", "A1", fleet.PhaseStart, 1)}); err != nil {
			t.Error(err)
		}
	})
	g.soon("both wait for the truck", func() bool { return g.waiting() == "2" })
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	both.Wait()
	g.is([]string{"2 1"}, `SELECT count(*), count(part_of) FROM alerts WHERE kind = 'overspeed'`)
	g.is([]string{"1"}, `SELECT count(*) FROM outbox WHERE type = 'alert.triggered'`)
}
