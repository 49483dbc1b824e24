package store_test

import (
	"sync"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

// A batch that identified a truck just before it became one with another
// writes to the other.
func TestABatchThatMeetsAMerge(t *testing.T) {
	g := openIngest(t)
	g.apply(push(imeiA, "DUP 1 XX", 0, apapa, 0, true), push(imeiB, "DUP 1 XX", 1, apapa, 0, true), push(imeiB, "X9", 2, apapa, 0, true))
	held, err := g.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), `SELECT FROM truck_state WHERE truck_id = 1 FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := g.SaveTruck(t.Context(), store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB}, noon); err != nil {
			t.Error(err)
		}
	})
	waiting := func() string { // PostgreSQL shows a transaction the same activity again and again
		g.lines(`SELECT pg_stat_clear_snapshot()`)
		return g.lines(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)[0]
	}
	g.soon("the merge is in the middle", func() bool { return waiting() == "1" })
	applied := make(chan error, 1)
	go func() {
		_, err := g.ApplyFacts(t.Context(), noon, []store.Incoming{push(imeiB, "X9", 5, north(apapa, 2000), 40, true),
			alert("x", "overspeed", "7", "X9", fleet.PhaseStart, 0)})
		applied <- err
	}()
	g.soon("the batch waits, or is done", func() bool { return waiting() == "2" || len(applied) == 1 })
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	both.Wait()
	if err := <-applied; err != nil {
		t.Fatal(err)
	}
	g.is([]string{"1 4"}, `SELECT truck_id, count(*) FROM positions GROUP BY 1`)
	g.is([]string{"1"}, `SELECT truck_id FROM alerts`)
	if s := g.state("DUP 1 XX"); s.Motion != fleet.Moving {
		t.Errorf("state = %+v, want the newest fix", s)
	}
}
