package answer

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"watchtower/fleet"
)

// mark is a point on the picture, or a crowd of trucks in one spot.
type mark struct {
	Point
	spot  xy
	names []string // of a crowd, in order
}

const (
	markRadius  = 13.0
	crowdRadius = 21.0
	// crowdSize is from how many trucks on they share a mark and a list: fewer
	// find room for labels of their own.
	crowdSize = 4
)

// marksOf puts the points on the picture. Trucks whose marks would cover each
// other become a crowd.
func marksOf(f frame, points []Point) []mark {
	var places, out []mark
	var groups [][]mark
	for _, p := range points {
		m := mark{Point: p, spot: f.spot(p.at())}
		if p.isPlace() {
			places = append(places, m)
			continue
		}
		i := slices.IndexFunc(groups, func(g []mark) bool {
			return math.Hypot(g[0].spot.x-m.spot.x, g[0].spot.y-m.spot.y) < 2*crowdRadius
		})
		if i < 0 {
			i, groups = len(groups), append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	for _, g := range groups {
		if len(g) < crowdSize {
			out = append(out, g...)
			continue
		}
		first := g[0]
		first.names, first.Heading = nil, nil
		for _, m := range g {
			first.names = append(first.names, m.Label)
			if m.State != first.State {
				first.State = ""
			}
		}
		out = append(out, first)
	}
	return append(places, out...)
}

func (m mark) radius() float64 {
	if len(m.names) > 0 {
		return crowdRadius
	}
	return markRadius
}

// drawCircles paints what lies within a place's radius, and half of it.
func (c *canvas) drawCircles(f frame, points []Point, u fleet.Units) {
	for _, p := range points {
		if p.RadiusM <= 0 {
			continue
		}
		for _, part := range [...]float64{1, 0.5} {
			var spots []xy
			for _, q := range around(p.at(), p.RadiusM*part) {
				spots = append(spots, f.spot(q))
			}
			c.ring(clipRing(spots, f.w, f.h))
			c.SetColor(color.NRGBA{0x25, 0x63, 0xEB, 0x12})
			c.FillPreserve()
			c.SetColor(color.NRGBA{0x25, 0x63, 0xEB, 0x90})
			c.SetLineWidth(2)
			if part < 1 {
				c.SetDash(8, 8)
			}
			c.Stroke()
			c.SetDash()
			c.ringLabel(f, p.at(), p.RadiusM*part, u)
		}
	}
}

// ringLabel writes a circle's radius at its southern end.
func (c *canvas) ringLabel(f frame, middle fleet.Point, meters float64, u fleet.Units) {
	rim := f.spot(around(middle, meters)[60])
	text, st := u.Distance(meters), style{size: 19, ink: color.NRGBA{0x1D, 0x4E, 0xD8, 0xFF}, halo: true}
	if x := rim.x - c.width(text, st)/2; x > 0 && rim.x < f.w-60 && rim.y < f.h-marginBottom/2 {
		c.write(text, x, rim.y-7, st)
	}
}

// drawMarks paints the trucks over the places, the first truck on top.
func (c *canvas) drawMarks(marks []mark) {
	for i := len(marks) - 1; i >= 0; i-- {
		if marks[i].isPlace() {
			c.drawPlace(marks[i].spot)
		}
	}
	for i := len(marks) - 1; i >= 0; i-- {
		switch m := marks[i]; {
		case m.isPlace():
		case len(m.names) > 0:
			c.drawCrowd(m)
		default:
			c.drawTruck(m.spot, m.State, m.Heading)
		}
	}
}

// drawCrowd paints how many trucks stand in one spot, in the colour of what
// they all do.
func (c *canvas) drawCrowd(m mark) {
	c.DrawCircle(m.spot.x, m.spot.y, crowdRadius+3)
	c.SetColor(paper)
	c.Fill()
	c.DrawCircle(m.spot.x, m.spot.y, crowdRadius)
	c.SetColor(motionOf(m.State).fill)
	c.Fill()
	n, st := strconv.Itoa(len(m.names)), style{bold: true, size: 22, ink: paper}
	c.write(n, m.spot.x-c.width(n, st)/2, m.spot.y+8, st)
}

func (c *canvas) drawPlace(s xy) {
	const r = 12
	c.MoveTo(s.x, s.y-r)
	c.LineTo(s.x+r, s.y)
	c.LineTo(s.x, s.y+r)
	c.LineTo(s.x-r, s.y)
	c.ClosePath()
	c.SetColor(ink)
	c.FillPreserve()
	c.SetColor(paper)
	c.SetLineWidth(3)
	c.Stroke()
}

// drawTruck paints a truck: moving an arrow in its direction, idling a disc
// with a hole, stopped a square, offline a cross in a disc.
func (c *canvas) drawTruck(s xy, state string, heading *float64) {
	c.rim(s, state)
	c.SetColor(motionOf(state).fill)
	c.Fill()
	c.SetColor(paper)
	switch state {
	case "moving":
		if heading == nil {
			return
		}
		c.Push()
		c.RotateAbout(*heading*math.Pi/180, s.x, s.y)
		c.MoveTo(s.x, s.y-8)
		c.LineTo(s.x+6, s.y+6)
		c.LineTo(s.x, s.y+2.5)
		c.LineTo(s.x-6, s.y+6)
		c.ClosePath()
		c.Fill()
		c.Pop()
	case "idling":
		c.DrawCircle(s.x, s.y, 4.5)
		c.Fill()
	case "offline":
		c.SetLineWidth(3)
		c.DrawLine(s.x-4.5, s.y-4.5, s.x+4.5, s.y+4.5)
		c.DrawLine(s.x-4.5, s.y+4.5, s.x+4.5, s.y-4.5)
		c.Stroke()
	}
}

// rim paints the white edge of a truck and leaves its inner shape as the path.
func (c *canvas) rim(s xy, state string) {
	form := func(r float64) {
		if state == "stopped" {
			c.DrawRoundedRectangle(s.x-r*0.88, s.y-r*0.88, r*1.76, r*1.76, 4)
		} else {
			c.DrawCircle(s.x, s.y, r)
		}
	}
	form(markRadius + 3)
	c.SetColor(paper)
	c.Fill()
	form(markRadius)
}
