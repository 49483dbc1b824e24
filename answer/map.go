package answer

import (
	"fmt"
	"image/color"
	"strings"

	"watchtower/fleet"
)

// The size of a map. Slack shows it at less than half: texts are large for it.
const mapWidth, mapHeight = 1200, 800

// maxMapped is how many points one map draws; what is beyond is in the table.
const maxMapped = 200

// Mappable says whether a map of a's points shows more than its words do.
func (a Answer) Mappable() bool { return len(drawable(a.Points)) >= 2 || len(pathPoints(a.Path)) >= 2 }

// Map draws an answer's points: trucks by what they do and where they head,
// places with their circles, over land, towns and water.
func (a Answer) Map() (Picture, error) {
	points, path := drawable(a.Points), pathPoints(a.Path)
	if len(points)+len(path) == 0 {
		return Picture{}, fmt.Errorf("a map needs a point")
	}
	left := max(0, len(points)-maxMapped)
	points = points[:len(points)-left]
	c := newCanvas(mapWidth, mapHeight)
	f := frameFor(extent(append(path, points...)), mapWidth, mapHeight)
	c.drawLand(f)
	c.drawCircles(f, points, a.Units)
	c.drawPath(f, a.Path)
	marks := marksOf(f, points)
	l := &labels{c: c, f: f}
	l.reserve(marks)
	missing := left + l.placeMarks(marks)
	l.placeTowns()
	l.draw()
	c.drawMarks(marks)
	c.drawNorth(mapWidth)
	c.drawScale(f, a.Units)
	c.drawKey(f, points, missing)
	return c.finish("map.png", mapAlt(points, len(path) > 0))
}

// drawable are the points that can be drawn.
func drawable(points []Point) []Point {
	var out []Point
	for _, p := range points {
		if p.at().Valid() {
			out = append(out, p)
		}
	}
	return out
}

func (p Point) at() fleet.Point { return fleet.Point{Lat: p.Lat, Lon: p.Lon} }

func (p Point) isPlace() bool { return p.State == "place" }

// extent is what the picture has to show: every point, and the circle of a
// place unless the trucks lie close together in its middle.
func extent(points []Point) []fleet.Point {
	var out []fleet.Point
	far := 0.0
	for _, p := range points {
		out = append(out, p.at())
		far = max(far, points[0].at().MetersTo(p.at()))
	}
	for _, p := range points {
		if p.RadiusM > 0 && (p.RadiusM < 3*far || far == 0) {
			out = append(out, around(p.at(), p.RadiusM)...)
		}
	}
	return out
}

// motion is how a state is drawn and said. Shape and colour both tell it.
type motion struct {
	state, word string
	fill        color.NRGBA
}

var motions = [...]motion{
	{"moving", "moving", color.NRGBA{0x15, 0x9A, 0x49, 0xFF}},
	{"idling", "idling", color.NRGBA{0xF0, 0x93, 0x0B, 0xFF}},
	{"stopped", "stopped", color.NRGBA{0x25, 0x63, 0xEB, 0xFF}},
	{"offline", "offline", color.NRGBA{0xDC, 0x26, 0x26, 0xFF}},
}

func motionOf(state string) motion {
	for _, m := range motions {
		if m.state == state {
			return m
		}
	}
	return motion{state, "", softInk}
}

// mapAlt says the map in words.
func mapAlt(points []Point, track bool) string {
	var places, trucks []string
	for _, p := range points {
		if p.isPlace() {
			places = append(places, p.Label)
			continue
		}
		words := strings.TrimSpace(p.Label + " " + motionOf(p.State).word)
		if p.Heading != nil {
			words += " " + fleet.Compass(*p.Heading)
		}
		trucks = append(trucks, words)
	}
	alt := "Map of " + plural(len(trucks), "truck")
	if track {
		alt = "Map of a track with " + plural(len(trucks), "mark")
	}
	if len(places) > 0 {
		alt += " around " + strings.Join(places, ", ")
	}
	if len(trucks) > 0 {
		alt += ": " + strings.Join(trucks, "; ")
	}
	return alt + "."
}
