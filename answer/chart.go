package answer

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
)

// The size of a chart. Slack shows it at less than half: texts are large for
// it.
const (
	chartWidth, chartHeight = 1200, 675
	maxSeries               = 8
	maxLabels               = 400 // the latest are drawn
)

// seriesColors tell series apart, also for those who see few colours.
var seriesColors = [maxSeries]color.NRGBA{
	{0x3B, 0x82, 0xF6, 0xFF}, {0xF0, 0x93, 0x0B, 0xFF}, {0x15, 0x9A, 0x49, 0xFF}, {0x8B, 0x5C, 0xF6, 0xFF},
	{0xDC, 0x26, 0x26, 0xFF}, {0x0E, 0x9F, 0xB5, 0xFF}, {0xDB, 0x27, 0x77, 0xFF}, {0x64, 0x6B, 0x78, 0xFF},
}

// Drawable says whether the chart holds a single figure at least.
func (c Chart) Drawable() bool {
	return slices.ContainsFunc(c.Series, func(s Series) bool {
		for i := range c.Labels {
			if _, ok := s.value(i); ok {
				return true
			}
		}
		return false
	})
}

// Picture draws the chart: bars and lines, the second unit on an axis of its
// own. Days without data stay empty.
func (c Chart) Picture() (Picture, error) {
	if !c.Drawable() {
		return Picture{}, fmt.Errorf("a chart needs a figure")
	}
	c = c.cut()
	p := newCanvas(chartWidth, chartHeight)
	p.SetColor(paper)
	p.Clear()
	p.drawTitles(c)
	newPlot(p, c).draw()
	p.drawLegend(c)
	return p.finish("chart.png", c.alt())
}

// cut keeps what one picture can show: two units, and the latest values. The
// rest is in the text.
func (c Chart) cut() Chart {
	from := max(0, len(c.Labels)-maxLabels)
	var units []string
	var kept []Series
	for _, s := range c.Series {
		if !slices.Contains(units, s.Unit) && len(units) < 2 {
			units = append(units, s.Unit)
		}
		if slices.Contains(units, s.Unit) && len(kept) < maxSeries {
			s.Values = s.Values[min(from, len(s.Values)):]
			kept = append(kept, s)
		}
	}
	c.Series, c.Labels = kept, c.Labels[from:]
	return c
}

// drawTitles writes the title, and below it the subtitle.
func (p *canvas) drawTitles(c Chart) {
	const left, most = 36, chartWidth - 72
	title := style{bold: true, size: 36, ink: ink}
	sub := style{size: 23, ink: softInk}
	p.write(p.fit(c.Title, most, title), left, 56, title)
	p.write(p.fit(c.Subtitle, most, sub), left, 92, sub)
}

// drawLegend names the series below the plot, each by its colour and form.
func (p *canvas) drawLegend(c Chart) {
	st := style{size: 22, ink: ink}
	x, y := 36.0, float64(chartHeight-26)
	sample := func(name string, w float64, paint func()) {
		if x+w < chartWidth-20 {
			paint()
			p.Fill()
			p.write(name, x+42, y, st)
		}
		x += w
	}
	for i, s := range c.Series {
		name := p.fit(s.title(), 320, st)
		sample(name, p.width(name, st)+76, func() {
			p.SetColor(seriesColors[i])
			if !s.Line {
				p.DrawRoundedRectangle(x+8, y-17, 22, 20, 3)
				return
			}
			p.SetLineWidth(4)
			p.DrawLine(x, y-7, x+34, y-7)
			p.Stroke()
			p.DrawCircle(x+17, y-7, 6)
		})
	}
	if c.hasGap() {
		sample("no data", p.width("no data", st)+76, func() {
			p.SetColor(gapFill)
			p.DrawRoundedRectangle(x+8, y-17, 22, 20, 3)
		})
	}
}

// alt says the chart in words: title, and each series' range and last value.
func (c Chart) alt() string {
	parts := []string{strings.TrimSuffix("Chart: "+c.Title+". "+c.Subtitle, " ")}
	for _, s := range c.Series {
		low, high, at, n := math.Inf(1), math.Inf(-1), 0, 0
		for i := range c.Labels {
			if v, ok := s.value(i); ok {
				n++
				low = min(low, v)
				if v > high {
					high, at = v, i
				}
			}
		}
		if n == 0 {
			parts = append(parts, s.title()+": no data")
			continue
		}
		parts = append(parts, fmt.Sprintf("%s: %s to %s, most on %s", s.title(), FormatNumber(low), FormatNumber(high), c.Labels[at]))
	}
	return strings.Join(parts, ". ") + "."
}

// empty says whether no series knows anything of the i-th label.
func (c Chart) empty(i int) bool {
	return !slices.ContainsFunc(c.Series, func(s Series) bool {
		_, ok := s.value(i)
		return ok
	})
}

func (c Chart) hasGap() bool {
	for i := range c.Labels {
		if c.empty(i) {
			return true
		}
	}
	return false
}
