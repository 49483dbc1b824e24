package road

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"
)

// Options describes a fleet.
type Options struct {
	Seed   uint64
	Trucks int       // default 85
	Start  time.Time // the fleet's day is the Lagos day this falls in
	Past   int       // days of history, default 16
	Ahead  int       // days planned after the fleet's day, default 45
	Life   Life      // how much goes wrong
}

// Fleet is the simulated fleet: a pure function of its options. It is safe for
// concurrent use because nothing in it changes.
type Fleet struct {
	seed    uint64
	day     int64 // midnight in Lagos, Unix seconds
	from    int64
	to      int64
	net     *network
	trucks  []truck
	people  []person
	clients []client
	plans   [][]segment
	trips   []*trip // by planned start
	life    Life
	known   [][]happening // incidents that were put in, by truck
	gaps    [][]window    // silences among them, by truck
}

// NewFleet plans the life of every truck.
func NewFleet(o Options) (*Fleet, error) {
	if o.Trucks == 0 {
		o.Trucks = 85
	}
	if o.Trucks < 1 || o.Trucks > 100_000 {
		return nil, fmt.Errorf("trucks must be between 1 and 100000, not %d", o.Trucks)
	}
	if o.Past == 0 {
		o.Past = 16
	}
	if o.Ahead == 0 {
		o.Ahead = 45
	}
	f := &Fleet{seed: o.Seed, net: newNetwork(), clients: clients(), life: o.Life,
		known: make([][]happening, o.Trucks), gaps: make([][]window, o.Trucks)}
	f.day = (o.Start.Unix()+3600)/86400*86400 - 3600
	f.from, f.to = f.day-int64(o.Past)*86400, f.day+int64(o.Ahead)*86400
	f.trucks, f.people = roster(o.Seed, o.Trucks)
	f.plans = make([][]segment, o.Trucks)
	for i := range f.trucks {
		f.plan(i)
	}
	f.number()
	return f, nil
}

// plan writes the segments and trips of one truck.
func (f *Fleet) plan(i int) {
	t := f.trucks[i]
	m := &maker{net: f.net, d: newDice(f.seed, 0x706c, uint64(i)), index: i, size: t.containerSize, home: f.net.index[t.home],
		clientCount: len(f.clients), t: f.from, odo: t.odometer,
		life: f.life, fate: newDice(f.seed, 0x66617465, uint64(i))}
	m.place = m.home
	m.spot = m.parkingSpot(m.home)
	m.pos = f.net.places[m.home].at.shifted(m.spot, 1)
	s, scripted := sceneFor(t.plate)
	scripted = scripted && f.day-f.from >= 3*86400 && !f.life.calm()
	f.trucks[i].dead = t.dead && !f.life.calm()
	// A local job can take a day and a half: leave that much before the scene.
	last := f.day + int64(s.leave*3600) - 40*3600
	m.local = scripted
	m.stand(parked, m.d.seconds(5, 20*60), nil)
	for m.t < f.to {
		if scripted && m.t >= last {
			m.play(s, f.day)
			scripted = false
			continue
		}
		m.cycle()
	}
	f.plans[i] = slices.Clip(m.segments)
	f.trips = append(f.trips, m.trips...)
	f.known[i], f.gaps[i] = m.incidents, m.silences
}

// number gives trips their references in order of planned start, around the
// fixed ones, and waybills to those that have none.
func (f *Fleet) number() {
	sort.SliceStable(f.trips, func(a, b int) bool { return f.trips[a].start < f.trips[b].start })
	taken := map[int]bool{}
	anchor := f.day + 8*3600
	before := 0
	for _, r := range f.trips {
		taken[r.ref] = true
		if r.ref == 0 && r.start < anchor {
			before++
		}
	}
	next := firstRef - before
	for _, r := range f.trips {
		if r.ref == 0 {
			for taken[next] {
				next++
			}
			r.ref = next
			next++
		}
		if r.waybill == "" {
			r.waybill = fmt.Sprintf("WB-%d", 60_000+r.ref)
		}
	}
}

// Truth is where a truck really is and what it does.
type Truth struct {
	Lat, Lon  float64
	Speed     float64 // km/h
	Heading   float64 // degrees
	Ignition  bool
	Odometer  float64 // km
	State     string  // moving, queue, idling, loading, offloading, fuelling, resting, parked
	Trip      int     // reference of the job on board, 0 if none
	PlaceName string  // the place it is in, or ""
}

// Size is the number of trucks.
func (f *Fleet) Size() int { return len(f.trucks) }

// segment is what truck i does at t.
func (f *Fleet) segment(i int, t int64) *segment {
	plan := f.plans[i]
	k := sort.Search(len(plan), func(k int) bool { return plan[k].to > t })
	return &plan[min(k, len(plan)-1)]
}

// TruckAt is the truth about truck i at any instant of the plan.
func (f *Fleet) TruckAt(i int, at time.Time) Truth {
	t := float64(at.UnixNano()) / 1e9
	t = clamp(t, float64(f.from), float64(f.to))
	s := f.segment(i, int64(t))
	p, course := s.where(t)
	out := Truth{Lat: p.lat, Lon: p.lon, Speed: s.speed(t), Heading: course, Ignition: s.engine, State: s.activity.String()}
	out.Odometer = s.odometer
	if s.path != nil {
		out.Odometer += s.kmAt(t) - s.km0
	}
	if s.trip != nil {
		out.Trip = s.trip.ref
	}
	return out
}

// placeAt names the place a point lies in: the one whose middle is nearest.
func (f *Fleet) placeAt(p point) string {
	best, name := 0.0, ""
	for _, pl := range f.net.places {
		if math.Abs(pl.at.lat-p.lat) > 0.1 {
			continue
		}
		if d := distanceKM(pl.at, p) * 1000; d <= pl.radius && (name == "" || d < best) {
			best, name = d, pl.name
		}
	}
	return name
}

// lookup finds a truck by plate or IMEI, whatever its punctuation.
func (f *Fleet) lookup(plate string) (int, bool) {
	key := plateKey(plate)
	for i, t := range f.trucks {
		if plateKey(t.plate) == key || t.imei == plate {
			return i, true
		}
	}
	return 0, false
}
