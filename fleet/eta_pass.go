package fleet

import "time"

// What counts as a pass along a stretch of the road table.
const (
	LongHalt   = 20 * time.Minute // standing for longer is a halt of its own, no traffic
	passGap    = time.Hour        // silence for longer loses the thread
	passMetres = 300.0            // shorter ways between two gates say nothing
	WaitZone   = 3000.0           // metres before a port in which its line of trucks stands
	waitPrefix = "wait:"
)

// Pass is one drive along a stretch, or one wait before a port.
type Pass struct {
	Stretch string
	From    time.Time
	To      time.Time
	Whole   time.Duration // for the whole stretch, without long halts
}

// WaitName names the wait before a port as a stretch.
func WaitName(port string) string { return waitPrefix + Key(port) }

// PassWatch is what one truck is in the middle of; it is all that the next fix
// needs. The zero value has seen nothing.
type PassWatch struct {
	At      time.Time            `json:"at"`
	Point   Point                `json:"p"`
	Town    string               `json:"town,omitempty"` // the last gate
	Left    time.Time            `json:"left"`           // when it went out of it
	Metres  float64              `json:"m"`              // since then
	Halted  time.Duration        `json:"halted"`
	Stands  time.Time            `json:"stands"` // since when it stands; zero while it moves
	Waiting map[string]time.Time `json:"waiting,omitempty"`
}

// Follow takes the next believed fix of the truck and gives the passes that it
// completed. Ports are by name.
func (w *PassWatch) Follow(r *Roads, ports map[string]Place, p Position) []Pass {
	if !p.At.After(w.At) {
		return nil
	}
	if w.At.IsZero() || p.At.Sub(w.At) > passGap {
		*w = PassWatch{At: p.At, Point: p.Point}
	}
	out := w.wait(ports, p)
	far, gap := w.Point.MetersTo(p.Point), p.At.Sub(w.At)
	if w.stand(p, far) {
		w.At = p.At
		return out
	}
	for _, g := range r.gates(w.Point, p.Point) {
		if pass, ok := w.through(r, g, far, gap); ok {
			out = append(out, pass)
		}
	}
	w.At, w.Point, w.Metres = p.At, p.Point, w.Metres+far
	return out
}

// stand notes how long the truck stands; it says whether it does.
func (w *PassWatch) stand(p Position, far float64) bool {
	if far < ParkedDrift && p.SpeedKmh < MovingKmh {
		if w.Stands.IsZero() {
			w.Stands = w.At
		}
		return true
	}
	if !w.Stands.IsZero() && w.At.Sub(w.Stands) >= LongHalt {
		w.Halted += w.At.Sub(w.Stands)
	}
	w.Stands = time.Time{}
	return false
}

// through goes through a gate on the way to the next fix, far metres and a gap
// in time away.
func (w *PassWatch) through(r *Roads, g gate, far float64, gap time.Duration) (pass Pass, ok bool) {
	t := r.towns[g.town]
	at := func(share float64) time.Time { return w.At.Add(time.Duration(share * float64(gap))) }
	if from, known := r.names[w.Town]; known && from != g.town && r.joined(from, g.town) {
		m, rolling := w.Metres+far*g.in, at(g.in).Sub(w.Left)-w.Halted
		if m >= passMetres && rolling > 0 {
			whole := time.Duration(float64(rolling) * (m + r.towns[from].gate + t.gate) / m)
			pass, ok = Pass{Stretch: r.stretchName(from, g.town), From: w.Left, To: at(g.in), Whole: whole}, m/whole.Seconds() < JumpKmh/3.6
		}
	}
	w.Town, w.Left, w.Metres, w.Halted = t.name, at(g.out), -far*g.out, 0
	return pass, ok
}

// wait follows the waits before ports: from the first fix near one to the first
// in it. Whoever has been in one port is not in the line of another.
func (w *PassWatch) wait(ports map[string]Place, p Position) (out []Pass) {
	for name, port := range ports {
		beyond := port.Beyond(p.Point)
		since, waits := w.Waiting[name]
		switch {
		case beyond > WaitZone:
			delete(w.Waiting, name)
		case beyond > 0 && !waits:
			if w.Waiting == nil {
				w.Waiting = map[string]time.Time{}
			}
			w.Waiting[name] = p.At
		case beyond <= 0:
			if waits && !since.IsZero() && p.At.After(since) {
				out = append(out, Pass{Stretch: WaitName(name), From: since, To: p.At, Whole: p.At.Sub(since)})
			}
			for other := range w.Waiting {
				w.Waiting[other] = time.Time{}
			}
			if w.Waiting == nil {
				w.Waiting = map[string]time.Time{}
			}
			w.Waiting[name] = time.Time{} // in it: leaving it is no wait
		}
	}
	return out
}

// Sight is what a truck's latest fixes show of its way.
type Sight struct {
	At    time.Time // of the newest fix
	Point Point
	Moves bool
	Since time.Time // since when it stands, or has been at the wheel without a long halt
	first Position
	fixes []Position
}

// Look reads fixes, oldest first; there must be one. Half a day of them will do.
func Look(fixes []Position) Sight {
	last := fixes[len(fixes)-1]
	s := Sight{At: last.At, Point: last.Point, Moves: last.SpeedKmh >= MovingKmh, first: fixes[0], fixes: fixes}
	stood, wheel := fixes[0], fixes[0].At
	for i, p := range fixes {
		if stood.Point.MetersTo(p.Point) < ParkedDrift && p.SpeedKmh < MovingKmh {
			continue
		}
		if i > 0 && fixes[i-1].At.Sub(stood.At) >= LongHalt {
			wheel = fixes[i-1].At
		}
		stood = p
	}
	s.Since = wheel
	if !s.Moves {
		s.Since = stood.At
	}
	return s
}

// SightOf is what a state alone shows, when its fixes are not at hand.
func SightOf(st State) Sight {
	s := Look([]Position{st.Position})
	s.Since = st.MotionSince
	return s
}

// waited is how long it has been in the line before a port.
func (s Sight) waited(port *Place) time.Duration {
	for i := len(s.fixes) - 1; i >= 0; i-- {
		if b := port.Beyond(s.fixes[i].Point); b > WaitZone || b <= 0 {
			return s.At.Sub(s.fixes[min(i+1, len(s.fixes)-1)].At)
		}
	}
	return s.At.Sub(s.first.At)
}
