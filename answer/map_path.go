package answer

import (
	"image/color"

	"watchtower/fleet"
)

var (
	pathInk  = color.NRGBA{0x7C, 0x3A, 0xED, 0xFF}
	pathEdge = color.NRGBA{0xFF, 0xFF, 0xFF, 0xD0}
)

// drawPath paints where a truck went, each stretch by itself: between them
// nobody heard of it.
func (c *canvas) drawPath(f frame, lines [][]fleet.Point) {
	for _, pen := range [...]struct {
		width float64
		ink   color.NRGBA
	}{{9, pathEdge}, {5, pathInk}} {
		c.SetLineWidth(pen.width)
		c.SetColor(pen.ink)
		for _, line := range lines {
			for i, p := range line {
				at := f.spot(p)
				if i == 0 {
					c.MoveTo(at.x, at.y)
				} else {
					c.LineTo(at.x, at.y)
				}
			}
			c.Stroke()
		}
	}
}

// pathPoints are the corners of a track, for the extent of its map.
func pathPoints(lines [][]fleet.Point) (out []Point) {
	for _, line := range lines {
		for _, p := range line {
			if p.Valid() {
				out = append(out, Point{Lat: p.Lat, Lon: p.Lon})
			}
		}
	}
	return out
}
