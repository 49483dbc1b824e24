package fleet

import (
	"testing"
	"time"
)

// idles folds fixes of a standing truck, engine on or off, and gives the
// stretches that ended.
func idles(t *testing.T, fixes map[time.Duration]bool, order []time.Duration) (out []Idle, last State) {
	t.Helper()
	begin := time.Date(2026, 11, 1, 22, 50, 0, 0, time.UTC)
	for _, after := range order {
		on := fixes[after]
		at := begin.Add(after)
		st := Advance(last, Position{TruckID: 1, At: at, ReceivedAt: at, Point: Point{6.4, 3.3}, Ignition: &on}, func(Point) []*Place { return nil })
		out, last = append(out, st.Idles...), st.State
	}
	return out, last
}

func TestIdleStretches(t *testing.T) {
	const m = time.Minute
	got, _ := idles(t, map[time.Duration]bool{0: true, 10 * m: true, 12 * m: false}, []time.Duration{0, 10 * m, 12 * m})
	if len(got) != 1 || got[0].End.Sub(got[0].Start) != 12*m {
		t.Errorf("across midnight: %+v", got)
	}
	if got, _ = idles(t, map[time.Duration]bool{0: true, 4 * m: true, 4*m + 59*time.Second: false}, []time.Duration{0, 4 * m, 4*m + 59*time.Second}); got != nil {
		t.Errorf("a short halt: %+v", got)
	}
	got, last := idles(t, map[time.Duration]bool{0: true, 2 * time.Hour: true}, []time.Duration{0, 2 * time.Hour})
	if len(got) != 1 || got[0].End.Sub(got[0].Start) != SilentMoving || !last.IdleSince.Equal(last.At) {
		t.Errorf("silence ends it: %+v, since %s", got, last.IdleSince)
	}
	if _, on := last.IdlingNow(last.At.Add(time.Minute)); on {
		t.Error("a minute is no stretch yet")
	}
	if now, on := last.IdlingNow(last.At.Add(time.Hour)); !on || now.End.Sub(now.Start) != SilentMoving {
		t.Errorf("an hour after the last word: %+v", now)
	}
	var order []time.Duration
	all := map[time.Duration]bool{}
	for at := time.Duration(0); at <= 80*time.Hour; at += 10 * m {
		order, all[at] = append(order, at), true
	}
	if got, last = idles(t, all, order); len(got) != 1 || got[0].End.Sub(got[0].Start) != IdleMost || !last.IdleSince.Equal(got[0].End) {
		t.Errorf("beyond three days: %+v", got)
	}
}
