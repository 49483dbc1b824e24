package road

// A calm life is one by the book: nobody drives in the dark of the night, and
// nobody for more than four and a half hours without a rest, where there is a
// place to stop at; where there is none, a driver rests at the roadside.
const (
	dayBegins   = 5.1  // hours after midnight
	dayEnds     = 21.4 // a truck that cannot be there by then stops before
	wheelLimit  = 4 * 3600
	shortJourny = 4.5        // hours: such a journey is put off until the morning
	breakWorth  = 2.7 * 3600 // a break sooner than this at the wheel is none
	breakDue    = 3.7 * 3600
	breakSoon   = 2.2 * 3600 // after a rest, another is not thought of
)

// awaitDay has a truck stand until the morning when it is night, or would be
// before a short journey ends or the first place to stop at on a long one comes.
func (m *maker) awaitDay(p *path, load *trip) {
	if !m.life.calm() || m.owl {
		return
	}
	h, long := hourOfDay(m.t), p.hoursAt(p.length())*1.15
	if h >= dayBegins && h < dayEnds-1.5 && (long > shortJourny && h+m.firstHalt(p)*1.15 < dayEnds || h+long < dayEnds) {
		return
	}
	wait := nextHour(m.t, dayBegins) - m.t
	if h >= dayBegins && h < dayEnds-1.5 {
		wait = nextHour(m.t+3600, dayBegins) - m.t
	}
	m.stand(resting, wait+m.d.seconds(0, 50), load)
}

// firstHalt is how many hours from its start the first place on the way is.
func (m *maker) firstHalt(p *path) float64 {
	for _, s := range p.stops {
		if s.km >= 6 && !inLagos(m.net.places[s.place].at) {
			return p.hoursAt(s.km)
		}
	}
	return p.hoursAt(p.length())
}

// carefulHalt is the last place on the way that the truck reaches before it is
// too late in the day, or too long at the wheel.
func (m *maker) carefulHalt(p *path, km, end float64, began int64) (float64, int, bool) {
	best, bestPlace, park, reached := 0.0, -1, false, int64(0)
	nightfall := nextHour(m.t, dayEnds) // what is reached in the morning after it, is by a night at the wheel
	for _, s := range append(p.stops[:len(p.stops):len(p.stops)], stop{end, p.to}) {
		if s.km < km+6 || s.km < end && (s.km > end-6 || inLagos(m.net.places[s.place].at)) {
			continue
		}
		when := m.t + int64((p.hoursAt(s.km)-p.hoursAt(km))*3600*1.08/m.factor) + 900
		dark := hourOfDay(when) >= dayEnds || hourOfDay(when) < dayBegins || when > nightfall
		tired := when-began > wheelLimit
		if tired && (bestPlace < 0 || !dark && !park && reached-began < breakWorth) {
			due := p.kmAt(p.hoursAt(km) + (breakDue-float64(m.t-began))/3600*m.factor)
			if due > km+6 && due < s.km-6 {
				return due, -1, false
			}
			tired = due < s.km-6
		}
		if bestPlace >= 0 && (dark || tired) {
			return best, bestPlace, dark
		}
		isPark := m.net.places[s.place].kind == "park" || s.km >= end
		if park && !isPark && when-began < wheelLimit*3/4 {
			continue
		}
		best, bestPlace, park, reached = s.km, s.place, isPark, when
	}
	return end, p.to, false
}
