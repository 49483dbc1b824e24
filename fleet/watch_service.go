package fleet

import (
	"fmt"
	"math"
)

// service: the next one is near or overdue. It goes on until one is recorded.
func (w *watcher) service() {
	r := w.rule(AlertService)
	if !r.On || !w.Active {
		return
	}
	today := DayOf(w.Now)
	for _, x := range w.Services {
		d := x.Due
		near := d.Overdue() || d.Plan.Km > 0 && d.Km <= r.Num("km") || d.On != NoDay && float64(d.On-today) <= r.Num("days")
		if !near {
			continue
		}
		since := today.Start().UTC()
		w.found(r, Trouble{Key: fmt.Sprintf("%s/%s", x.Kind, x.Since), Since: since, Passed: w.Now, Seen: w.Now, Hold: clearLeast, Point: w.State.Point,
			Value: math.Min(d.Km, 0), Text: d.words(x.Kind)})
	}
}

func (d ServiceDue) words(kind string) string {
	switch {
	case d.Plan.Km > 0 && d.Km < 0:
		return fmt.Sprintf("%s overdue by %.0f km", kind, -d.Km)
	case d.Plan.Hours > 0 && d.Hours < 0:
		return fmt.Sprintf("%s overdue by %.0f hours of engine", kind, -d.Hours)
	case d.Plan.Days > 0 && d.Days < 0:
		return fmt.Sprintf("%s overdue by %.0f days", kind, -d.Days)
	case d.By == "km" || d.On == NoDay:
		return fmt.Sprintf("%s due in %.0f km", kind, d.Km)
	}
	return kind + " due on " + d.On.Start().Format("2 Jan")
}
