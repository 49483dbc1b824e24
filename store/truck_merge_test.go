package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	g.soon("the merge is in the middle", func() bool { return g.waiting() == "1" })
	applied := make(chan error, 1)
	go func() {
		_, err := g.ApplyFacts(t.Context(), noon, []store.Incoming{push(imeiB, "X9", 5, north(apapa, 2000), 40, true),
			alert("x", "overspeed", "7", "X9", fleet.PhaseStart, 0)})
		applied <- err
	}()
	g.soon("the batch waits, or is done", func() bool { return g.waiting() == "2" || len(applied) == 1 })
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

// waiting counts the connections that wait for another's lock.
func (g ingest) waiting() string {
	g.lines(`SELECT pg_stat_clear_snapshot()`) // a transaction is shown the same activity again and again
	return g.lines(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)[0]
}

// A roll-up that was being made of a truck does not outlive it, and a mute
// goes on for the truck that it became one with.
func TestARollUpThatMeetsAMerge(t *testing.T) {
	g := openIngest(t)
	g.apply(push(imeiA, "DUP 1 XX", 0, apapa, 0, true), push(imeiB, "DUP 1 XX", 1, apapa, 0, true))
	g.rollUp()
	g.apply(push(imeiA, "DUP 1 XX", 2, apapa, 0, true), push(imeiB, "X9", 1500, apapa, 0, true))
	if _, err := g.conn.Exec(t.Context(), `INSERT INTO people (name, role, last_truck_id, created_at) VALUES ('x', 'viewer', 2, '2026-11-02')`); err != nil {
		t.Fatal(err)
	}
	if _, err := g.conn.Exec(t.Context(), `INSERT INTO mutes (truck_id, until_at, who, created_at) VALUES (2, '2027-01-01', 'x', '2026-11-02')`); err != nil {
		t.Fatal(err)
	}
	held, err := g.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), `SELECT FROM rollups WHERE truck_id = 1 FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := g.RollUp(t.Context(), 100); err != nil {
			t.Error(err)
		}
	})
	g.soon("the roll-up is in the middle", func() bool { return g.waiting() == "1" })
	merged := make(chan error, 1)
	go func() {
		_, err := g.SaveTruck(t.Context(), store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB}, noon)
		merged <- err
	}()
	g.soon("the merge waits, or is done", func() bool { return g.waiting() == "2" || len(merged) == 1 })
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	both.Wait()
	if err := <-merged; err != nil {
		t.Fatal(err)
	}
	g.rollUp()
	g.is([]string{"1"}, `SELECT DISTINCT truck_id FROM rollups`)
	g.is([]string{"1"}, `SELECT truck_id FROM mutes`)
	g.is([]string{"1"}, `SELECT last_truck_id FROM people`)
}

// What two trackers sent of one truck is, once they are joined, what one
// tracker would have sent, whoever sent what; and the next fix need not fold it.
func TestJoinedTrucksAreAsOneHadBeen(t *testing.T) {
	facts := threeDays(0)
	for i := range facts {
		facts[i].Fact.Plate = "DUP 1 XX"
	}
	theft := alert("theft", "fuel_theft", "7", "X9", fleet.PhasePoint, 900)
	one, _ := openRebuild(t)
	one.apply(facts...)
	one.rollUp()
	want := one.everything(1)
	for name, second := range map[string]func(i int) bool{
		"a swapped tracker": func(i int) bool { return i >= 500 },
		"the former one":    func(i int) bool { return i < 300 },
		"taking turns":      func(i int) bool { return i%2 == 1 },
		"all but a few":     func(i int) bool { return i > 3 },
	} {
		t.Run(name, func(t *testing.T) {
			g, _ := openRebuild(t)
			for _, imei := range []string{imeiA, imeiB} {
				for i, f := range facts {
					if f.Fact.IMEI = imei; second(i) == (imei == imeiB) {
						g.apply(f)
					}
				}
			}
			g.rollUp()
			g.truck(store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB})
			g.is([]string{"1 true"}, `SELECT truck_id, fold IS NOT NULL FROM truck_state`)
			g.rollUp()
			if diff := cmp.Diff(want, g.everything(1)); diff != "" {
				t.Errorf("(-one +joined):\n%s", diff)
			}
			g.is([]string{"0 0 0"}, `SELECT (SELECT count(*) FROM rollups WHERE truck_id = 2), (SELECT count(*) FROM drives WHERE truck_id = 2),
				(SELECT count(*) FROM day_tallies WHERE truck_id = 2)`)
			g.apply(push(imeiB, "X9", 5000, apapa, 0, false), theft)
			g.rollUp()
			g.is([]string{"1 1"}, `SELECT truck_id, sum(thefts) FROM rollups GROUP BY 1`)
		})
	}
}

// A fix from the future gives its moment up to the joined truck's, too.
func TestJoiningPrefersTheFixThatIsRight(t *testing.T) {
	g := openIngest(t)
	g.apply(push(imeiA, "DUP 1 XX", 0, apapa, 0, true), push(imeiB, "DUP 1 XX", 1, apapa, 0, true))
	early := push(imeiA, "DUP 1 XX", 61, apapa, 0, true)
	early.Fact.ReceivedAt, early.Fact.Position.ReceivedAt = noon, noon
	g.apply(early, push(imeiB, "X9", 61, north(apapa, 2000), 40, true))
	g.truck(store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB})
	if s := g.state("DUP 1 XX"); !s.At.Equal(noon.Add(61*time.Minute)) || s.Point != north(apapa, 2000) {
		t.Errorf("state = %+v, want minute 61", s)
	}
	g.is([]string{"0 ", "1 ", "61 "}, `SELECT (extract(epoch FROM at - '2026-11-02 12:00Z') / 60)::int, coalesce(reject, '') FROM positions ORDER BY at`)
}

// The drives of months whose fixes were dropped come along as they are.
func TestJoiningKeepsWhatIsOlderThanTheFixes(t *testing.T) {
	g, first := openRebuild(t)
	for i, f := range threeDays(0) {
		f.Fact.Plate, f.Fact.IMEI = "DUP 1 XX", imeiB
		if i == 0 {
			f.Fact.IMEI = imeiA
		}
		g.apply(f)
	}
	g.rollUp()
	drives := g.lines(`SELECT count(*) FROM drives`)
	floor := (first + 2).Start().Format(time.RFC3339)
	for _, sql := range []string{`INSERT INTO history_floor VALUES (true, '%s')`, `DELETE FROM positions WHERE at < '%s'`} {
		if _, err := g.conn.Exec(t.Context(), fmt.Sprintf(sql, floor)); err != nil {
			t.Fatal(err)
		}
	}
	days := g.lines(`SELECT day::text, round(distance_m), drives FROM rollups WHERE truck_id = 2 AND day < '` + (first + 2).String() + `' ORDER BY 1`)
	g.truck(store.TruckEdit{Plate: "DUP 1 XX", IMEI: imeiB})
	g.rollUp()
	g.is(drives, `SELECT count(*) FROM drives WHERE truck_id = 1`)
	g.is(days, `SELECT day::text, round(distance_m), drives FROM rollups WHERE truck_id = 1 AND day < '`+(first+2).String()+`' ORDER BY 1`)
}
