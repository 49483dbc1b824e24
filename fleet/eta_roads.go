package fleet

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// roadClass is how fast trucks get on along a stretch when nothing is known of
// it, km/h. On expressways they may drive 60 (FRSC); checkpoints, traffic and
// grades take the rest.
type roadClass float64

const (
	street  roadClass = 20 // Lagos and port roads
	single  roadClass = 32 // towns, single carriageways
	express roadClass = 45
	offRoad roadClass = 22 // between the table's roads and where one really is
)

// DetourFactor is how much longer a way is than the straight line where the
// table knows no road.
const DetourFactor = 1.35

// town is a crossing of the road table. A truck within gate metres passes it.
type town struct {
	name string
	at   Point
	gate float64
}

// stretch joins two towns. Kilometres are those of the road.
type stretch struct {
	a, b string
	km   float64
	road roadClass
}

// Roads is the road table: the corridors that trucks from the Nigerian ports
// take. Places are good to a few kilometres, lengths to about a tenth.
type Roads struct {
	towns []town
	edges [][]roadEdge
	names map[string]int
}

type roadEdge struct {
	to   int
	m    float64
	road roadClass
}

// NewRoads makes the table.
func NewRoads() *Roads {
	r := &Roads{towns: roadTowns(), names: map[string]int{}}
	for i, t := range r.towns {
		r.names[t.name] = i
	}
	r.edges = make([][]roadEdge, len(r.towns))
	for _, s := range roadStretches() {
		a, b := r.names[s.a], r.names[s.b]
		r.edges[a] = append(r.edges[a], roadEdge{b, s.km * 1000, s.road})
		r.edges[b] = append(r.edges[b], roadEdge{a, s.km * 1000, s.road})
	}
	return r
}

// gate is a town that a truck passed between two fixes: which shares of the way
// between them it had gone when it came in and when it went out.
type gate struct {
	town    int
	in, out float64
}

// gates are the towns passed on the straight line from a to b, in order.
func (r *Roads) gates(a, b Point) []gate {
	var out []gate
	south, north := math.Min(a.Lat, b.Lat), math.Max(a.Lat, b.Lat)
	west, east := math.Min(a.Lon, b.Lon), math.Max(a.Lon, b.Lon)
	far := a.MetersTo(b)
	for i, t := range r.towns {
		reach := t.gate / 100_000 // degrees, amply, this near to the equator
		if t.at.Lat < south-reach || t.at.Lat > north+reach || t.at.Lon < west-reach || t.at.Lon > east+reach {
			continue
		}
		share, off := along(a, b, t.at)
		if off > t.gate {
			continue
		}
		g := gate{town: i, in: 0, out: 1}
		if far > 1 {
			half := math.Sqrt(t.gate*t.gate-off*off) / far
			g.in, g.out = math.Max(0, share-half), math.Min(1, share+half)
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(x, y gate) int { return cmp.Compare(x.in, y.in) })
	return out
}

// joined says whether one stretch leads from a town to another.
func (r *Roads) joined(a, b int) bool {
	return slices.ContainsFunc(r.edges[a], func(e roadEdge) bool { return e.to == b })
}

// stretchName names a stretch in one direction.
func (r *Roads) stretchName(a, b int) string { return r.towns[a].name + ">" + r.towns[b].name }

// Km is how long a stretch is by the table, 0 when it has no such stretch.
func (r *Roads) Km(stretch string) float64 {
	from, to, _ := strings.Cut(stretch, ">")
	a, known := r.names[from]
	b, known2 := r.names[to]
	if !known || !known2 {
		return 0
	}
	for _, e := range r.edges[a] {
		if e.to == b {
			return e.m / 1000
		}
	}
	return 0
}
