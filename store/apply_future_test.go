package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// ahead is a fix whose tracker's clock is an hour ahead.
func ahead(minute float64, p fleet.Point) store.Incoming {
	in := push("1", "A1", minute+60, p, 50, true)
	in.Fact.ReceivedAt = noon.Add(time.Duration(minute * float64(time.Minute)))
	in.Fact.Position.ReceivedAt = in.Fact.ReceivedAt
	return in
}

// A clock that runs ahead and is set right later: its fixes are kept, never
// become where the truck is, also when their time has come, and give their
// moments up to the fixes that are right.
func TestFixesFromTheFutureStayOutWhenTheirTimeHasCome(t *testing.T) {
	g := openIngest(t)
	g.apply(push("1", "A1", 0, apapa, 0, false), ahead(1, north(apapa, 500)), ahead(2, north(apapa, 900)), ahead(3, north(apapa, 950)))
	if s := g.state("A1"); !s.At.Equal(noon) || s.Motion != fleet.Stopped {
		t.Errorf("state = %+v, want noon", s)
	}
	got := g.apply(ahead(2, apapa), push("1", "A1", 62, apapa, 0, true), push("1", "A1", 64, apapa, 0, true))
	if got.Positions != 2 || got.Duplicates != 1 {
		t.Errorf("Applied = %+v, want the two that are right", got)
	}
	if again := g.apply(ahead(2, apapa), push("1", "A1", 62, north(apapa, 90), 9, true)); again.Positions != 0 || again.Duplicates != 2 {
		t.Errorf("replay = %+v, want no effect", again)
	}
	g.apply(push("1", "A1", 30, apapa, 0, true)) // a late one, so that history is folded again
	s := g.state("A1")
	if !s.At.Equal(noon.Add(64*time.Minute)) || s.Motion != fleet.Idling || s.Point != apapa || !s.MotionSince.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("state = %+v, want idling in Apapa since minute 30", s)
	}
	g.is([]string{"0 ", "30 ", "61 future", "62 ", "63 future", "64 "},
		`SELECT (extract(epoch FROM at - '2026-11-02 12:00Z') / 60)::int, coalesce(reject, '') FROM positions ORDER BY at`)
}

// However long the clock runs ahead, nothing of the truck is put aside.
func TestAClockThatStaysAheadStopsNothing(t *testing.T) {
	g := openIngest(t)
	a := g.Applier()
	a.MarkEvery(4)
	for i := range 24 {
		in := ahead(float64(i), apapa)
		if i == 0 {
			in = push("1", "A1", -5, apapa, 0, false)
		}
		if _, err := a.Apply(t.Context(), noon, []store.Incoming{in}); err != nil {
			t.Fatalf("fix %d: %v", i, err)
		}
	}
	if s := g.state("A1"); !s.At.Equal(noon.Add(-5 * time.Minute)) {
		t.Errorf("state at %v", s.At)
	}
}

// A fix from the future that ends a rebuilt day leaves its moment to the fix
// that is right: no mark lies there yet.
func TestARebuiltDayIsMarkedWhereTheTruckWas(t *testing.T) {
	g := openIngest(t)
	g.apply(push("1", "A1", 0, apapa, 0, false), push("1", "A1", 3, apapa, 0, false), ahead(4, apapa))
	a := g.Applier()
	a.MarkEvery(1)
	if _, err := a.RebuildDay(t.Context(), noon, store.RebuildStep{Task: "x", Truck: 1, Day: fleet.DayOf(noon)}); err != nil {
		t.Fatal(err)
	}
	g.is([]string{"0", "3"}, `SELECT (extract(epoch FROM at - '2026-11-02 12:00Z') / 60)::int FROM marks ORDER BY at`)
	if _, err := a.Apply(t.Context(), noon, []store.Incoming{push("1", "A1", 64, apapa, 0, true)}); err != nil {
		t.Fatal(err)
	}
	if s := g.state("A1"); !s.At.Equal(noon.Add(64 * time.Minute)) {
		t.Errorf("state at %v, want minute 64", s.At)
	}
}
