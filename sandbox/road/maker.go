package road

// maker writes the life of one truck, segment after segment. It walks forward
// in time and never looks at a clock.
type maker struct {
	net         *network
	d           *dice
	index       int
	size        int // feet
	home        int
	local       bool // keep to short jobs
	clientCount int
	life        Life
	fate        *dice    // throws what goes wrong in a troubled life
	ill         *trouble // what is meant to happen on the way it is on

	t      int64
	place  int // -1 on the road
	pos    point
	spot   offset
	odo    float64
	tank   float64 // km since the last refuelling
	factor float64 // this driver's pace today, 1 is usual
	owl    bool    // drives through the night this time
	rested int64   // since when the driver is at the wheel

	segments  []segment
	trips     []*trip
	incidents []happening
	silences  []window
}

// hourOfDay is the clock in Lagos (UTC+1) as hours with a fraction.
func hourOfDay(t int64) float64 { return float64((t+3600)%86400) / 3600 }

// nextHour is the first moment at or after t when the clock shows hour.
func nextHour(t int64, hour float64) int64 {
	wait := hour - hourOfDay(t)
	if wait < 0 {
		wait += 24
	}
	return t + int64(wait*3600)
}

func (m *maker) add(s segment) {
	s.from, s.seed, s.odometer = m.t, m.d.next(), m.odo
	m.segments = append(m.segments, s)
	m.t = s.to
}

// stand keeps the truck where it is for a number of seconds.
func (m *maker) stand(what activity, seconds int64, load *trip) {
	if seconds <= 0 {
		return
	}
	if n := len(m.segments); n > 0 && m.segments[n-1].activity == driving {
		m.segments[n-1].rampOut = true
	}
	m.tempt(what, seconds, load)
	engine := what == waiting || what == fuelling && m.d.chance(0.1) && !m.life.calm()
	m.add(segment{to: m.t + seconds, activity: what, engine: engine, place: m.place, trip: load, spot: m.pos})
}

// travel goes to a place and stops tail km short of it, resting on the way as
// the hour demands. It returns the path, for the queue that covers the tail.
func (m *maker) travel(to int, load *trip, tail float64) *path {
	if m.place == to {
		return nil
	}
	p := m.net.path(m.place, to)
	m.factor, m.owl = m.d.between(0.90, 1.06), m.d.chance(0.12)
	if m.life.calm() {
		m.owl = m.life == Troubled && load != nil && m.fate.chance(0.08)
	}
	if m.d.chance(0.35) {
		m.stand(waiting, m.d.seconds(m.life.waitBefore()), load)
	}
	if load == nil { // a load has awaited it before its departure
		m.awaitDay(p, load)
	}
	end := p.length() - tail
	began := m.t
	m.rested = began
	for km := 0.0; km < end; {
		target, at, night := m.nextHalt(p, km, end, began)
		m.leg(p, km, target, at, load)
		km = target
		switch {
		case km >= end:
		case night:
			m.stand(resting, nextHour(m.t, 5)-m.t+m.d.seconds(0, 70), load)
			m.refuel(600, load)
			m.awaitDay(p, load)
		case m.life.calm() && m.t-m.rested < breakSoon: // it has stood for long on the way
			began = m.rested
			continue
		default:
			m.stand(resting, m.d.seconds(m.life.breather()), load)
		}
		began = m.t
		m.rested = began
	}
	m.place = to
	if tail > 0 {
		m.place = -1
	}
	return p
}

// nextHalt finds where the truck stops next: the first suitable place after
// dark, a break after four hours at the wheel, or the end.
func (m *maker) nextHalt(p *path, km, end float64, began int64) (float64, int, bool) {
	if m.life.calm() && !m.owl {
		return m.carefulHalt(p, km, end, began)
	}
	for _, s := range p.stops {
		if s.km < km+6 || s.km > end-6 || inLagos(m.net.places[s.place].at) {
			continue
		}
		when := m.t + int64((p.hoursAt(s.km)-p.hoursAt(km))*3600/m.factor)
		h := hourOfDay(when)
		dark := h >= 20.5 || h < 4.5
		if park := m.net.places[s.place].kind == "park"; dark && !m.owl && (park || h >= 22 || h < 4.5) {
			return s.km, s.place, true
		}
		if when-began > 4*3600 {
			return s.km, s.place, false
		}
	}
	return end, p.to, false
}

