package road

import "sort"

// notice is one alert of the vendor. A point alert has end 0; an interval alert
// is sent when it opens and again, with the same id, when it closes.
type notice struct {
	kind       string
	id         int // unique per kind
	truck      int
	start, end int64
	at, endAt  point
	place      int     // geofence alerts
	speed      float64 // km/h
	amount     float64 // litres, percent of the tank, or turns a minute
	text       string  // event key or fault code
}

// send is one message about a notice.
type send struct {
	at      int64
	notice  *notice
	closing bool
}

// noticesOf finds every alert in the life of a truck.
func (f *Fleet) noticesOf(i int) []*notice {
	c := &crier{fleet: f, truck: i, plan: f.plans[i], counts: map[string]int{}}
	if f.life.calm() {
		return c.calmly()
	}
	c.spells()
	c.weary()
	c.visits()
	for k := range c.plan {
		c.onTheRoad(&c.plan[k])
		c.atRest(&c.plan[k])
	}
	c.offline()
	return c.out
}

// sendsOf lists the messages about a truck in the order they go out. The vendor
// takes some seconds to notice anything.
func (f *Fleet) sendsOf(i int) []send {
	var out []send
	for _, n := range f.noticesOf(i) {
		lag := int64(mix(uint64(n.id), uint64(n.start))%17) + 3
		out = append(out, send{n.start + lag, n, false})
		if n.end > 0 {
			out = append(out, send{n.end + lag, n, true})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].at < out[b].at })
	return out
}

// crier collects the notices of one truck.
type crier struct {
	fleet  *Fleet
	truck  int
	plan   []segment
	counts map[string]int
	out    []*notice
}

func (c *crier) cry(n notice) *notice {
	c.counts[n.kind]++
	n.truck = c.truck
	n.id = 1_000_000 + c.truck*5_000 + c.counts[n.kind]
	n.at = c.spot(n.start)
	if n.end > 0 {
		n.endAt = c.spot(n.end)
	}
	c.out = append(c.out, &n)
	return &n
}

func (c *crier) spot(t int64) point {
	p, _ := c.fleet.segment(c.truck, min(t, c.fleet.to-1)).where(float64(t))
	return p
}

func (c *crier) dice(s *segment, salt uint64) *dice { return newDice(s.seed, salt) }

// spells are the times the engine ran.
func (c *crier) spells() {
	for k := 0; k < len(c.plan); k++ {
		if !c.plan[k].engine {
			continue
		}
		first := k
		for k+1 < len(c.plan) && c.plan[k+1].engine {
			k++
		}
		from, to := c.plan[first].from, c.plan[k].to
		c.cry(notice{kind: "IgnitionAlert", start: from, end: to, text: "ignition_on"})
	}
}

// weary are drives of five hours without a rest.
func (c *crier) weary() {
	const most, rest = 5 * 3600, 30 * 60
	wheel := int64(0)
	for k := range c.plan {
		s := &c.plan[k]
		long := s.to - s.from
		switch {
		case s.activity == driving && wheel < most && wheel+long >= most:
			c.cry(notice{kind: "FatigueAlert", start: s.from + most - wheel, end: s.to})
			wheel += long
		case s.activity == driving:
			wheel += long
		case long >= rest:
			wheel = 0
		}
	}
}

// visits are stays inside the vendor's geofences: entered at the end of one
// drive, left at the start of the next.
func (c *crier) visits() {
	entered, at := int64(0), -1
	for k := range c.plan {
		s := &c.plan[k]
		if s.path == nil {
			continue
		}
		if at >= 0 {
			radius := c.fleet.net.places[at].radius / 1000
			left := s.reach(min(s.km0+radius, s.km1))
			c.cry(notice{kind: "GeofenceAlert", start: entered, end: max(left, entered+60), place: at})
			at = -1
		}
		if k+1 < len(c.plan) && c.plan[k+1].place >= 0 && c.plan[k+1].path == nil {
			at = c.plan[k+1].place
			entered = s.reach(max(s.km1-c.fleet.net.places[at].radius/1000, s.km0))
		}
	}
}

func (c *crier) onTheRoad(s *segment) {
	d := c.dice(s, 0x616c)
	long := s.to - s.from
	if s.even {
		c.cry(notice{kind: "OverspeedAlert", start: s.from + 20, end: s.to, speed: s.speed(float64(s.from+s.to) / 2), text: "overspeed"})
	}
	if !c.fleet.life.calm() && s.activity == queueing && long > 2400 || s.activity == waiting && long > 1200 {
		c.cry(notice{kind: "IdlingAlert", start: s.from + 600, end: s.to})
	}
	if s.activity != driving || long < 900 {
		return
	}
	for _, k := range []struct {
		kind   string
		chance float64
	}{{"SuddenBrakingAlert", 0.18}, {"SuddenAccelerationAlert", 0.18}, {"SharpTurnAlert", 0.2}, {"OverrevAlert", 0.03}} {
		if !d.chance(k.chance) {
			continue
		}
		t := s.from + int64(d.between(0.1, 0.9)*float64(long))
		n := notice{kind: k.kind, start: t, speed: s.speed(float64(t)), amount: round(d.between(2300, 2900), 0), text: "overrev"}
		if k.kind == "OverrevAlert" {
			n.end = t + 40
		}
		c.cry(n)
	}
}

func (c *crier) atRest(s *segment) {
	d := c.dice(s, 0x7265)
	long := s.to - s.from
	if s.activity == fuelling {
		c.cry(notice{kind: "RefuelingAlert", start: s.to, amount: round(d.between(140, 330), 1)})
	}
	if s.engine || s.activity != resting && s.activity != parked {
		return
	}
	middle := s.from + int64(d.between(0.2, 0.8)*float64(long))
	guarded := s.place >= 0 && c.fleet.net.places[s.place].kind == "depot"
	switch {
	case long > 4*3600 && !guarded && d.chance(0.05):
		c.cry(notice{kind: "PossibleFuelTheftAlert", start: middle, amount: round(d.between(18, 85), 1)})
	case long > 16*3600 && d.chance(0.25):
		c.cry(notice{kind: "VehicleLowBatteryVoltageAlert", start: middle, end: s.to, text: "low_battery_voltage"})
	case long > 16*3600 && d.chance(0.25):
		c.cry(notice{kind: "DtcAlert", start: s.from + 120, end: s.to, text: pick(d, []string{"P0217", "P0087", "P0401", "P0524"})})
	case long > 6*3600 && d.chance(0.004):
		c.cry(notice{kind: "AntiTheftAlert", start: middle})
	}
}

// offline are the vendor's words about the longer network gaps.
func (c *crier) offline() {
	f := c.fleet
	if f.trucks[c.truck].dead {
		c.cry(notice{kind: "DeviceOfflineAlert", start: f.day - deadFor + 1800, end: f.to - 1})
	}
	for b := f.from / silenceBucket; b < f.to/silenceBucket; b++ {
		if w, ok := f.silence(c.truck, b); ok && w.to-w.from > 2400 {
			c.cry(notice{kind: "DeviceOfflineAlert", start: w.from + 1800, end: w.to})
		}
	}
}
