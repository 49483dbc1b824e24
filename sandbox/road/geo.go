package road

import "math"

// earthKM is the mean radius of the Earth in kilometres.
const earthKM = 6371.0088

// metresPerDegree is the length of one degree of latitude.
const metresPerDegree = 111_195.0

// point is a place on the map in degrees.
type point struct{ lat, lon float64 }

// offset is a small shift in metres, east and north.
type offset struct{ east, north float64 }

func radians(deg float64) float64 { return deg * math.Pi / 180 }

// distanceKM is the great-circle distance.
func distanceKM(a, b point) float64 {
	dLat, dLon := radians(b.lat-a.lat), radians(b.lon-a.lon)
	h := math.Pow(math.Sin(dLat/2), 2) +
		math.Cos(radians(a.lat))*math.Cos(radians(b.lat))*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthKM * math.Asin(math.Sqrt(h))
}

// heading is the compass course from a to b, 0 to 360.
func heading(a, b point) float64 {
	dLon := radians(b.lon - a.lon)
	y := math.Sin(dLon) * math.Cos(radians(b.lat))
	x := math.Cos(radians(a.lat))*math.Sin(radians(b.lat)) -
		math.Sin(radians(a.lat))*math.Cos(radians(b.lat))*math.Cos(dLon)
	return math.Mod(math.Atan2(y, x)*180/math.Pi+360, 360)
}

// between lies a share of the way from a to b; straight in degrees, which is
// exact enough for stretches under 100 km.
func between(a, b point, share float64) point {
	return point{a.lat + (b.lat-a.lat)*share, a.lon + (b.lon-a.lon)*share}
}

func (p point) shifted(o offset, weight float64) point {
	return point{
		p.lat + o.north*weight/metresPerDegree,
		p.lon + o.east*weight/(metresPerDegree*math.Cos(radians(p.lat))),
	}
}

// inLagos is the crowded area where trucks crawl and truck hours apply.
func inLagos(p point) bool {
	return p.lat < 6.66 && p.lat > 6.35 && p.lon > 3.15 && p.lon < 3.65
}
