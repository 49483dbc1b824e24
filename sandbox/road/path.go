package road

import (
	"math"
	"sort"
)

// path is a directed polyline between two places, with the distance and the
// usual driving time at every corner.
type path struct {
	from, to int // indices of places
	points   []point
	km       []float64
	hours    []float64
	stops    []stop // places passed on the way, ends not included
}

// stop is a place that lies on a path.
type stop struct {
	km    float64
	place int
}

func (p *path) length() float64 { return p.km[len(p.km)-1] }

// at is the point a number of kilometres from the start, and the course there.
func (p *path) at(km float64) (point, float64) {
	i := corner(p.km, km)
	a, b := p.points[i], p.points[i+1]
	share := (km - p.km[i]) / (p.km[i+1] - p.km[i])
	return between(a, b, clamp(share, 0, 1)), heading(a, b)
}

// kmAt turns usual driving hours from the start into kilometres.
func (p *path) kmAt(hours float64) float64 { return lookup(p.hours, p.km, hours) }

// hoursAt turns kilometres from the start into usual driving hours.
func (p *path) hoursAt(km float64) float64 { return lookup(p.km, p.hours, km) }

func lookup(xs, ys []float64, x float64) float64 {
	i := corner(xs, x)
	share := (x - xs[i]) / (xs[i+1] - xs[i])
	return ys[i] + (ys[i+1]-ys[i])*clamp(share, 0, 1)
}

// corner finds i so that xs[i] <= x <= xs[i+1].
func corner(xs []float64, x float64) int {
	i := sort.SearchFloat64s(xs, x) - 1
	return max(0, min(i, len(xs)-2))
}

func clamp(x, low, high float64) float64 { return math.Max(low, math.Min(high, x)) }

// network is the road map with the quickest path between any two places.
type network struct {
	places []place
	index  map[string]int
	edges  [][]edge
	paths  []*path // from*len(places)+to
}

type edge struct {
	to     int
	hours  float64
	pace   pace
	points []point // both ends included, in driving order
}

func newNetwork() *network {
	n := &network{places: allPlaces(), index: map[string]int{}}
	for i, p := range n.places {
		n.index[p.id] = i
	}
	n.edges = make([][]edge, len(n.places))
	for _, s := range allStretches() {
		n.link(s)
	}
	n.paths = make([]*path, len(n.places)*len(n.places))
	for from := range n.places {
		n.spread(from)
	}
	return n
}

func (n *network) link(s stretch) {
	a, b := n.index[s.from], n.index[s.to]
	there := append([]point{n.places[a].at}, s.bends...)
	there = append(there, n.places[b].at)
	back := make([]point, len(there))
	km := 0.0
	for i, p := range there {
		back[len(there)-1-i] = p
		if i > 0 {
			km += distanceKM(there[i-1], p)
		}
	}
	hours := km / float64(s.pace)
	n.edges[a] = append(n.edges[a], edge{b, hours, s.pace, there})
	n.edges[b] = append(n.edges[b], edge{a, hours, s.pace, back})
}

// spread finds the quickest way from one place to all others (Dijkstra; some
// fifty places need no heap).
func (n *network) spread(from int) {
	count := len(n.places)
	cost := make([]float64, count)
	done := make([]bool, count)
	for i := range cost {
		cost[i] = math.Inf(1)
	}
	cost[from] = 0
	n.paths[from*count+from] = &path{from: from, to: from}
	for {
		at := -1
		for i := range cost {
			if !done[i] && !math.IsInf(cost[i], 1) && (at < 0 || cost[i] < cost[at]) {
				at = i
			}
		}
		if at < 0 {
			return
		}
		done[at] = true
		for _, e := range n.edges[at] {
			if c := cost[at] + e.hours; c < cost[e.to] {
				cost[e.to] = c
				n.paths[from*count+e.to] = n.paths[from*count+at].extended(n.places, e)
			}
		}
	}
}

func (n *network) path(from, to int) *path { return n.paths[from*len(n.places)+to] }

// extended is the path with one more road at its end.
func (p *path) extended(places []place, e edge) *path {
	q := &path{from: p.from, to: e.to}
	q.points = append(q.points, p.points...)
	q.km = append(q.km, p.km...)
	q.hours = append(q.hours, p.hours...)
	q.stops = append(q.stops, p.stops...)
	if len(q.points) == 0 {
		q.points, q.km, q.hours = []point{e.points[0]}, []float64{0}, []float64{0}
	} else {
		q.stops = append(q.stops, stop{p.length(), p.to})
	}
	for _, pt := range e.points[1:] {
		last := len(q.points) - 1
		d := distanceKM(q.points[last], pt)
		q.points = append(q.points, pt)
		q.km = append(q.km, q.km[last]+d)
		q.hours = append(q.hours, q.hours[last]+d/float64(e.pace))
	}
	return q
}
