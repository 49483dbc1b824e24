package fleet

import (
	"math"
	"slices"
)

// What trucks must have done for it to say how they get on.
const (
	MinPasses = 30 // fewer say nothing about a stretch, or about an hour of the day on it
	hourReach = 2  // passes begun within so many hours of the day speak for an hour
	AnyHour   = 24 // stands for the whole day in a pace
)

// Pace is what was usual along a stretch: of ten drives one took less than Low,
// half less than Mid, one more than High. Seconds for all of it, long halts
// left out; for a wait, its length.
type Pace struct {
	Passes         int
	Low, Mid, High float64
}

// Paces are the paces by stretch, for each hour of the day in Lagos and for
// AnyHour; one with no passes is not known.
type Paces map[string]*[AnyHour + 1]Pace

// At is what is known of a stretch at an hour: what was done around it, else
// what was done at any hour.
func (p Paces) At(stretch string, hour int) (Pace, bool) {
	hours, ok := p[stretch]
	if !ok || stretch == "" {
		return Pace{}, false
	}
	if hours[hour].Passes > 0 {
		return hours[hour], true
	}
	return hours[AnyHour], hours[AnyHour].Passes > 0
}

// Cover is how much of a way is known by its paces, from 0 to 1.
func (p Paces) Cover(w Way) float64 {
	known := 0.0
	for _, l := range w.Legs {
		if hours, ok := p[l.Stretch]; ok && hours[AnyHour].Passes > 0 {
			known += l.Metres
		}
	}
	return known / math.Max(1, w.Metres())
}

// LearnPaces makes paces of passes.
func LearnPaces(passes []Pass) Paces {
	by := map[string][]Pass{}
	for _, p := range passes {
		by[p.Stretch] = append(by[p.Stretch], p)
	}
	out := Paces{}
	for stretch, list := range by {
		if len(list) >= MinPasses {
			out[stretch] = hoursOf(list)
		}
	}
	return out
}

func hoursOf(list []Pass) *[AnyHour + 1]Pace {
	var out [AnyHour + 1]Pace
	var all []float64
	var near [24][]float64
	for _, p := range list {
		all = append(all, p.Whole.Seconds())
		h := p.From.In(WAT).Hour()
		for d := -hourReach; d <= hourReach; d++ {
			near[(h+d+24)%24] = append(near[(h+d+24)%24], p.Whole.Seconds())
		}
	}
	for h, v := range near {
		if len(v) >= MinPasses {
			out[h] = paceOf(v)
		}
	}
	out[AnyHour] = paceOf(all)
	return &out
}

func paceOf(v []float64) Pace {
	slices.Sort(v)
	return Pace{Passes: len(v), Low: Quantile(v, 0.1), Mid: Quantile(v, 0.5), High: Quantile(v, 0.9)}
}

// Quantile is the value below which a share of the values lies; they must be
// sorted, and there must be one.
func Quantile(sorted []float64, share float64) float64 {
	at := share * float64(len(sorted)-1)
	low, part := math.Modf(at)
	i := int(low)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (sorted[i+1]-sorted[i])*part
}
