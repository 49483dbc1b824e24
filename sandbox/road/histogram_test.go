package road

import (
	"math"
	"testing"
	"time"
)

func TestHistogramQuantiles(t *testing.T) {
	var h histogram
	for ms := 1; ms <= 10_000; ms++ {
		h.add(time.Duration(ms) * time.Millisecond)
	}
	for share, want := range map[float64]float64{0.5: 5000, 0.9: 9000, 0.99: 9900, 0.999: 9990, 1: 10_000} {
		if got := h.quantile(share); math.Abs(got-want)/want > 0.016 {
			t.Errorf("quantile %v is %v ms, want %v", share, got, want)
		}
	}
}

func TestHistogramBucketsHoldTheirValues(t *testing.T) {
	for us := int64(0); us < 3_000_000_000; us += 1 + us/7 {
		b := bucketOf(us)
		if top := valueOf(b); us > top || b > 0 && us <= valueOf(b-1) {
			t.Fatalf("%d µs falls in bucket %d, which ends at %d", us, b, top)
		}
	}
}

func TestHistogramOfNothing(t *testing.T) {
	var h histogram
	if got := h.quantile(0.99); got != 0 {
		t.Errorf("got %v", got)
	}
}
