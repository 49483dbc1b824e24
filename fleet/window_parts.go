package fleet

import "time"

// Parts cuts a window into the whole days of Lagos in it, [from, to), and the
// edges before and after them. A window without a whole day is all edge.
func (w Window) Parts() (from, to Day, edges []Window) {
	from, to = DayOf(w.From), DayOf(w.To)
	if !from.Start().Equal(w.From) {
		from++
	}
	if to <= from {
		if w.From.Before(w.To) {
			edges = []Window{w}
		}
		return from, from, edges
	}
	if w.From.Before(from.Start()) {
		edges = append(edges, Window{w.From, from.Start()})
	}
	if to.Start().Before(w.To) {
		edges = append(edges, Window{to.Start(), w.To})
	}
	return from, to, edges
}

// Until cuts off what of the window has not happened yet.
func (w Window) Until(now time.Time) Window {
	if w.To.After(now) {
		w.To = now
	}
	return w
}
