package fleet

import (
	"slices"
	"time"
)

// ETARow is how good the estimates of a method were for one horizon. An empty
// Horizon or Method stands for all.
type ETARow struct {
	Method         Method
	Horizon        string
	Questions      int
	Median, P90    time.Duration // how far off the middle was
	Share, Share90 float64       // the same as a share of the time that was really left
	Inside         float64       // share of arrivals inside the range
	Width          time.Duration // of the range, the median
	Learned        float64       // share of ranges that were learned, not by rule
}

// ReportETA sums answered questions up: all of them, then by horizon, then by
// method and horizon.
func ReportETA(asked []Question) []ETARow {
	var out []ETARow
	add := func(m Method, horizon string) {
		var some []Question
		for _, q := range asked {
			if (m == "" || q.Said.Method == m) && (horizon == "" || ETAHorizons[q.ETA.Horizon()] == horizon) {
				some = append(some, q)
			}
		}
		if len(some) > 0 {
			out = append(out, rowOf(m, horizon, some))
		}
	}
	add("", "")
	for _, h := range ETAHorizons {
		add("", h)
	}
	for _, m := range ETAMethods {
		add(m, "")
		for _, h := range ETAHorizons {
			add(m, h)
		}
	}
	return out
}

func rowOf(m Method, horizon string, asked []Question) ETARow {
	var off, share, width []float64
	inside, learned := 0, 0
	for _, q := range asked {
		miss := q.Arrived.Sub(q.Said.Mid).Abs()
		off, width = append(off, miss.Seconds()), append(width, q.Said.High.Sub(q.Said.Low).Seconds())
		share = append(share, miss.Seconds()/max(60, q.Arrived.Sub(q.Asked).Seconds()))
		if !q.Arrived.Before(q.Said.Low) && !q.Arrived.After(q.Said.High) {
			inside++
		}
		if q.Said.Likes > 0 {
			learned++
		}
	}
	for _, v := range [][]float64{off, share, width} {
		slices.Sort(v)
	}
	n := float64(len(asked))
	d := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	return ETARow{Method: m, Horizon: horizon, Questions: len(asked), Median: d(Quantile(off, 0.5)), P90: d(Quantile(off, 0.9)),
		Share: Quantile(share, 0.5), Share90: Quantile(share, 0.9), Inside: float64(inside) / n, Width: d(Quantile(width, 0.5)), Learned: float64(learned) / n}
}
