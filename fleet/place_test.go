package fleet

import (
	"math"
	"math/rand/v2"
	"testing"
)

// yard is a square with a square hole; fiji the same across longitude 180.
var (
	yard = Outline{{{6, 3}, {6, 3.04}, {6.04, 3.04}, {6.04, 3}}, {{6.01, 3.01}, {6.01, 3.03}, {6.03, 3.03}, {6.03, 3.01}}}
	fiji = Outline{{{6, 179.98}, {6, -179.98}, {6.04, -179.98}, {6.04, 179.98}}, {{6.01, 179.99}, {6.01, -179.99}, {6.03, -179.99}, {6.03, 179.99}}}
	star = Outline{{{0, 0}, {1, 3}, {0, 1}, {-1, 3}}} // an arrow's head
)

func TestOutlineHolds(t *testing.T) {
	for name, c := range map[string]struct {
		o    Outline
		p    Point
		want bool
	}{
		"in the wall":            {yard, Point{6.005, 3.02}, true},
		"in the hole":            {yard, Point{6.02, 3.02}, false},
		"outside":                {yard, Point{6.05, 3.02}, false},
		"on an edge":             {yard, Point{6, 3.02}, true},
		"on a slanting edge":     {star, Point{0.5, 1.5}, true},
		"beside a slanting edge": {star, Point{0.5001, 1.5}, false},
		"on a corner":            {yard, Point{6.04, 3.04}, true},
		"on the hole's edge":     {yard, Point{6.01, 3.02}, true},
		"on the hole's corner":   {yard, Point{6.03, 3.03}, true},
		"level with corners":     {yard, Point{6.04, 3.05}, false},
		"level, to the west":     {yard, Point{6.01, 2.99}, false},
		"in the notch":           {star, Point{0, 2}, false},
		"before the notch":       {star, Point{0, 0.5}, true},
		"across 180, west":       {fiji, Point{6.02, 179.985}, true},
		"across 180, east":       {fiji, Point{6.02, -179.985}, true},
		"across 180, on it":      {fiji, Point{6.005, 180}, true},
		"across 180, on it, -":   {fiji, Point{6.005, -180}, true},
		"across 180, the hole":   {fiji, Point{6.02, 180}, false},
		"across 180, outside":    {fiji, Point{6.02, 179.97}, false},
		"across 180, far away":   {fiji, Point{6.02, 3}, false},
	} {
		if got := c.o.Holds(c.p); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// How far it is to the border, from either side.
func TestOutlineBeyond(t *testing.T) {
	for _, c := range []struct {
		p    Point
		want float64
	}{
		{Point{6.05, 3.02}, Point{6.05, 3.02}.MetersTo(Point{6.04, 3.02})},
		{Point{6.05, 3.05}, Point{6.05, 3.05}.MetersTo(Point{6.04, 3.04})},
		{Point{6.005, 3.02}, -Point{6.005, 3.02}.MetersTo(Point{6, 3.02})},
		{Point{6.02, 3.0295}, Point{6.02, 3.0295}.MetersTo(Point{6.02, 3.03})},
	} {
		if got := yard.Beyond(c.p); math.Abs(got-c.want) > 0.5 {
			t.Errorf("%v: %.1f m, want %.1f", c.p, got, c.want)
		}
	}
}

func TestOutlineClean(t *testing.T) {
	closed := Outline{{{6, 3}, {6, 3}, {6, 3.04}, {6.04, 3.04}, {6, 3}}}
	if got, err := closed.Clean(); err != nil || len(got[0]) != 3 {
		t.Errorf("%v %v, want three corners", got, err)
	}
	for name, bad := range map[string]Outline{
		"nothing": {}, "two corners": {{{6, 3}, {6, 3.1}}}, "no position": {{{6, 3}, {96, 3}, {6, 4}}}, "a country": {{{4, 3}, {4, 14}, {13, 14}}},
		"a hole of two": {yard[0], {{6.01, 3.01}, {6.02, 3.01}}},
	} {
		if got, err := bad.Clean(); err == nil {
			t.Errorf("%s passes as %v", name, got)
		}
	}
	center, radius := fiji.Circle()
	if math.Abs(center.Lat-6.02) > 1e-9 || math.Abs(math.Abs(center.Lon)-180) > 1e-9 || radius < 3100 || radius > 3150 {
		t.Errorf("the circle of fiji: %v, %.0f m", center, radius)
	}
}

// The index finds what looking at every place finds.
func TestPlaceIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	somewhere := func() Point { return Point{Lat: 6 + r.Float64()*0.6, Lon: math.Remainder(179.7+r.Float64()*0.6, 360)} }
	list := []Place{{ID: 900, Center: Point{Lat: 6.3, Lon: 180}, RadiusM: 40_000}, {ID: 901, Center: Point{Lat: 50, Lon: 3}, RadiusM: 3_000_000}}
	for id := range int64(300) {
		p := Place{ID: id, Center: somewhere(), RadiusM: 50 + r.Float64()*4000}
		if id%3 == 0 {
			c := p.Center
			p.Outline = Outline{{{c.Lat - 0.01, c.Lon}, {c.Lat, wrapDegrees(c.Lon + 0.02)}, {c.Lat + 0.01, c.Lon}}}
			p.Center, p.RadiusM = p.Outline.Circle()
		}
		list = append(list, p)
	}
	index := NewPlaceIndex(list)
	for range 2000 {
		p := somewhere()
		var at, nearest *Place
		around := 0
		for i := range list {
			x := &list[i]
			if x.Beyond(p) <= FenceReach {
				around++
			}
			if x.Beyond(p) <= 0 && (at == nil || smaller(x, at)) {
				at = x
			}
			if nearest == nil || x.Center.MetersTo(p) < nearest.Center.MetersTo(p) {
				nearest = x
			}
		}
		if got := index.At(p); got != at {
			t.Fatalf("at %v is %+v, want %+v", p, got, at)
		}
		if got := len(index.Around(p)); got != around {
			t.Fatalf("around %v are %d, want %d", p, got, around)
		}
		if got := index.Nearest(p); got.Center.MetersTo(p) > nearest.Center.MetersTo(p)*1.01 {
			t.Fatalf("nearest to %v is %+v, want %+v", p, got, nearest)
		}
	}
	if NewPlaceIndex(nil).Nearest(somewhere()) != nil || NewPlaceIndex(nil).At(somewhere()) != nil {
		t.Error("an empty index finds something")
	}
}
