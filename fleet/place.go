package fleet

import "math"

// Place is somewhere with a name that trucks visit: a circle, or an outline.
type Place struct {
	ID     int64
	Name   string
	Kind   string // terminal, depot, client, park, port, city
	Center Point
	// RadiusM is the circle. With an outline it is the circle around Center
	// that holds all of it.
	RadiusM float64
	Outline Outline // nil for a circle
	Aliases []string
	// Restricted: no truck may be here without a trip to it.
	Restricted bool
	Source     string // where an import took it from, such as loconav:1234; may be empty
}

// PlaceKinds are the kinds of place, in the order help lists them.
var PlaceKinds = [...]string{"terminal", "depot", "client", "park", "port", "city"}

// Beyond is how many metres p is outside of the place, 0 or less inside. A
// border belongs to its place.
func (x *Place) Beyond(p Point) float64 {
	if x.Outline != nil {
		return x.Outline.Beyond(p)
	}
	return x.Center.MetersTo(p) - x.RadiusM
}

// Outline is the border of a place: a ring of corners, then the rings of its
// holes. No ring repeats its first corner. Between corners the border is
// straight on a map of latitudes and longitudes (RFC 7946), and it may cross
// the line where longitude leaps from 180 to -180. It is less than half the
// earth wide.
type Outline [][]Point

// onBorder is how near a border a point lies on it: 0.1 mm, in degrees.
const onBorder = 1e-9

// Beyond is how many metres p is outside, 0 on the border, and less inside. Far
// outside it is a rough figure.
func (o Outline) Beyond(p Point) float64 {
	at := plane(p.Lat)
	inside, nearest := false, math.Inf(1)
	for _, ring := range o {
		if len(ring) == 0 {
			continue
		}
		last := ring[len(ring)-1]
		ax, ay := wrapDegrees(last.Lon-p.Lon), last.Lat-p.Lat
		for i := range ring {
			// each corner is brought next to the one before it, so that no edge runs around the earth
			bx, by := ax+wrapDegrees(ring[i].Lon-last.Lon), ring[i].Lat-p.Lat
			if math.Abs(offEdge(ax, ay, bx, by, 1, 1)) <= onBorder*onBorder {
				return 0
			}
			if (ay > 0) != (by > 0) && (bx-ax)*(0-ay)/(by-ay)+ax > 0 {
				inside = !inside
			}
			nearest = min(nearest, offEdge(ax, ay, bx, by, at.east, at.north))
			ax, ay, last = bx, by, ring[i]
		}
	}
	if inside {
		return -math.Sqrt(nearest)
	}
	return math.Sqrt(nearest)
}

// Holds says whether p is inside or on the border.
func (o Outline) Holds(p Point) bool { return o.Beyond(p) <= 0 }

// offEdge is the square of how far the origin is from the edge a-b, with x and
// y stretched.
func offEdge(ax, ay, bx, by, sx, sy float64) float64 {
	ax, ay, bx, by = ax*sx, ay*sy, bx*sx, by*sy
	dx, dy := bx-ax, by-ay
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = max(0, min(1, -(ax*dx+ay*dy)/length))
	}
	x, y := ax+t*dx, ay+t*dy
	return x*x + y*y
}

// Circle is a centre of the outline and the radius in metres around it that
// holds every corner.
func (o Outline) Circle() (center Point, radiusM float64) {
	if len(o) == 0 || len(o[0]) == 0 {
		return center, 0
	}
	west, east, south, north := 0.0, 0.0, o[0][0].Lat, o[0][0].Lat
	for _, c := range o[0] {
		d := wrapDegrees(c.Lon - o[0][0].Lon)
		west, east = min(west, d), max(east, d)
		south, north = min(south, c.Lat), max(north, c.Lat)
	}
	center = Point{Lat: (south + north) / 2, Lon: wrapDegrees(o[0][0].Lon + (west+east)/2)}
	for _, c := range o[0] {
		radiusM = max(radiusM, center.MetersTo(c))
	}
	return center, radiusM
}

// What an outline may be made of.
const (
	maxCorners  = 2_000
	maxOutlineM = 100_000 // from its centre to a corner
)

// Clean drops repeated corners and refuses what is no border.
func (o Outline) Clean() (Outline, error) {
	out, corners := Outline{}, 0
	for _, ring := range o {
		var r []Point
		for _, c := range ring {
			if !c.Valid() {
				return nil, badOutline("A corner of the outline is not a position on earth. Latitude comes first.")
			}
			if len(r) == 0 || r[len(r)-1] != c {
				r = append(r, c)
			}
		}
		for len(r) > 1 && r[0] == r[len(r)-1] {
			r = r[:len(r)-1]
		}
		if len(r) < 3 {
			return nil, badOutline("An outline, and each hole in it, needs three corners or more.")
		}
		out, corners = append(out, r), corners+len(r)
	}
	if len(out) == 0 || corners > maxCorners {
		return nil, badOutline("An outline has 3 to 2,000 corners in all.")
	}
	if _, m := out.Circle(); m > maxOutlineM {
		return nil, badOutline("An outline reaches at most 100 km from its middle.")
	}
	return out, nil
}

func badOutline(message string) error {
	return &Error{Kind: Invalid, Field: "outline", Message: message}
}

// MetersToLine is how far p is from a line of straight stretches; a rough
// figure when it is far.
func MetersToLine(p Point, line []Point) float64 {
	at, nearest := plane(p.Lat), math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		nearest = min(nearest, offEdge(wrapDegrees(a.Lon-p.Lon), a.Lat-p.Lat, wrapDegrees(b.Lon-p.Lon), b.Lat-p.Lat, at.east, at.north))
	}
	return math.Sqrt(nearest)
}
