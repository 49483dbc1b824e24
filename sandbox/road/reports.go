package road

import (
	"iter"
	"time"
)

// Reports are the bodies that the tracker of truck i sends about [from, to), in
// the order of measuring: every so many seconds, as live pushes come, or at the
// pace of the vendor's history when interval is 0. It lets a receiver be judged
// against TruckAt without a clock to wait for.
func (f *Fleet) Reports(i int, from, to time.Time, interval int64) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for t := from.Unix(); t < to.Unix(); {
			r := report{Truth: f.TruckAt(i, time.Unix(t, 0)), at: t}
			if !yield(f.encode(i, f.blurred(i, r))) {
				return
			}
			if interval > 0 {
				t += interval
			} else {
				t = f.nextPast(i, t)
			}
		}
	}
}
