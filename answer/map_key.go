package answer

import (
	"fmt"
	"image/color"
	"math"

	"watchtower/fleet"
)

func (c *canvas) drawNorth(w float64) {
	x, y := w-44, 48.0
	c.DrawCircle(x, y, 27)
	c.SetColor(color.NRGBA{0xFF, 0xFF, 0xFF, 0xE0})
	c.Fill()
	c.MoveTo(x, y-20)
	c.LineTo(x+8, y+1)
	c.LineTo(x, y-3)
	c.LineTo(x-8, y+1)
	c.ClosePath()
	c.SetColor(ink)
	c.Fill()
	st := style{bold: true, size: 18, ink: ink}
	c.write("N", x-c.width("N", st)/2, y+18, st)
}

// drawScale paints a bar of a round length, at most a fifth of the width.
func (c *canvas) drawScale(f frame, u fleet.Units) {
	mpp := f.metersPerPixel()
	unit := 1000 / u.Of(1) // metres
	length := niceBelow(f.w/5*mpp/unit) * unit
	px := length / mpp
	text, st := fleet.FormatDistance(length), style{bold: true, size: 20, ink: ink}
	if length >= 1000 || u == fleet.Miles {
		text = FormatNumber(length/unit) + " " + u.String()
	}
	x, y := f.w-32-px, f.h-76
	c.DrawRoundedRectangle(x-14, y-34, px+28, 46, 8)
	c.SetColor(color.NRGBA{0xFF, 0xFF, 0xFF, 0xD8})
	c.Fill()
	c.write(text, x+px/2-c.width(text, st)/2, y-12, st)
	c.SetColor(ink)
	c.SetLineWidth(3)
	c.MoveTo(x, y-7)
	c.LineTo(x, y)
	c.LineTo(x+px, y)
	c.LineTo(x+px, y-7)
	c.Stroke()
}

// niceBelow is the largest of 1, 2, 5, 10, 20, ... that is not above v.
func niceBelow(v float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range [...]float64{5, 2} {
		if k*ten <= v {
			return k * ten
		}
	}
	return ten
}

// drawKey paints the strip below the map: what the marks mean, how many there
// are of each, and where the land comes from.
func (c *canvas) drawKey(f frame, points []Point, missing int) {
	const strip = 50.0
	w, h := float64(mapWidth), float64(mapHeight)
	c.DrawRectangle(0, h-strip, w, strip)
	c.SetColor(paper)
	c.Fill()
	st := style{size: 21, ink: ink}
	x, y := 24.0, h-strip/2
	for _, m := range motions {
		n := 0
		for _, p := range points {
			if p.State == m.state {
				n++
			}
		}
		if n == 0 {
			continue
		}
		var north *float64
		if m.state == "moving" {
			north = new(45.0)
		}
		c.drawTruck(xy{x + 12, y}, m.state, north)
		text := fmt.Sprintf("%d %s", n, m.word)
		c.write(text, x+33, y+7, st)
		x += 33 + c.width(text, st) + 30
	}
	if missing > 0 {
		c.write(fmt.Sprintf("%d without a label", missing), x, y+7, style{size: 19, ink: softInk})
	}
	text, credit := mapCredit, style{size: 15, ink: softInk}
	switch width := f.metersPerPixel() * f.w; {
	case width < emptyBelow:
		text = "place names: GeoNames, CC BY 4.0"
	case width < roughBelow:
		text = "Coast is approximate · " + text
	}
	c.write(text, w-20-c.width(text, credit), y+5, credit)
}
