package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/store"
)

// threeDays is a truck that drives and stops near Apapa, a fix every five
// minutes, later by some offset than it says it was received.
func threeDays(offset time.Duration) []store.Incoming {
	var out []store.Incoming
	metres := 0.0
	for i := range 3 * 24 * 12 {
		moving := i/12%3 == 0
		speed := 0.0
		if moving {
			speed = 35
			metres += 250 * float64(1-2*(i/72%2))
		}
		p := push("1", "A1", float64(i*5), north(apapa, metres), speed, moving)
		p.Fact.Position.At = p.Fact.Position.At.Add(offset)
		out = append(out, p)
	}
	return out
}

func (g ingest) rebuild(task string, from, to fleet.Day) (total store.Rebuilt) {
	g.t.Helper()
	a := g.Applier()
	for day := from; day <= to; day++ {
		out, err := a.RebuildDay(g.t.Context(), noon, store.RebuildStep{Task: task, Truck: 1, Day: day, Last: day == to})
		if err != nil {
			g.t.Fatal(err)
		}
		total.Add(out)
	}
	g.rollUp()
	return total
}

func openRebuild(t *testing.T) (ingest, fleet.Day) {
	g := openIngest(t)
	if _, err := g.SavePlace(t.Context(), fleet.Place{Name: "Apapa", Kind: "port", Center: apapa, RadiusM: 300}); err != nil {
		t.Fatal(err)
	}
	return g, fleet.DayOf(noon)
}

func TestRebuildFindsTheSameAgain(t *testing.T) {
	g, first := openRebuild(t)
	g.apply(threeDays(0)...)
	g.rollUp()
	want := g.everything()
	if n := len(g.lines(`SELECT FROM drives`)); n < 10 {
		t.Fatalf("%d drives are too few to prove anything", n)
	}
	for _, spoil := range []string{`DELETE FROM drives`, `DELETE FROM idles`, `DELETE FROM marks`, `UPDATE drives SET distance_m = 1`, `DELETE FROM visits`,
		`UPDATE truck_state SET fold = NULL`, `DELETE FROM day_tallies`, `DELETE FROM rollups`,
		`INSERT INTO drives SELECT truck_id, started_at + interval '1 s', ended_at, from_point, to_point, NULL, NULL, 1, 1, 1, 1, true, known_at FROM drives`} {
		if _, err := g.conn.Exec(t.Context(), spoil); err != nil {
			t.Fatal(err)
		}
		if got := g.rebuild(spoil, first, first+3); got.Fixes < 800 || got.Drives < 10 {
			t.Errorf("after %s rebuilt %+v", spoil, got)
		}
		if diff := cmp.Diff(want, g.everything()); diff != "" {
			t.Fatalf("after %s (-want +got):\n%s", spoil, diff)
		}
	}
}

