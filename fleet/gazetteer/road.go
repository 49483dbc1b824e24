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

	south, north, west, east float64 // the box that holds it, its width included
}

// Roads lists every road.
func Roads() []Road { return read().roads }

// RoadAt names the road that p lies along, "" when it lies along none. Where
// several meet, the one whose line is nearest by its width.
func RoadAt(p fleet.Point) string {
	best, name := 1.0, ""
	for i := range read().roads {
		r := &read().roads[i]
		if p.Lat < r.south || p.Lat > r.north || p.Lon < r.west || p.Lon > r.east {
			continue
		}
		if share := fleet.MetersToLine(p, r.Line) / r.WidthM; share < best {
			best, name = share, r.Name
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
	r := Road{Name: f[0], WidthM: width, south: 90, north: -90, west: 180, east: -180}
	for text := range strings.SplitSeq(f[2], "|") {
		p, err := b.corner(text)
		if err != nil {
			return err
		}
		r.Line = append(r.Line, p)
		r.south, r.north = min(r.south, p.Lat), max(r.north, p.Lat)
		r.west, r.east = min(r.west, p.Lon), max(r.east, p.Lon)
	}
	if len(r.Line) < 2 {
		return fmt.Errorf("a road needs two corners")
	}
	reach := width / 100_000 // degrees, amply, this near to the equator
	r.south, r.north, r.west, r.east = r.south-reach, r.north+reach, r.west-reach, r.east+reach
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
