package fleet

import "math"

// The earth as GPS has it: the WGS 84 ellipsoid.
const (
	equatorM   = 6_378_137.0
	flattening = 1 / 298.257223563
	poleM      = equatorM * (1 - flattening)
	eccentric2 = flattening * (2 - flattening)
)

// nearDegrees is how far apart, in degrees of either kind, two points still
// count as near: up to there the surface between them is taken for a cylinder
// with the curvatures of its middle, right to 0.1 mm per km below 60 degrees.
const nearDegrees, nearLatitude = 0.05, 60.0

// MetersTo is the distance along the ellipsoid, right to 0.1 mm per km.
func (p Point) MetersTo(q Point) float64 {
	dLat, dLon := q.Lat-p.Lat, wrapDegrees(q.Lon-p.Lon)
	if math.Abs(dLat) < nearDegrees && math.Abs(dLon) < nearDegrees && math.Abs(p.Lat) < nearLatitude {
		x, y := plane((p.Lat+q.Lat)/2).metres(dLat, dLon)
		return math.Sqrt(x*x + y*y)
	}
	return p.vincenty(q, dLon)
}

// aboutDegrees is how far apart AboutTo takes the surface for a cylinder.
const aboutDegrees = 3

// AboutTo is MetersTo for words: ten times as fast, and right to 1 m per km
// below 60 degrees.
func (p Point) AboutTo(q Point) float64 {
	dLat, dLon := q.Lat-p.Lat, wrapDegrees(q.Lon-p.Lon)
	if math.Abs(dLat) > aboutDegrees || math.Abs(dLon) > aboutDegrees || max(math.Abs(p.Lat), math.Abs(q.Lat)) > nearLatitude {
		return p.MetersTo(q)
	}
	x, y := plane((p.Lat+q.Lat)/2).metres(dLat, dLon)
	return math.Sqrt(x*x + y*y)
}

// scale is how many metres a degree has at a latitude, north and east.
type scale struct{ north, east float64 }

func plane(lat float64) scale {
	sin, cos := math.Sincos(lat * math.Pi / 180)
	w := 1 - eccentric2*sin*sin
	n := equatorM / math.Sqrt(w) // radius of curvature across the meridian
	return scale{n * (1 - eccentric2) / w * math.Pi / 180, n * cos * math.Pi / 180}
}

func (s scale) metres(dLat, dLon float64) (x, y float64) { return dLon * s.east, dLat * s.north }

// wrapDegrees brings a difference of longitudes into -180 to 180.
func wrapDegrees(d float64) float64 {
	if d >= -180 && d <= 180 {
		return d
	}
	return math.Remainder(d, 360)
}

// vincenty is T. Vincenty's inverse formula (Survey Review 23/176, 1975). It
// finds no answer for points on opposite sides of the earth: those get the
// distance over the sphere, which is within 0.6%.
func (p Point) vincenty(q Point, dLon float64) float64 {
	l := dLon * math.Pi / 180
	sinU1, cosU1 := reduced(p.Lat)
	sinU2, cosU2 := reduced(q.Lat)
	lambda := l
	for range 50 {
		sinL, cosL := math.Sincos(lambda)
		sinS := math.Hypot(cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL)
		if sinS == 0 {
			return 0
		}
		cosS := sinU1*sinU2 + cosU1*cosU2*cosL
		sigma := math.Atan2(sinS, cosS)
		sinA := cosU1 * cosU2 * sinL / sinS
		cosA2 := 1 - sinA*sinA
		cos2M := 0.0 // on the equator
		if cosA2 > 1e-12 {
			cos2M = cosS - 2*sinU1*sinU2/cosA2
		}
		c := flattening / 16 * cosA2 * (4 + flattening*(4-3*cosA2))
		next := l + (1-c)*flattening*sinA*(sigma+c*sinS*(cos2M+c*cosS*(2*cos2M*cos2M-1)))
		if math.Abs(next-lambda) < 1e-12 {
			return arc(sigma, sinS, cosS, cosA2, cos2M)
		}
		lambda = next
	}
	return p.sphereMeters(q)
}

// reduced is the sine and cosine of the latitude on the auxiliary sphere.
func reduced(lat float64) (sin, cos float64) {
	t := (1 - flattening) * math.Tan(lat*math.Pi/180)
	cos = 1 / math.Sqrt(1+t*t)
	return t * cos, cos
}

// arc is the last step of vincenty: from the angle to metres.
func arc(sigma, sinS, cosS, cosA2, cos2M float64) float64 {
	u2 := cosA2 * (equatorM*equatorM - poleM*poleM) / (poleM * poleM)
	a := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
	b := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
	d := b * sinS * (cos2M + b/4*(cosS*(2*cos2M*cos2M-1)-b/6*cos2M*(4*sinS*sinS-3)*(4*cos2M*cos2M-3)))
	return poleM * a * (sigma - d)
}

const earthRadiusM = 6_371_008.8 // mean radius, IUGG

func (p Point) sphereMeters(q Point) float64 {
	lat1, lat2 := p.Lat*math.Pi/180, q.Lat*math.Pi/180
	dLat, dLon := lat2-lat1, (q.Lon-p.Lon)*math.Pi/180
	h := sq(math.Sin(dLat/2)) + math.Cos(lat1)*math.Cos(lat2)*sq(math.Sin(dLon/2))
	return 2 * earthRadiusM * math.Asin(math.Min(1, math.Sqrt(h)))
}

func sq(x float64) float64 { return x * x }
