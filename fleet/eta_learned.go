package fleet

import (
	"math"
	"slices"
	"time"
)

// What ranges promise, and what they must have been learned from.
const (
	ETACoverage = 0.8 // of all arrivals lie within the range
	MinArrivals = 20  // journeys that came to their end, each asked about at least once
)

// etaHorizons are how far ahead an arrival is, each up to its bound.
var etaHorizons = [...]time.Duration{30 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour, 24 * time.Hour}

// ETAHorizons are the horizons in words, in order.
var ETAHorizons = [...]string{"under 30 min", "30-60 min", "1-3 h", "3-8 h", "8-24 h", "over a day"}

// Horizon is which of ETAHorizons an estimate is of.
func (e ETA) Horizon() int {
	ahead := e.Mid.Sub(e.From)
	i, _ := slices.BinarySearch(etaHorizons[:], ahead+1)
	return i
}

// etaBands are how far it is still, in metres, each up to its bound.
var etaBands = [...]struct {
	below float64
	name  string
	group string // that stands for a band with too few arrivals
}{
	{10_000, "under 10 km", "near"}, {30_000, "10-30 km", "near"}, {100_000, "30-100 km", "near"},
	{300_000, "100-300 km", "far"}, {700_000, "300-700 km", "far"}, {math.Inf(1), "over 700 km", "far"},
}

// Kinds are what like estimates have in common, from the narrowest kind to the
// widest: a range is learned from the narrowest that has enough arrivals.
func (e ETA) Kinds() []string {
	if e.InLine {
		like := string(e.Method) + " line"
		return []string{like + " " + ETAHorizons[e.Horizon()], like}
	}
	band := etaBands[0]
	for _, b := range etaBands {
		if band = b; e.Metres < b.below {
			break
		}
	}
	like, how := string(e.Method), "moving"
	if e.Waits {
		like += " port"
	}
	if e.Night {
		like += " night"
	}
	if e.Stands {
		how = "standing"
	}
	return []string{like + " " + how + " " + band.name, like + " " + band.name, like + " " + band.group}
}

// Learned is how estimates of a kind came out: what was really left, as a share
// of what had been estimated. A tenth took less than Low, half less than Mid, a
// tenth more than High.
type Learned struct {
	Arrivals       int
	Low, Mid, High float64
}

// ETALearned is what was learned of each kind.
type ETALearned map[string]Learned

// Outcome is an estimate whose truck has arrived.
type Outcome struct {
	Journey string // the same for all estimates of one journey
	ETA     ETA    // by rule: before anything learned was put to it
	Arrived time.Time
}

// LearnETA makes what can be learned of outcomes.
func LearnETA(outcomes []Outcome) ETALearned {
	by, journeys := map[string][]float64{}, map[string]map[string]bool{}
	for _, o := range outcomes {
		ratio := leftSeconds(o.ETA, o.Arrived) / leftSeconds(o.ETA, o.ETA.Mid)
		for _, k := range o.ETA.Kinds() {
			if by[k] = append(by[k], ratio); journeys[k] == nil {
				journeys[k] = map[string]bool{}
			}
			journeys[k][o.Journey] = true
		}
	}
	out := ETALearned{}
	for k, v := range by {
		n := len(journeys[k])
		if n < MinArrivals {
			continue
		}
		slices.Sort(v)
		edge := (1 - ETACoverage) / 2 * 0.9 * (1 - 5/float64(n)) // roads change, and a few journeys know little of the edges
		out[k] = Learned{Arrivals: n, Low: Quantile(v, edge), Mid: Quantile(v, 0.5), High: Quantile(v, 1-edge)}
	}
	return out
}

// leftSeconds is the time to a moment, a minute at least.
func leftSeconds(e ETA, until time.Time) float64 { return max(60, until.Sub(e.From).Seconds()) }

// quickest is what no truck keeps up for a whole way, in metres a second: a bit
// over the limit of 60 km/h.
const quickest = 65 / 3.6

// Fit gives an estimate the range, and the middle, that like ones had.
func (l ETALearned) Fit(e ETA) ETA {
	for _, k := range e.Kinds() {
		f, ok := l[k]
		if !ok {
			continue
		}
		left := leftSeconds(e, e.Mid)
		at := func(ratio float64) time.Time { return e.From.Add(time.Duration(left * ratio * float64(time.Second))) }
		soonest := earlier(e.Low, e.From.Add(time.Duration(e.Metres/quickest*float64(time.Second))))
		e.Mid, e.Likes = later(at(f.Mid), soonest), f.Arrivals
		e.Low = later(later(e.From, soonest), earlier(at(f.Low), e.Mid.Add(-least(e))))
		e.High = later(at(f.High), e.Mid.Add(least(e)))
		return e
	}
	return e
}
