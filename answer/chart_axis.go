package answer

import "math"

// axis counts one unit, from low in equal steps.
type axis struct {
	unit      string
	low, step float64
}

// axisFor finds round steps that hold every value of a unit, and nought.
func axisFor(unit string, c Chart) axis {
	low, high := 0.0, 0.0
	for _, s := range c.Series {
		for i := range c.Labels {
			if v, ok := s.value(i); ok && s.Unit == unit {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if high-low < 1e-9 {
		low, high = 0, gridSteps
	}
	for step := niceAbove((high - low) / gridSteps); ; step = niceAbove(step * 1.01) {
		if start := math.Floor(low/step) * step; start+gridSteps*step >= high*(1-1e-9) {
			return axis{unit, start, step}
		}
	}
}

// niceAbove is the smallest of 1, 2, 2.5, 5, 10, ... that is not below v.
func niceAbove(v float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range [...]float64{1, 2, 2.5, 5} {
		if k*ten >= v*(1-1e-9) {
			return k * ten
		}
	}
	return 10 * ten
}

func (a axis) y(v float64) float64 {
	return plotBottom - (v/a.step-a.low/a.step)/gridSteps*(plotBottom-plotTop)
}