// leg drives from km0 to km1, with a checkpoint or a burst of speed now and then.
func (m *maker) leg(p *path, km0, km1 float64, at int, load *trip) {
	if m.meets(km0, km1) {
		km0 = m.suffer(p, km0, load)
	}
	long := km1 - km0
	if long > 30 && m.d.chance(0.3) {
		km := km0 + long*m.d.between(0.2, 0.4)
		m.roll(p, km0, km, -1, load)
		m.stand(waiting, m.d.seconds(2, 14), load)
		km0 = km
	}
	if km := km0 + (km1-km0)*0.7; long > 40 && m.d.chance(0.14) && !inLagos(pointAt(p, km)) && !inLagos(pointAt(p, km0)) {
		m.roll(p, km0, km, -1, load)
		to := km + m.d.between(3, 9)
		if m.life.calm() {
			m.roll(p, km, to, -1, load)
		} else {
			m.sprint(p, km, to, load)
		}
		km0 = to
	}
	m.roll(p, km0, km1, at, load)
}

func pointAt(p *path, km float64) point {
	pt, _ := p.at(km)
	return pt
}

// roll is plain driving.
func (m *maker) roll(p *path, km0, km1 float64, at int, load *trip) {
	seconds := int64((p.hoursAt(km1)-p.hoursAt(km0))*3600/m.factor) + int64(rampSeconds)
	m.move(segment{to: m.t + max(seconds, 40), activity: driving, path: p, km0: km0, km1: km1}, at, load)
}

// sprint is a stretch well above the limit, at an even speed.
func (m *maker) sprint(p *path, km0, km1 float64, load *trip) {
	seconds := (km1 - km0) / m.d.between(74, 92) * 3600
	m.move(segment{to: m.t + int64(seconds), activity: driving, path: p, km0: km0, km1: km1, even: true}, -1, load)
}

// queueUp creeps along the last km of a path until a moment, for a quarter of
// an hour at least.
func (m *maker) queueUp(p *path, until int64, load *trip) {
	if p == nil {
		return
	}
	until = max(until, m.t+15*60)
	if n := len(m.segments); n > 0 && m.segments[n-1].activity == driving {
		m.segments[n-1].rampOut = true
	}
	m.move(segment{to: until, activity: queueing, path: p, km0: p.length() - queueKM, km1: p.length()}, p.to, load)
}

// queueKM is how far before a port the line of trucks begins.
const queueKM = 1.8

func (m *maker) move(s segment, at int, load *trip) {
	s.engine, s.place, s.trip, s.off0 = true, -1, load, m.spot
	if n := len(m.segments); s.activity == driving && (n == 0 || m.segments[n-1].activity != driving) {
		s.rampIn = true
	}
	m.spot = offset{}
	if at >= 0 {
		m.spot = m.parkingSpot(at)
	}
	s.off1 = m.spot
	m.add(s)
	m.place = at
	m.odo += s.km1 - s.km0
	m.tank += s.km1 - s.km0
	last := &m.segments[len(m.segments)-1]
	m.pos, _ = last.where(float64(last.to))
}

// parkingSpot is the truck's own corner of a place.
func (m *maker) parkingSpot(at int) offset {
	reach := min(m.net.places[at].radius*0.4, 220)
	return offset{m.d.between(-reach, reach), m.d.between(-reach, reach)}
}

// refuel fills the tank when enough road lies behind.
func (m *maker) refuel(after float64, load *trip) {
	if m.tank < after {
		return
	}
	m.stand(fuelling, m.d.seconds(12, 28), load)
	m.tank = 0
}
