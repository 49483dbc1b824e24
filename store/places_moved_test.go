package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// A place that is moved has its new shape for the fixes from then on; what is
// known stays until the days are rebuilt, which finds it by the new shape.
func TestVisitsOfAPlaceThatIsMoved(t *testing.T) {
	g, day := openRebuild(t)
	a := g.Applier()
	drive := func(minute float64, metres ...float64) {
		for i, m := range metres {
			at := minute + float64(i)*5
			if _, err := a.Apply(t.Context(), noon.Add(time.Duration(at)*time.Minute), []store.Incoming{push("1", "A1", at, north(apapa, m), 20, true)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	const visits = `SELECT (extract(epoch FROM entered_at - '2026-11-02 12:00Z') / 60)::int,
		coalesce((extract(epoch FROM left_at - '2026-11-02 12:00Z') / 60)::int::text, 'stays') FROM visits ORDER BY entered_at`

	drive(0, 0, 0, 3000, 6000, 6000, 3000, 0, 0) // there, away, where it will be, there again
	g.is([]string{"0 10", "30 stays"}, visits)
	if _, err := g.SavePlace(t.Context(), fleet.Place{Name: "Apapa", Center: north(apapa, 6000)}); err != nil {
		t.Fatal(err)
	}
	drive(40, 0, 3000, 6000, 6000)
	g.is([]string{"0 10", "30 40", "50 stays"}, visits)
	if s := g.state("A1"); s.Place != "Apapa" {
		t.Errorf("state = %+v, want it in Apapa, where that is now", s)
	}
	g.rebuild("moved", day, day)
	g.is([]string{"15 25", "50 stays"}, visits)
}
