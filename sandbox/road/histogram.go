package road

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

// subBuckets splits every power of two into 64 buckets: an error under 1.6%.
const (
	subBits    = 6
	subBuckets = 1 << subBits
)

// histogram counts durations in log-spaced buckets of microseconds, from 1 µs
// to some hours, without locks.
type histogram struct {
	counts [(40 - subBits + 1) * subBuckets]atomic.Int64
	total  atomic.Int64
	max    atomic.Int64
}

func bucketOf(us int64) int {
	if us < subBuckets {
		return int(max(us, 0))
	}
	shift := bits.Len64(uint64(us)) - subBits - 1
	return (shift+1)*subBuckets + int(us>>shift) - subBuckets
}

// valueOf is the upper end of a bucket in microseconds.
func valueOf(bucket int) int64 {
	if bucket < subBuckets {
		return int64(bucket)
	}
	shift := bucket/subBuckets - 1
	return (int64(bucket%subBuckets+subBuckets)+1)<<shift - 1
}

func (h *histogram) add(d time.Duration) {
	us := d.Microseconds()
	h.counts[min(bucketOf(us), len(h.counts)-1)].Add(1)
	h.total.Add(1)
	for {
		old := h.max.Load()
		if us <= old || h.max.CompareAndSwap(old, us) {
			return
		}
	}
}

// quantile is the duration in milliseconds that a share of all stay within.
func (h *histogram) quantile(share float64) float64 {
	want := int64(math.Ceil(share * float64(h.total.Load())))
	seen := int64(0)
	for b := range h.counts {
		seen += h.counts[b].Load()
		if seen >= want && seen > 0 {
			return float64(min(valueOf(b), h.max.Load())) / 1000
		}
	}
	return float64(h.max.Load()) / 1000
}
