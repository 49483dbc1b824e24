package fleet

import (
	"testing"
	"time"
)

func TestStopsAroundDrives(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 11, 1, h, m, 0, 0, WAT) }
	w := Window{at(6, 0), at(18, 0)}
	a, b, c := Point{6.4, 3.3}, Point{6.5, 3.3}, Point{6.9, 3.6}
	drives := []Drive{
		{Start: at(8, 0), End: at(9, 0), From: a, To: b, Settled: true},
		{Start: at(9, 4), End: at(10, 0), From: b, To: c, ToPlace: 7, Settled: false}, // four minutes are no stop
		{Start: at(12, 30), End: at(13, 0), From: c, To: a, Settled: true},
	}
	got := Stops(drives, w, false)
	if len(got) != 3 || !got[0].From.IsZero() || got[0].Lasted(w) != 2*time.Hour || got[1].Lasted(w) != 150*time.Minute || !got[1].Silent || got[1].PlaceID != 7 {
		t.Fatalf("stops = %+v", got)
	}
	if last := got[2]; !last.To.IsZero() || last.Lasted(w) != 5*time.Hour || last.Point != a {
		t.Errorf("the last stop = %+v", last)
	}
	if got = Stops(drives, w, true); len(got) != 2 {
		t.Errorf("a drive that goes on is followed by no stop: %+v", got)
	}
	if got = Stops(nil, w, false); got != nil {
		t.Errorf("without drives: %+v", got)
	}
}

func TestPartsOfAWindow(t *testing.T) {
	at := func(d, h, m int) time.Time { return time.Date(2026, 10, d, h, m, 0, 0, WAT) }
	for _, c := range []struct {
		w     Window
		days  int
		edges []time.Duration
	}{
		{Window{at(30, 0, 0), at(31, 0, 0)}, 1, nil},
		{Window{at(30, 23, 30), at(31, 0, 30)}, 0, []time.Duration{time.Hour}},
		{Window{at(30, 23, 30), at(32, 0, 30)}, 1, []time.Duration{30 * time.Minute, 30 * time.Minute}},
		{Window{at(1, 0, 0), at(32, 0, 0)}, 31, nil},
		{Window{at(1, 12, 0), at(2, 0, 0)}, 0, []time.Duration{12 * time.Hour}},
		{Window{at(2, 0, 0), at(2, 0, 0)}, 0, nil},
	} {
		from, to, edges := c.w.Parts()
		if int(to-from) != c.days || len(edges) != len(c.edges) {
			t.Errorf("%s: %d days and %v", c.w, to-from, edges)
			continue
		}
		for i, e := range edges {
			if e.To.Sub(e.From) != c.edges[i] {
				t.Errorf("%s: edge %d is %s", c.w, i, e)
			}
		}
	}
}
