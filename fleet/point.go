package fleet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Point is a place on earth in degrees, WGS 84. Zero is the Gulf of Guinea,
// which trackers send when they have no fix: Valid refuses it.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Valid says whether p can be where a truck is.
func (p Point) Valid() bool {
	if math.IsNaN(p.Lat) || math.IsNaN(p.Lon) || math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
		return false
	}
	return math.Abs(p.Lat) > 0.001 || math.Abs(p.Lon) > 0.001
}

// BearingTo is the first heading from p to q in degrees, 0 north, 90 east.
func (p Point) BearingTo(q Point) float64 {
	lat1, lat2 := p.Lat*math.Pi/180, q.Lat*math.Pi/180
	dLon := (q.Lon - p.Lon) * math.Pi / 180
	y := math.Sin(dLon) * math.Cos(lat2)
	x := math.Cos(lat1)*math.Sin(lat2) - math.Sin(lat1)*math.Cos(lat2)*math.Cos(dLon)
	return math.Mod(math.Atan2(y, x)*180/math.Pi+360, 360)
}

// Compass names a heading in eight words: north, north-east, ...
func Compass(degrees float64) string {
	words := [...]string{"north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"}
	i := int(math.Mod(degrees+360+22.5, 360) / 45)
	return words[i%8]
}

// MapLink is a page that shows p on a map.
func (p Point) MapLink() string {
	return fmt.Sprintf("https://www.openstreetmap.org/?mlat=%.5f&mlon=%.5f#map=15/%.5f/%.5f", p.Lat, p.Lon, p.Lat, p.Lon)
}

// ParsePoint reads "6.445, 3.365" (latitude first, as people write it). The
// second result is false when s is not a pair of coordinates.
func ParsePoint(s string) (Point, bool) {
	a, b, found := strings.Cut(strings.TrimSpace(s), ",")
	if !found {
		return Point{}, false
	}
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	p := Point{Lat: lat, Lon: lon}
	return p, err1 == nil && err2 == nil && p.Valid()
}
