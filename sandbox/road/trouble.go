package road

import "math"

// Incident kinds, as the control interface and proofs name them.
const (
	kindOverspeed = "overspeed"
	kindStop      = "stoppage"
	kindIdle      = "idle"
	kindDeviation = "route_deviation"
	kindLate      = "late_departure"
	kindDelay     = "delay"
	kindSilence   = "device_offline"
	kindTheft     = "fuel_theft"
	kindSOS       = "sos"
	kindCrash     = "crash"
	kindRemoval   = "device_removal"
	kindNight     = "night_driving"
	kindFatigue   = "fatigue"
	kindOverstay  = "overstay"
	kindMovement  = "unwanted_movement"
)

// trouble is what is meant to happen on one loaded way.
type trouble struct {
	kind string
	km   float64 // where on the path
	done bool
}

// troubleChance is how many loaded ways in a hundred meet a trouble, and
// lateChance how many of them leave hours late.
const (
	troubleChance = 0.85
	lateChance    = 0.08
	theftChance   = 0.06 // of a rest of four hours outside the fleet's own yards
)

// troubles are drawn from this list, the commoner ones more often.
func troubles() []string {
	return []string{kindOverspeed, kindOverspeed, kindOverspeed, kindStop, kindStop, kindIdle, kindIdle, kindDeviation,
		kindDeviation, kindSilence, kindSilence, kindSilence, kindSOS, kindCrash, kindRemoval}
}

// omen decides what happens on the way of a job. It throws dice of its own, so
// that a troubled fleet does the same jobs as a quiet one.
func (m *maker) omen(p *path) *trouble {
	if m.life != Troubled || p == nil || p.length() < 40 || !m.fate.chance(troubleChance) {
		return nil
	}
	kind := pick(m.fate, troubles())
	for range 12 {
		km := p.length() * m.fate.between(0.15, 0.85)
		if m.lonely(p, km) && m.lonely(p, km+troubleKM) && km+troubleKM < p.length()-6 {
			return &trouble{kind: kind, km: km}
		}
	}
	return nil
}

// restIsDue is how long at the wheel nobody wonders at a stop of an hour.
const restIsDue = 3 * 3600

// troubleKM is the stretch of road that a trouble needs.
const troubleKM = 14

// lonely says whether a spot of a path is outside Lagos and far from places.
func (m *maker) lonely(p *path, km float64) bool {
	at := pointAt(p, km)
	if inLagos(at) {
		return false
	}
	for _, pl := range m.net.places {
		if distanceKM(pl.at, at)*1000 < pl.radius+2500 {
			return false
		}
	}
	return true
}

// meets says whether the trouble of this way lies on a leg.
func (m *maker) meets(km0, km1 float64) bool {
	return m.ill != nil && !m.ill.done && m.ill.km > km0+1 && m.ill.km+troubleKM < km1-1
}

// suffer drives up to the trouble, lets it happen and returns where the truck
// goes on.
func (m *maker) suffer(p *path, km0 float64, load *trip) float64 {
	km := m.ill.km
	m.ill.done = true
	m.roll(p, km0, km, -1, load)
	from := m.t
	d := m.fate
	switch m.ill.kind {
	case kindOverspeed:
		to := km + d.between(7, 13)
		m.sprint(p, km, to, load)
		km = to
	case kindDeviation:
		km = m.detour(p, km, load)
	case kindStop:
		long := d.seconds(45, 80)
		if m.t-m.rested > restIsDue { // a shorter one is the rest that is due
			long += 40 * 60
		}
		m.delayBy(parked, long, load)
	case kindIdle:
		m.delayBy(waiting, d.seconds(35, 75), load)
	case kindCrash:
		m.delayBy(parked, d.seconds(15, 25), load)
	case kindSilence:
		m.silences = append(m.silences, window{from, from + d.seconds(25, 70)})
		m.suffered(kindSilence, from, m.silences[len(m.silences)-1].to, load)
		return km
	case kindRemoval:
		m.suffered(kindRemoval, from, from+d.seconds(8, 12), load)
		return km
	}
	m.suffered(m.ill.kind, from, m.t, load)
	return km
}

// delayBy stands at the roadside; the job is late by so much.
func (m *maker) delayBy(what activity, seconds int64, load *trip) {
	m.stand(what, seconds, load)
	if what == parked && seconds >= trueRest {
		m.rested = m.t
	}
	if load != nil {
		load.late += seconds
	}
}

func (m *maker) suffered(kind string, from, to int64, load *trip) {
	m.incidents = append(m.incidents, happening{kind: kind, from: from, to: max(to, from+1), trip: load, injected: true})
}

// detour leaves the path to one side and comes back to it some kilometres on,
// at the pace of a country road.
func (m *maker) detour(p *path, km float64, load *trip) float64 {
	back := km + troubleKM
	a, b := pointAt(p, km), pointAt(p, back)
	_, course := p.at((km + back) / 2)
	side := course + 90
	if m.fate.chance(0.5) {
		side = course - 90
	}
	metres := m.fate.between(7000, 11000)
	out := offset{east: math.Sin(radians(side)) * metres, north: math.Cos(radians(side)) * metres}
	away := byRoad(town, a, a.shifted(out, 1), b.shifted(out, 1), b)
	seconds := int64(away.hours[len(away.hours)-1] * 3600)
	m.move(segment{to: m.t + seconds, activity: driving, path: away, km0: 0, km1: away.length()}, -1, load)
	if load != nil {
		load.late += max(0, seconds-int64((p.hoursAt(back)-p.hoursAt(km))*3600/m.factor))
	}
	return back
}

// byRoad is a road of its own through some points.
func byRoad(p pace, points ...point) *path {
	w := &path{from: -1, to: -1, points: points, km: []float64{0}, hours: []float64{0}}
	for i := 1; i < len(points); i++ {
		d := distanceKM(points[i-1], points[i])
		w.km, w.hours = append(w.km, w.km[i-1]+d), append(w.hours, w.hours[i-1]+d/float64(p))
	}
	return w
}

// keepOrMissTheHour sets the planned departure of a calm life to when the truck
// is ready; now and then it then stands for hours.
func (m *maker) keepOrMissTheHour(job *trip) {
	if !m.life.calm() {
		return
	}
	way := m.net.path(m.place, job.destination)
	m.awaitDay(way, job)
	job.start = quarterOf(m.t + m.d.seconds(-10, 20))
	if m.life == Troubled && m.fate.chance(lateChance) {
		ready := m.t
		m.stand(parked, m.fate.seconds(170, 330), job)
		m.awaitDay(way, job)
		job.late += m.t - ready
		m.suffered(kindLate, job.start, m.t, job)
	}
}

// tempt has fuel stolen from a truck that stands long and unguarded.
func (m *maker) tempt(what activity, seconds int64, load *trip) {
	if m.life != Troubled || what != resting && what != parked || seconds < 4*3600 {
		return
	}
	if m.place >= 0 && m.net.places[m.place].kind == "depot" || !m.fate.chance(theftChance) {
		return
	}
	at := m.t + int64(m.fate.between(0.2, 0.8)*float64(seconds))
	m.suffered(kindTheft, at, at+1, load)
}
