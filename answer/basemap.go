package answer

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"image/color"
	"math"
	"sync"

	"watchtower/fleet"
	"watchtower/fleet/gazetteer"
)

// The reference map, made by basemap/make.go: shapes from Natural Earth (public
// domain). The towns are the gazetteer's from GeoNames (CC BY 4.0, which wants
// the credit).
//
//go:embed basemap/land.bin
var landFile []byte

// The shapes are drawn for a scale of 1 to 10 million. A map narrower than
// roughBelow metres says so, and one narrower than emptyBelow shows no water at
// all: a truck on the quay would stand in it.
const roughBelow, emptyBelow = 100_000, 20_000

// capitalWeight is what makes a capital as well known as a town of so many people more.
const capitalWeight = 400_000

const mapCredit = "Natural Earth · place names: GeoNames, CC BY 4.0"

var (
	sea        = color.NRGBA{0xCF, 0xE2, 0xF3, 0xFF}
	land       = color.NRGBA{0xFC, 0xFB, 0xF7, 0xFF}
	abroad     = color.NRGBA{0xF0, 0xEF, 0xEA, 0xFF}
	stateLine  = color.NRGBA{0xD4, 0xCF, 0xC2, 0xFF}
	riverLine  = color.NRGBA{0xA4, 0xC8, 0xEA, 0xFF}
	borderLine = color.NRGBA{0xBF, 0xB9, 0xA9, 0xFF}
)

// shape is a border, a lake or a river, with the box that holds it.
type shape struct {
	kind       byte // c country, s state of Nigeria, l lake, r river
	points     []fleet.Point
	south, top float64
	west, east float64
}

type town struct {
	name   string
	at     fleet.Point
	weight int
}

type basemap struct {
	shapes []shape
	towns  []town // the best known first
}

// base reads the embedded files once. They are part of the program: that they
// cannot be read is a mistake of the build.
var base = sync.OnceValue(func() basemap {
	b, err := readBase(landFile)
	if err != nil {
		panic(err)
	}
	return b
})

func readBase(raw []byte) (b basemap, err error) {
	for len(raw) > 0 {
		s := shape{kind: raw[0], south: 90, top: -90, west: 180, east: -180}
		n, size := binary.Uvarint(raw[1:])
		if size <= 0 || n > uint64(len(raw)) {
			return b, fmt.Errorf("land.bin is cut off")
		}
		raw = raw[1+size:]
		var lon, lat int64
		for range n {
			dx, i := binary.Varint(raw)
			dy, j := binary.Varint(raw[max(i, 0):])
			if i <= 0 || j <= 0 {
				return b, fmt.Errorf("land.bin is cut off")
			}
			raw, lon, lat = raw[i+j:], lon+dx, lat+dy
			s.add(fleet.Point{Lat: float64(lat) / 1e4, Lon: float64(lon) / 1e4})
		}
		b.shapes = append(b.shapes, s)
	}
	for _, e := range gazetteer.All() {
		if e.Source == "own" {
			continue // nobody looks for a junction on a map of states
		}
		weight := e.People
		if e.Kind == "capital" {
			weight += capitalWeight // a state's capital is known better than its size says
		}
		b.towns = append(b.towns, town{e.Name, e.Point, weight})
	}
	return b, nil
}

func (s *shape) add(p fleet.Point) {
	s.points = append(s.points, p)
	s.south, s.top = min(s.south, p.Lat), max(s.top, p.Lat)
	s.west, s.east = min(s.west, p.Lon), max(s.east, p.Lon)
}

// drawLand paints sea, land, states, lakes and rivers.
func (c *canvas) drawLand(f frame) {
	if f.metersPerPixel()*f.w < emptyBelow {
		c.SetColor(land)
		c.Clear()
		c.drawGrid(f)
		return
	}
	c.SetColor(sea)
	c.Clear()
	low, high := f.box()
	order := [...]struct {
		kind byte
		fill color.Color
		line color.Color
		pen  float64
	}{{'c', abroad, borderLine, 1.4}, {'s', land, stateLine, 1.2}, {'l', sea, riverLine, 1}, {'r', nil, riverLine, 2}}
	for _, o := range order {
		for _, s := range base().shapes {
			if s.kind != o.kind || s.south > high.Lat || s.top < low.Lat || s.west > high.Lon || s.east < low.Lon {
				continue
			}
			c.trace(f, s, o.fill != nil)
			if o.fill != nil {
				c.SetColor(o.fill)
				c.FillPreserve()
			}
			c.SetColor(o.line)
			c.SetLineWidth(o.pen)
			c.Stroke()
		}
	}
}

// drawGrid paints squares of the scale's length where nothing else tells how
// far things are.
func (c *canvas) drawGrid(f frame) {
	step := niceBelow(f.w/5*f.metersPerPixel()) / f.metersPerPixel()
	for x := math.Mod(f.w/2, step); x < f.w; x += step {
		c.DrawLine(x, 0, x, f.h)
	}
	for y := math.Mod(f.h/2, step); y < f.h; y += step {
		c.DrawLine(0, y, f.w, y)
	}
	c.SetColor(hairline)
	c.SetLineWidth(1.5)
	c.Stroke()
}

// trace makes a shape the current path, cut to the picture.
func (c *canvas) trace(f frame, s shape, closed bool) {
	spots := make([]xy, len(s.points))
	for i, p := range s.points {
		spots[i] = f.spot(p)
	}
	if closed {
		c.ring(clipRing(spots, f.w, f.h))
		return
	}
	var last xy
	for i := 1; i < len(spots); i++ {
		p, q, ok := clipLine(spots[i-1], spots[i], f.w, f.h)
		if !ok {
			continue
		}
		if p != last || i == 1 {
			c.MoveTo(p.x, p.y)
		}
		c.LineTo(q.x, q.y)
		last = q
	}
}

func (c *canvas) ring(spots []xy) {
	for i, p := range spots {
		if i == 0 {
			c.MoveTo(p.x, p.y)
		} else {
			c.LineTo(p.x, p.y)
		}
	}
	if len(spots) > 0 {
		c.ClosePath()
	}
}
