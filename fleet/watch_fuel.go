package fleet

import (
	"fmt"
	"time"
)

// Fills from so long before the planned departure to so long after the real
// one belong to a trip.
const (
	fillBefore = 12 * time.Hour
	fillAfter  = 3 * time.Hour
)

// refuel: less came into the tank than was issued for a trip. A truck without
// a sensor never tells of a filling, and then nothing can be said.
func (w *watcher) refuel() {
	for i := range w.Trips {
		t := &w.Trips[i]
		r := w.tripRule(AlertRefuel, t)
		if !r.On || t.Issued.DieselL <= 0 || t.Times.Departed.IsZero() || t.Status == Cancelled {
			continue
		}
		ready := t.Times.Departed.Add(fillAfter)
		if w.Now.Before(ready) {
			w.later(ready)
			continue
		}
		filled, n := 0.0, 0
		for _, f := range w.Fills {
			if !f.At.Before(earlier(t.Start, t.Times.Departed).Add(-fillBefore)) && f.At.Before(ready) {
				filled, n = filled+f.Litres, n+1
			}
		}
		short := t.Issued.DieselL - filled
		if n == 0 || short < r.Num("short") {
			continue
		}
		w.found(r, Trouble{Key: tripKey(t), Since: t.Times.Departed, Passed: ready, Seen: ready, Over: true, TripID: t.ID, Value: short, Point: w.State.Point,
			Text: fmt.Sprintf("%.0f litres were issued for trip %s, %.0f were filled", t.Issued.DieselL, t.Ref, filled)})
	}
}
