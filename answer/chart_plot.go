package answer

import (
	"image/color"
	"math"
	"slices"
)

var gapFill = color.NRGBA{0xEE, 0xF0, 0xF3, 0xFF}

const (
	plotTop    = 160.0
	plotBottom = chartHeight - 108.0
	gridSteps  = 5
	valueSpace = 116.0 // for the figures beside the plot
)

// plot is the field of a chart between its axes.
type plot struct {
	*canvas
	c           Chart
	left, right float64
	slot        float64 // width of one label
	axes        []axis  // one or two
	bars        int
}

var (
	axisStyle  = style{size: 21, ink: softInk}
	valueStyle = style{bold: true, size: 19, ink: paper}
)

func newPlot(p *canvas, c Chart) *plot {
	pl := &plot{canvas: p, c: c, left: valueSpace, right: chartWidth - 40}
	for _, s := range c.Series {
		if len(pl.axes) == 0 || len(pl.axes) == 1 && pl.axes[0].unit != s.Unit {
			pl.axes = append(pl.axes, axisFor(s.Unit, c))
		}
		if !s.Line {
			pl.bars++
		}
	}
	if len(pl.axes) == 2 {
		pl.right = chartWidth - valueSpace
	}
	pl.slot = (pl.right - pl.left) / float64(max(1, len(c.Labels)))
	return pl
}

func (pl *plot) axisOf(s Series) axis {
	if len(pl.axes) == 2 && pl.axes[1].unit == s.Unit {
		return pl.axes[1]
	}
	return pl.axes[0]
}

func (pl *plot) draw() {
	pl.drawGaps()
	pl.drawGrid()
	pl.drawLabels()
	nth := 0
	for i, s := range pl.c.Series {
		if !s.Line {
			pl.drawBars(s, seriesColors[i], nth)
			nth++
		}
	}
	for i, s := range pl.c.Series {
		if s.Line {
			pl.drawLine(s, seriesColors[i])
		}
	}
}

// drawGaps shades the labels that nothing is known of.
func (pl *plot) drawGaps() {
	pl.SetColor(gapFill)
	for i := range pl.c.Labels {
		if pl.c.empty(i) {
			pl.DrawRectangle(pl.left+pl.slot*float64(i), plotTop, pl.slot, plotBottom-plotTop)
			pl.Fill()
		}
	}
}

func (pl *plot) drawGrid() {
	for i := range gridSteps + 1 {
		y := plotBottom - float64(i)/gridSteps*(plotBottom-plotTop)
		pl.SetColor(hairline)
		pl.SetLineWidth(2)
		pl.DrawLine(pl.left, y, pl.right, y)
		pl.Stroke()
		for n, a := range pl.axes {
			text := pl.fit(axisNumber(a.low+float64(i)*a.step, a.step), valueSpace-20, axisStyle)
			x := pl.left - 14 - pl.width(text, axisStyle)
			if n == 1 {
				x = pl.right + 14
			}
			pl.write(text, x, y+7, axisStyle)
		}
	}
	for n, a := range pl.axes {
		x := pl.left - 14 - pl.width(a.unit, axisStyle)
		if n == 1 {
			x = pl.right + 14
		}
		pl.write(pl.fit(a.unit, valueSpace-20, axisStyle), max(8, x), plotTop-26, axisStyle)
	}
	base := min(plotBottom, max(plotTop, pl.axes[0].y(0)))
	pl.SetColor(softInk)
	pl.DrawLine(pl.left, base, pl.right, base)
	pl.Stroke()
}

// drawLabels writes as many labels as there is room for, evenly.
func (pl *plot) drawLabels() {
	widest := 30.0
	names := make([]string, len(pl.c.Labels))
	for i, l := range pl.c.Labels {
		names[i] = pl.fit(l, 170, axisStyle)
		widest = max(widest, pl.width(names[i], axisStyle))
	}
	every := max(1, int(math.Ceil((widest+22)/pl.slot)))
	last := (len(names) - 1) % every // the newest label is always written
	for i, name := range names {
		x := pl.middle(i)
		if i%every == last {
			half := pl.width(name, axisStyle) / 2
			pl.write(name, min(max(x-half, 8), chartWidth-8-2*half), plotBottom+34, axisStyle)
		}
	}
}

