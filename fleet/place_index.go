package fleet

import (
	"cmp"
	"math"
	"slices"
)

// PlaceIndex answers what is at a point and what is nearest to it without
// looking at every place: places are few and change seldom, points are many.
// It is made once and not changed.
type PlaceIndex struct {
	cells map[cell][]*Place
	wide  []*Place // too wide for cells: looked at every time
	tree  []node   // of centres, a k-d tree: the middle of each part splits it
	byID  map[int64]*Place
	gates []*Place // ports and terminals
}

// cell is a tenth of a degree square, about 11 km.
type cell struct{ lat, lon int16 }

const (
	cellDegrees  = 0.1
	cellsAround  = int(360 / cellDegrees)
	maxCells     = 400       // a place that covers more is wide
	metersPerDg  = 110_500.0 // a degree of latitude has at least so many
	wideEarthDeg = 10        // a place that reaches farther is wide
)

func cellOf(p Point) cell {
	return cell{int16(math.Floor(p.Lat / cellDegrees)), wrapCell(int(math.Floor(p.Lon / cellDegrees)))}
}

func wrapCell(lon int) int16 {
	half := cellsAround / 2
	return int16(((lon+half)%cellsAround+cellsAround)%cellsAround - half)
}

// NewPlaceIndex takes the list over.
func NewPlaceIndex(list []Place) *PlaceIndex {
	f := &PlaceIndex{cells: map[cell][]*Place{}, tree: make([]node, len(list)), byID: make(map[int64]*Place, len(list))}
	for i := range list {
		f.add(&list[i])
		f.byID[list[i].ID] = &list[i]
		if k := list[i].Kind; k == "port" || k == "terminal" {
			f.gates = append(f.gates, &list[i])
		}
		f.tree[i] = node{sphere(list[i].Center), &list[i]}
	}
	split(f.tree, 0)
	return f
}

func (f *PlaceIndex) add(p *Place) {
	reach := (p.RadiusM + FenceReach) * 1.01 / metersPerDg // degrees of latitude
	wide := reach / math.Max(math.Cos((math.Abs(p.Center.Lat)+reach)*math.Pi/180), 0.01)
	south, north := int(math.Floor((p.Center.Lat-reach)/cellDegrees)), int(math.Floor((p.Center.Lat+reach)/cellDegrees))
	west, east := int(math.Floor((p.Center.Lon-wide)/cellDegrees)), int(math.Floor((p.Center.Lon+wide)/cellDegrees))
	if reach > wideEarthDeg || (north-south+1)*(east-west+1) > maxCells {
		f.wide = append(f.wide, p)
		return
	}
	for lat := south; lat <= north; lat++ {
		for lon := west; lon <= east; lon++ {
			c := cell{int16(lat), wrapCell(lon)}
			f.cells[c] = append(f.cells[c], p)
		}
	}
}

// Around gives the places whose border, moved out by FenceReach, holds p.
func (f *PlaceIndex) Around(p Point) []*Place {
	var out []*Place
	for _, list := range [...][]*Place{f.cells[cellOf(p)], f.wide} {
		for _, x := range list {
			if x.Beyond(p) <= FenceReach {
				out = append(out, x)
			}
		}
	}
	return out
}

// At gives the smallest place that holds p, nil when none does.
func (f *PlaceIndex) At(p Point) *Place {
	var at *Place
	for _, list := range [...][]*Place{f.cells[cellOf(p)], f.wide} {
		for _, x := range list {
			if (at == nil || smaller(x, at)) && x.Beyond(p) <= 0 {
				at = x
			}
		}
	}
	return at
}

// NearGate says whether p is where trucks creep up to a port or a terminal, or
// shunt around it, day and night.
func (f *PlaceIndex) NearGate(p Point) bool {
	return slices.ContainsFunc(f.gates, func(x *Place) bool { return x.Beyond(p) <= WaitZone })
}

// Queues says whether trucks wait their turn at p, with the engine on.
func (f *PlaceIndex) Queues(p Point) bool {
	at := f.At(p)
	return at != nil && IdleSort(at.Kind) == "queue" || f.NearGate(p)
}

// ByID gives a place by its id, nil when there is none.
func (f *PlaceIndex) ByID(id int64) *Place { return f.byID[id] }

// node is a place and its centre on the unit sphere.
type node struct {
	at    [3]float64
	place *Place
}

func sphere(p Point) [3]float64 {
	sinLat, cosLat := math.Sincos(p.Lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(p.Lon * math.Pi / 180)
	return [3]float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

func split(part []node, axis int) {
	if len(part) < 2 {
		return
	}
	slices.SortFunc(part, func(a, b node) int {
		return cmp.Or(cmp.Compare(a.at[axis], b.at[axis]), cmp.Compare(a.place.ID, b.place.ID))
	})
	mid := len(part) / 2
	split(part[:mid], (axis+1)%3)
	split(part[mid+1:], (axis+1)%3)
}

// Nearest is the place whose centre is nearest to p, nil when there is none.
func (f *PlaceIndex) Nearest(p Point) *Place {
	best := nearest{chord2: math.Inf(1)}
	best.look(f.tree, sphere(p), 0)
	return best.place
}

type nearest struct {
	chord2 float64 // the square of the straight way through the earth
	place  *Place
}

func (n *nearest) look(part []node, at [3]float64, axis int) {
	if len(part) == 0 {
		return
	}
	mid := len(part) / 2
	here := &part[mid]
	if d := sq(here.at[0]-at[0]) + sq(here.at[1]-at[1]) + sq(here.at[2]-at[2]); d < n.chord2 {
		n.chord2, n.place = d, here.place
	}
	off := at[axis] - here.at[axis]
	near, far := part[:mid], part[mid+1:]
	if off > 0 {
		near, far = far, near
	}
	n.look(near, at, (axis+1)%3)
	if off*off <= n.chord2 {
		n.look(far, at, (axis+1)%3)
	}
}
