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

// polygon is point for an outline; none is NULL. PostGIS wants rings closed.
func polygon(o fleet.Outline) *geom.Polygon {
	if o == nil {
		return nil
	}
	var flat []float64
	var ends []int
	for _, ring := range o {
		for i := range len(ring) + 1 {
			c := ring[i%len(ring)]
			flat = append(flat, c.Lon, c.Lat)
		}
		ends = append(ends, len(flat))
	}
	return geom.NewPolygonFlat(geom.XY, flat, ends).SetSRID(wgs84)
}

// outlineOf is the way back.
func outlineOf(g *geom.Polygon) fleet.Outline {
	if g == nil {
		return nil
	}
	var o fleet.Outline
	for i := range g.NumLinearRings() {
		ring := g.LinearRing(i)
		var r []fleet.Point
		for k := range ring.NumCoords() - 1 { // the last repeats the first
			r = append(r, fleet.Point{Lat: ring.Coord(k).Y(), Lon: ring.Coord(k).X()})
		}
		o = append(o, r)
	}
	return o
}
