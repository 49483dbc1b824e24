package gazetteer

import (
	"fmt"
	"strconv"
	"strings"

	"watchtower/fleet"
)

// Road is a main road as people call it, drawn roughly from town to town.
type Road struct {
	Name   string
	WidthM float64 // how far from the line still counts as along it
	Line   []fleet.Point

	box   box
	parts []box // of each stretch between two corners
}

// box holds a line and all that lies along it.
type box struct{ south, north, west, east float64 }

// around is the box of two corners, with reach degrees on every side.
func around(a, b fleet.Point, reach float64) box {
	return box{min(a.Lat, b.Lat) - reach, max(a.Lat, b.Lat) + reach, min(a.Lon, b.Lon) - reach, max(a.Lon, b.Lon) + reach}
}

func (b *box) holds(p fleet.Point) bool {
	return p.Lat >= b.south && p.Lat <= b.north && p.Lon >= b.west && p.Lon <= b.east
}

func (b *box) join(o box) {
	*b = box{min(b.south, o.south), max(b.north, o.north), min(b.west, o.west), max(b.east, o.east)}
}

// Roads lists every road.
func Roads() []Road { return read().roads }

// RoadAt names the road that p lies along, "" when it lies along none. Where
// several meet, the one whose line is nearest by its width.
func RoadAt(p fleet.Point) string {
	best, name := 1.0, ""
	roads := read().roads
	for i := range roads {
		r := &roads[i]
		if !r.box.holds(p) {
			continue
		}
		for k := range r.parts {
			if !r.parts[k].holds(p) {
				continue
			}
			if share := fleet.MetersToLine(p, r.Line[k:k+2]) / r.WidthM; share < best {
				best, name = share, r.Name
			}
		}
	}
	return name
}

// road reads a name, a width and the corners.
func (b *book) road(f []string) error {
	width, err := strconv.ParseFloat(f[1], 64)
	if err != nil || width <= 0 {
		return fmt.Errorf("a road needs a width")
	}
	r := Road{Name: f[0], WidthM: width, box: box{90, -90, 180, -180}}
	reach := width / 100_000 // degrees, amply, this near to the equator
	for text := range strings.SplitSeq(f[2], "|") {
		p, err := b.corner(text)
		if err != nil {
			return err
		}
		if n := len(r.Line); n > 0 {
			part := around(r.Line[n-1], p, reach)
			r.parts = append(r.parts, part)
			r.box.join(part)
		}
		r.Line = append(r.Line, p)
	}
	if len(r.Line) < 2 {
		return fmt.Errorf("a road needs two corners")
	}
	b.roads = append(b.roads, r)
	return nil
}

// corner is a position, or the one entry of a name.
func (b *book) corner(text string) (fleet.Point, error) {
	if p, ok := fleet.ParsePoint(text); ok {
		return p, nil
	}
	found := b.pick(b.names[fleet.Key(text)])
	if len(found) == 0 {
		return fleet.Point{}, fmt.Errorf("there is no %q", text)
	}
	for _, e := range found[1:] {
		if e.Point.MetersTo(found[0].Point) > found[0].AccuracyM {
			return fleet.Point{}, fmt.Errorf("%q is not one place", text)
		}
	}
	return found[0].Point, nil
}