func TestARebuildThatWasStoppedGoesOn(t *testing.T) {
	g, first := openRebuild(t)
	g.apply(threeDays(0)...)
	g.rollUp()
	want := g.everything()
	a := g.Applier()
	if _, err := a.RebuildDay(t.Context(), noon, store.RebuildStep{Task: "x", Truck: 1, Day: first}); err != nil {
		t.Fatal(err)
	}
	out, err := a.RebuildDay(t.Context(), noon, store.RebuildStep{Task: "x", Truck: 1, Day: first})
	if err != nil || !out.Skipped {
		t.Errorf("second time = %+v, %v; want it skipped", out, err)
	}
	g.rebuild("x", first, first+3)
	if diff := cmp.Diff(want, g.everything()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Fixes that were read in the wrong zone lie in the future and are not
// believed; moved to where they belong they are.
func TestShiftMendsAWrongZone(t *testing.T) {
	want, first := openRebuild(t)
	want.apply(threeDays(0)...)
	want.rollUp()
	for _, wrong := range []time.Duration{4*time.Hour + 30*time.Minute, -4*time.Hour - 30*time.Minute} {
		g, _ := openRebuild(t)
		g.apply(threeDays(wrong)...)
		g.rollUp()
		if wrong > 0 && len(g.lines(`SELECT FROM truck_state`)) != 0 {
			t.Error("fixes of the future were believed")
		}
		moved := 0
		for range 2 {
			for i := range fleet.Day(6) {
				day := first - 1 + i
				if wrong < 0 {
					day = first + 4 - i
				}
				out, err := g.ShiftDay(t.Context(), noon, store.RebuildStep{Task: fmt.Sprint("shift", wrong), Truck: 1, Day: day}, store.Shift{Source: "loconav", Offset: -wrong, Before: noon.AddDate(1, 0, 0)})
				if err != nil {
					t.Fatal(err)
				}
				moved += out.Moved
			}
		}
		if moved != 3*24*12 {
			t.Errorf("%d fixes moved, want each once", moved)
		}
		g.rebuild("x", first-1, first+4)
		if diff := cmp.Diff(want.everything(), g.everything()); diff != "" {
			t.Errorf("off by %v (-want +got):\n%s", wrong, diff)
		}
	}
}

// On the day of the restart right fixes follow wrong ones: the right ones stay.
func TestShiftLeavesWhatWasReadRight(t *testing.T) {
	g, first := openRebuild(t)
	restart := noon.Add(6 * time.Hour)
	const wrong = -2 * time.Hour
	var want []string
	for i := range 24 {
		p := push("1", "A1", float64(30*i), apapa, 0, false)
		want = append(want, p.Fact.Position.At.Format("2006-01-02 15:04:05+00"))
		if p.Fact.ReceivedAt.Before(restart) {
			p.Fact.Position.At = p.Fact.Position.At.Add(wrong)
		}
		g.apply(p)
	}
	by := store.Shift{Source: "loconav", Offset: -wrong, Before: restart}
	scopes, err := g.RebuildScopes(t.Context(), first.Start(), (first + 1).End(), by, 0)
	if err != nil || len(scopes) != 1 || scopes[0].Fixes != 24 || scopes[0].ToMove != 12 {
		t.Errorf("scopes = %+v, %v; want 12 of 24 fixes to move", scopes, err)
	}
	for day := first + 1; day >= first; day-- {
		if _, err := g.ShiftDay(t.Context(), noon, store.RebuildStep{Task: "s", Truck: 1, Day: day}, by); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, g.lines(`SELECT at::text FROM positions ORDER BY at`)); diff != "" {
		t.Errorf("fixes (-want +got):\n%s", diff)
	}
}

// A day that holds moved fixes is not moved; asked for again, a day is moved
// again and no other.
func TestNoFixMovesTwiceUnasked(t *testing.T) {
	g, first := openRebuild(t)
	g.apply(threeDays(0)...)
	shift := func(day fleet.Day) (store.Shifted, error) {
		return g.ShiftDay(t.Context(), noon, store.RebuildStep{Task: "s", Truck: 1, Day: day},
			store.Shift{Source: "loconav", Offset: -time.Hour, Before: noon.AddDate(1, 0, 0)})
	}
	if out, err := shift(first + 1); err != nil || out.Moved == 0 {
		t.Fatalf("ShiftDay = %+v, %v", out, err)
	}
	if out, err := shift(first); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("the day before = %+v, %v; want it refused", out, err)
	}
	if err := g.ClearRebuildDays(t.Context(), "s", 1, first+2, first+3); err != nil {
		t.Fatal(err)
	}
	if out, err := shift(first + 1); err != nil || !out.Skipped {
		t.Errorf("again = %+v, %v; want it skipped, for other days were cleared", out, err)
	}
	if err := g.ClearRebuildDays(t.Context(), "s", 1, first, first+1); err != nil {
		t.Fatal(err)
	}
	if out, err := shift(first + 1); err != nil || out.Moved == 0 {
		t.Errorf("again = %+v, %v; want it moved", out, err)
	}
}

func TestALateFixOfLongAgoChangesOnlyItsDays(t *testing.T) {
	g, _ := openRebuild(t)
	facts := threeDays(0)
	lost := append([]store.Incoming(nil), facts[300:330]...)
	g.apply(facts...)
	g.rollUp()
	want := g.everything()

	late, _ := openRebuild(t)
	late.apply(append(append([]store.Incoming(nil), facts[:300]...), facts[330:]...)...)
	late.rollUp()
	before := late.state("A1")
	if got := late.apply(lost...); got.Late != 30 || got.Positions != 30 {
		t.Errorf("Applied = %+v, want 30 late positions", got)
	}
	late.rollUp()
	if diff := cmp.Diff(want, late.everything()); diff != "" {
		t.Errorf("(-in order +late):\n%s", diff)
	}
	if after := late.state("A1"); !after.At.Equal(before.At) || after.Point != before.Point {
		t.Errorf("the marker moved from %v to %v", before.At, after.At)
	}
}

// What a fold remembers of each fix is gone once it is settled: the stretch's
// end is in doubt here, one fix is believed that was not, and two the other
// way round.
func TestAFoldForgetsWhatIsSettled(t *testing.T) {
	var stretch []fleet.Position
	for i := range 5000 {
		p := *push("1", "A1", float64(i), apapa, 0, false).Fact.Position
		switch i {
		case 100:
			p.Reject = fleet.RejectJump // as stored
		case 2000, 2002, 4998:
			p.Point = fleet.Point{Lat: 12, Lon: 8.59}
		}
		stretch = append(stretch, p)
	}
	stretch[4999].Point = stretch[4998].Point
	if n := store.Remembered(stretch); n != 5 {
		t.Errorf("%d fixes remembered, want 5", n)
	}
}
