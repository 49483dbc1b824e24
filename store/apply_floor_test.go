package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/store"
)

// A late fix just above the months that were dropped is folded from a mark in
// them; what was known by their fixes stays, whatever lay behind that mark and
// whatever arrives of those months later.
func TestALateFixAboveTheFloorLeavesWhatIsBelow(t *testing.T) {
	for _, every := range []int{7, 50, 200} {
		t.Run(fmt.Sprint(every), func(t *testing.T) {
			g, first := openRebuild(t)
			a := g.Applier()
			a.MarkEvery(every)
			for some := range slices.Chunk(threeDays(0), every) {
				if _, err := a.Apply(t.Context(), noon, some); err != nil {
					t.Fatal(err)
				}
			}
			g.rollUp()
			floor := (first + 2).Start()
			below := func() (out []string) {
				at, day := floor.Format(time.RFC3339), (first + 2).String()
				for _, sql := range []string{
					`'drive', started_at, ended_at, distance_m, known_at FROM drives WHERE known_at < '` + at + `' ORDER BY started_at`,
					`'visit', entered_at, left_at, left_known FROM visits WHERE left_known < '` + at + `' ORDER BY entered_at`,
					`'day', day, distance_m, moving_s, offline_s, last_fix, drives FROM rollups WHERE day < '` + day + `' ORDER BY day`,
				} {
					out = append(out, g.lines("SELECT "+sql)...)
				}
				return out
			}
			want, drives := below(), g.lines(`SELECT count(*) FROM drives`)
			for _, sql := range []string{`INSERT INTO history_floor VALUES (true, '%s')`, `DELETE FROM positions WHERE at < '%s'`} {
				if _, err := g.conn.Exec(t.Context(), fmt.Sprintf(sql, floor.Format(time.RFC3339))); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := g.TidyMarks(t.Context()); err != nil {
				t.Fatal(err)
			}
			late := func(at time.Time, metres, kmh float64) store.Incoming {
				in := push("1", "A1", at.Sub(noon).Minutes(), north(apapa, metres), kmh, kmh > 0)
				in.Fact.Position.ReceivedAt = noon.AddDate(0, 0, 4)
				return in
			}
			for i := range 24 { // a stop, a drive and a stop, which enter history alone
				driven := max(0, min(i-4, 10))
				in := late(floor.Add(time.Duration(i*4-98)*time.Minute+time.Second), float64(driven)*2000, float64(driven%10)*4)
				if _, err := a.Apply(t.Context(), noon, []store.Incoming{in}); err != nil {
					t.Fatal(err)
				}
			}
			if out, err := a.Apply(t.Context(), noon, []store.Incoming{late(floor.Add(time.Minute+time.Second), 0, 0)}); err != nil || out.Late != 1 {
				t.Fatalf("Applied = %+v, %v; want a late fix", out, err)
			}
			g.rollUp()
			if diff := cmp.Diff(want, below()); diff != "" {
				t.Errorf("below the floor (-before +after):\n%s", diff)
			}
			g.is(drives, `SELECT count(*) FROM drives`)
		})
	}
}
