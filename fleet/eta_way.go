package fleet

import (
	"cmp"
	"math"
	"slices"
)

// Leg is one piece of a way.
type Leg struct {
	Stretch string // of the table, in driving order; empty beside it
	Metres  float64
	Share   float64 // of the whole stretch
	Kmh     float64 // by the table
	Lagos   bool    // it ends where truck hours hold
}

// Way is how to get somewhere.
type Way struct {
	Legs   []Leg
	ByLine bool // no road of the table leads there: the straight line, made longer
	Router bool // a router told it
}

// Metres is how long the way is.
func (w Way) Metres() float64 {
	sum := 0.0
	for _, l := range w.Legs {
		sum += l.Metres
	}
	return sum
}

// Stretches are the names of the table's stretches on it.
func (w Way) Stretches() []string {
	var out []string
	for _, l := range w.Legs {
		if l.Stretch != "" {
			out = append(out, l.Stretch)
		}
	}
	return out
}

// Then goes on from where a way ends.
func (w Way) Then(next Way) Way {
	return Way{Legs: slices.Concat(w.Legs, next.Legs), ByLine: w.ByLine || next.ByLine, Router: w.Router && next.Router}
}

// lagosPart is how much of a way that begins or ends in Lagos lies in it.
const lagosPart = 30_000.0

// plain is a way of which only length and speed are known.
func plain(metres, kmh float64, from, to Point) []Leg {
	in, out := Leg{Metres: metres, Kmh: kmh, Lagos: InLagos(to)}, Leg{Metres: math.Min(metres, lagosPart), Kmh: kmh, Lagos: true}
	in.Metres -= out.Metres
	switch {
	case InLagos(from) == InLagos(to):
		in.Metres = metres
		return []Leg{in}
	case InLagos(from):
		return []Leg{out, in}
	}
	in.Lagos = false
	return []Leg{in, out}
}

// What a router's drive is for a truck: it knows cars, and no checkpoints.
const (
	truckTakes = 1.25 // times as long
	truckMost  = float64(express)
)

// RouterWay is a way as a routing server tells it. No truck is taken to be
// quicker than the road table's expressways.
func RouterWay(from, to Point, metres, seconds float64) Way {
	kmh := math.Min(truckMost, metres/math.Max(1, seconds)*3.6/truckTakes)
	return Way{Router: true, Legs: plain(metres, kmh, from, to)}
}

// short takes metres off the end: a place begins at its border.
func (w Way) short(m float64) Way {
	legs := slices.Clone(w.Legs)
	for i := len(legs) - 1; i >= 0 && m > 0; i-- {
		l := &legs[i]
		take := math.Min(m, l.Metres)
		if l.Metres > 0 {
			l.Share *= 1 - take/l.Metres
		}
		l.Metres, m = l.Metres-take, m-take
	}
	w.Legs = legs
	return w
}

// What counts as being on a road of the table, and how far the table reaches.
const (
	tableReach = 40_000.0
	nearEdges  = 8
	bend       = 0.06 // share of its length that a stretch may lie beside the straight line
	besideRoad = 1.3  // road metres for each straight one to a road of the table
)

// entry is a point of the table near somewhere: on the stretch from a to b, a
// share of the way along it, some metres beside it.
type entry struct {
	a, b       int
	share, off float64
	m          float64
	road       roadClass
}

// beside is how long it takes to get to the road, in seconds.
func (e entry) beside() float64 { return seconds(e.off*besideRoad, offRoad) }

