package answer

import (
	"math"

	"watchtower/fleet"
)

// xy is a spot on a picture, in pixels, y downwards.
type xy struct{ x, y float64 }

// frame places the earth on a picture by the Mercator projection.
type frame struct {
	scale  float64 // pixels per radian at the equator
	cx, cy float64 // middle, projected
	w, h   float64
}

// The margins of a map leave room for labels beside the outermost trucks, and
// for the legend below.
const (
	marginX, marginTop, marginBottom = 150, 70, 110
	// narrowest is the least width of a map, in radians at the equator: about
	// 3 km, so that two trucks in one yard do not fill the picture with nothing.
	narrowest = 3000 / 6_371_008.8
)

// mercator projects a point; the poles are cut off where the projection does.
func mercator(p fleet.Point) (x, y float64) {
	lat := min(85, max(-85, p.Lat)) * math.Pi / 180
	return p.Lon * math.Pi / 180, math.Log(math.Tan(math.Pi/4 + lat/2))
}

// frameFor shows all points in a picture of w by h.
func frameFor(points []fleet.Point, w, h float64) frame {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		x, y := mercator(p)
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	innerW, innerH := w-2*marginX, h-marginTop-marginBottom
	spanX, spanY := max(x1-x0, narrowest), max(y1-y0, narrowest*innerH/innerW)
	f := frame{w: w, h: h, scale: min(innerW/spanX, innerH/spanY), cx: (x0 + x1) / 2}
	f.cy = (y0+y1)/2 - (marginBottom-marginTop)/2/f.scale
	return f
}

func (f frame) spot(p fleet.Point) xy {
	x, y := mercator(p)
	return xy{f.w/2 + (x-f.cx)*f.scale, f.h/2 - (y-f.cy)*f.scale}
}

// point is the place on earth under a spot.
func (f frame) point(s xy) fleet.Point {
	x, y := f.cx+(s.x-f.w/2)/f.scale, f.cy-(s.y-f.h/2)/f.scale
	return fleet.Point{Lat: (2*math.Atan(math.Exp(y)) - math.Pi/2) * 180 / math.Pi, Lon: x * 180 / math.Pi}
}

// metersPerPixel holds in the middle of the picture.
func (f frame) metersPerPixel() float64 {
	mid := f.point(xy{f.w / 2, f.h / 2})
	return 6_371_008.8 * math.Cos(mid.Lat*math.Pi/180) / f.scale
}

// box are the corners of what the picture shows.
func (f frame) box() (southWest, northEast fleet.Point) {
	return f.point(xy{0, f.h}), f.point(xy{f.w, 0})
}

// around is the circle of a radius about a point, on the sphere.
func around(p fleet.Point, meters float64) []fleet.Point {
	const steps = 120
	out := make([]fleet.Point, steps)
	d, lat := meters/6_371_008.8, p.Lat*math.Pi/180
	for i := range out {
		b := 2 * math.Pi * float64(i) / steps
		to := math.Asin(math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(b))
		lon := math.Atan2(math.Sin(b)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*math.Sin(to))
		out[i] = fleet.Point{Lat: to * 180 / math.Pi, Lon: p.Lon + lon*180/math.Pi}
	}
	return out
}

// outside is how far beyond the picture's edge lines are cut: farther than any
// pen is wide. The rasteriser counts in 26.6 fixed point, so that what lies
// far outside has to be cut before it is drawn.
const outside = 40

// clipRing cuts a closed shape to the picture, one side after the other.
func clipRing(ring []xy, w, h float64) []xy {
	sides := [...]func(p xy) float64{
		func(p xy) float64 { return p.x + outside },
		func(p xy) float64 { return w + outside - p.x },
		func(p xy) float64 { return p.y + outside },
		func(p xy) float64 { return h + outside - p.y },
	}
	for _, inside := range sides {
		var out []xy
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			a, b := inside(p), inside(q)
			if a >= 0 {
				out = append(out, p)
			}
			if (a >= 0) != (b >= 0) {
				out = append(out, between(p, q, a/(a-b)))
			}
		}
		ring = out
	}
	return ring
}

// clipLine is the part of a line's piece that the picture shows; false when
// there is none.
func clipLine(p, q xy, w, h float64) (xy, xy, bool) {
	lo, hi := 0.0, 1.0
	for _, s := range [...][2]float64{
		{p.x - q.x, p.x + outside}, {q.x - p.x, w + outside - p.x},
		{p.y - q.y, p.y + outside}, {q.y - p.y, h + outside - p.y},
	} {
		switch slope, room := s[0], s[1]; {
		case slope == 0 && room < 0:
			return p, q, false
		case slope < 0:
			lo = max(lo, room/slope)
		case slope > 0:
			hi = min(hi, room/slope)
		}
	}
	if lo > hi {
		return p, q, false
	}
	return between(p, q, lo), between(p, q, hi), true
}

func between(p, q xy, f float64) xy { return xy{p.x + f*(q.x-p.x), p.y + f*(q.y-p.y)} }
