package store

import (
	"github.com/twpayne/go-geom"

	"watchtower/fleet"
)

const wgs84 = 4326

// point is the only maker of geometry: longitude first, always with its SRID,
// because PostGIS takes a point without one for whatever the column says.
func point(p fleet.Point) *geom.Point {
	return geom.NewPointFlat(geom.XY, []float64{p.Lon, p.Lat}).SetSRID(wgs84)
}

// pointOf is the way back; NULL gives the zero Point.
func pointOf(g *geom.Point) fleet.Point {
	if g == nil || g.Empty() {
		return fleet.Point{}
	}
	return fleet.Point{Lat: g.Y(), Lon: g.X()}
}