// entries are the nearest stretches, nearest first.
func (r *Roads) entries(p Point) []entry {
	var out []entry
	for a, edges := range r.edges {
		for _, e := range edges {
			if a > e.to {
				continue
			}
			share, off := along(r.towns[a].at, r.towns[e.to].at, p)
			if off <= tableReach {
				out = append(out, entry{a, e.to, share, math.Max(0, off-bend*e.m), e.m, e.road})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y entry) int { return cmp.Compare(x.off, y.off) })
	return out[:min(nearEdges, len(out))]
}

// along is where on the line from a to b a point lies, and how far beside it.
func along(a, b, p Point) (share, off float64) {
	k := math.Cos(a.Lat * math.Pi / 180)
	bx, by := (b.Lon-a.Lon)*k, b.Lat-a.Lat
	px, py := (p.Lon-a.Lon)*k, p.Lat-a.Lat
	if d := bx*bx + by*by; d > 0 {
		share = math.Max(0, math.Min(1, (px*bx+py*by)/d))
	}
	on := Point{Lat: a.Lat + share*by, Lon: a.Lon + share*(b.Lon-a.Lon)}
	return share, on.MetersTo(p)
}

// Way finds the quickest way by the table, else the straight line.
func (r *Roads) Way(from, to Point) Way {
	line := from.MetersTo(to) * DetourFactor
	byLine := Way{ByLine: true, Legs: plain(line, float64(single), from, to)}
	starts, ends := r.entries(from), r.entries(to)
	best := search{roads: r, cost: math.Inf(1)}
	for _, s := range starts {
		best.try(s, ends)
	}
	w := Way{Legs: best.legs}
	m := w.Metres()
	if best.legs == nil || from.MetersTo(to) < 3000 && m > line || m > 3*line+10_000 {
		return byLine
	}
	w.Legs[0].Lagos, w.Legs[len(w.Legs)-1].Lagos = InLagos(from), InLagos(to)
	return w
}

func seconds(m float64, kmh roadClass) float64 { return m / (float64(kmh) / 3.6) }

// search looks for the quickest way from one entry to any of several.
type search struct {
	roads *Roads
	cost  float64 // seconds
	legs  []Leg
}

// try takes the ways that begin at an entry.
func (x *search) try(s entry, ends []entry) {
	cost, via := x.roads.spread(s)
	for _, e := range ends {
		if s.a == e.a && s.b == e.b {
			x.straight(s, e)
		}
		x.through(s, e, e.a, e.share, cost, via)
		x.through(s, e, e.b, 1-e.share, cost, via)
	}
}

// straight stays on one stretch.
func (x *search) straight(s, e entry) {
	part := math.Abs(s.share - e.share)
	from, to := s.a, s.b
	if s.share > e.share {
		from, to = to, from
	}
	if c := s.beside() + seconds(part*s.m, s.road) + e.beside(); c < x.cost {
		x.take(c, s, e, []Leg{x.roads.leg(from, to, part, s.m, s.road)})
	}
}

// through comes by a town at the end of the last stretch, of which it drives a
// part.
func (x *search) through(s, e entry, town int, part float64, cost []float64, via []int) {
	c := s.beside() + cost[town] + seconds(part*e.m, e.road) + e.beside()
	if !(c < x.cost) {
		return
	}
	to := e.b
	if town == e.b {
		to = e.a
	}
	x.take(c, s, e, append(x.roads.back(s, town, via), x.roads.leg(town, to, part, e.m, e.road)))
}

func (x *search) take(cost float64, s, e entry, legs []Leg) {
	first := Leg{Metres: s.off * besideRoad, Kmh: float64(offRoad)}
	last := Leg{Metres: e.off * besideRoad, Kmh: float64(offRoad)}
	x.cost, x.legs = cost, append(append([]Leg{first}, legs...), last)
}

// leg is a part of the stretch from one town to another.
func (r *Roads) leg(from, to int, part, m float64, road roadClass) Leg {
	return Leg{Stretch: r.stretchName(from, to), Metres: part * m, Share: part, Kmh: float64(road), Lagos: InLagos(r.towns[to].at)}
}

// spread is Dijkstra from an entry; fewer than a hundred towns need no heap.
func (r *Roads) spread(s entry) (cost []float64, via []int) {
	cost, via = make([]float64, len(r.towns)), make([]int, len(r.towns))
	done := make([]bool, len(r.towns))
	for i := range cost {
		cost[i], via[i] = math.Inf(1), -1
	}
	cost[s.a], cost[s.b] = seconds(s.share*s.m, s.road), seconds((1-s.share)*s.m, s.road)
	for {
		at := -1
		for i, c := range cost {
			if !done[i] && !math.IsInf(c, 1) && (at < 0 || c < cost[at]) {
				at = i
			}
		}
		if at < 0 {
			return cost, via
		}
		done[at] = true
		for _, e := range r.edges[at] {
			if c := cost[at] + seconds(e.m, e.road); c < cost[e.to] {
				cost[e.to], via[e.to] = c, at
			}
		}
	}
}

// back is the way from an entry to a town, in driving order.
func (r *Roads) back(s entry, town int, via []int) (legs []Leg) {
	for via[town] >= 0 {
		from := via[town]
		i := slices.IndexFunc(r.edges[from], func(e roadEdge) bool { return e.to == town })
		e := r.edges[from][i]
		legs = append(legs, r.leg(from, town, 1, e.m, e.road))
		town = from
	}
	first := r.leg(s.b, s.a, s.share, s.m, s.road)
	if town == s.b {
		first = r.leg(s.a, s.b, 1-s.share, s.m, s.road)
	}
	legs = append(legs, first)
	slices.Reverse(legs)
	return legs
}