func (pl *plot) middle(i int) float64 { return pl.left + pl.slot*(float64(i)+0.5) }

// drawBars paints a series as the nth of the bars over every label, with the
// figure in the bar where it fits.
func (pl *plot) drawBars(s Series, fill color.NRGBA, nth int) {
	a := pl.axisOf(s)
	group := min(pl.slot*0.62, 130*float64(pl.bars))
	w := max(1, group/float64(pl.bars))
	for i := range pl.c.Labels {
		v, ok := s.value(i)
		if !ok {
			continue
		}
		x, y, foot := pl.middle(i)-group/2+w*float64(nth), a.y(v), a.y(0)
		pl.SetColor(fill)
		top, height := min(y, foot), math.Abs(y-foot)
		gap := 0.0
		if pl.bars > 1 && w > 6 {
			gap = 1.5
		}
		pl.DrawRectangle(x+gap, top, w-2*gap, max(height, 2))
		pl.Fill()
		text := axisNumber(v, a.step/100)
		at := top + 27
		if pl.dotNear(i, at-8) {
			at += 30
		}
		if wide := pl.width(text, valueStyle); wide < w-10 && top+height > at+12 {
			pl.write(text, x+w/2-wide/2, at, valueStyle)
		}
	}
}

// dotNear says whether a line passes its i-th value where a figure would be.
func (pl *plot) dotNear(i int, y float64) bool {
	return slices.ContainsFunc(pl.c.Series, func(s Series) bool {
		v, ok := s.value(i)
		return s.Line && ok && math.Abs(pl.axisOf(s).y(v)-y) < 24
	})
}

// drawLine paints a series as a line that breaks where nothing is known, and
// marks its highest value.
func (pl *plot) drawLine(s Series, ink color.NRGBA) {
	a := pl.axisOf(s)
	open, best := false, -1
	for i := range pl.c.Labels {
		v, ok := s.value(i)
		if !ok {
			open = false
			continue
		}
		if open {
			pl.LineTo(pl.middle(i), a.y(v))
		} else {
			pl.MoveTo(pl.middle(i), a.y(v))
		}
		open = true
		if w, _ := s.value(max(best, 0)); best < 0 || v > w {
			best = i
		}
	}
	pl.SetColor(ink)
	pl.SetLineWidth(4.5)
	pl.SetLineJoinRound()
	pl.Stroke()
	for i := range pl.c.Labels {
		if v, ok := s.value(i); ok && (pl.slot > 24 || i == best) {
			pl.dot(pl.middle(i), a.y(v), ink)
		}
	}
	if best >= 0 {
		v, _ := s.value(best)
		pl.flag(axisNumber(v, a.step/100), pl.middle(best), a.y(v), ink)
	}
}

func (pl *plot) dot(x, y float64, ink color.NRGBA) {
	pl.DrawCircle(x, y, 7)
	pl.SetColor(paper)
	pl.FillPreserve()
	pl.SetColor(ink)
	pl.SetLineWidth(3)
	pl.Stroke()
}

// flag writes a value above its point.
func (pl *plot) flag(text string, x, y float64, fill color.NRGBA) {
	w := pl.width(text, valueStyle) + 20
	left := min(max(x-w/2, 8), chartWidth-8-w)
	pl.DrawRoundedRectangle(left, y-46, w, 31, 8)
	pl.MoveTo(x-7, y-16)
	pl.LineTo(x+7, y-16)
	pl.LineTo(x, y-9)
	pl.ClosePath()
	pl.SetColor(fill)
	pl.Fill()
	pl.write(text, left+10, y-24, valueStyle)
}
