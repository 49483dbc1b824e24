//go:build prove

package prove

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var ist = time.FixedZone("IST", 5*3600+1800)

// burst is a run of pushes, one fix each: trucks take turns, a second apart.
type burst struct {
	urls   []string // pushes are spread over them
	pushes int
	trucks int
	rate   int // a second
	start  time.Time
	client *http.Client

	accepted []atomic.Bool
	done     atomic.Int64
	refused  atomic.Int64 // answers 503, tried again
	failed   atomic.Int64 // no answer, tried again
	hinted   atomic.Int64 // 503 with Retry-After
	mu       sync.Mutex
	took     []time.Duration // of the accepted tries
}

func newBurst(pushes, rate int, urls ...string) *burst {
	const trucks = 200
	return &burst{urls: urls, pushes: pushes, trucks: trucks, rate: rate, accepted: make([]atomic.Bool, pushes),
		start:  time.Now().Add(-time.Duration(pushes/trucks)*time.Second - time.Minute).Truncate(time.Second),
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}}
}

func (b *burst) at(i int) time.Time { return b.start.Add(time.Duration(i/b.trucks) * time.Second) }

func (b *burst) imei(i int) string { return fmt.Sprintf("8660000000%05d", i%b.trucks) }

func (b *burst) body(i int) []byte {
	return fmt.Appendf(nil, `{"imei":%q,"speed":%d.5,"gpstime":%q,"ignition":"1","latitude":6.445,"longitude":%.4f,"orientation":90.0,"vehiclenumber":"P-%d"}`,
		b.imei(i), 20+i%30, b.at(i).In(ist).Format("02-01-2006 15:04:05"), 3.365+float64(i%7)/10000, i%b.trucks)
}

// send pushes everything at the burst's rate. A push that is not accepted is
// sent again until it is: what was accepted is never sent again. At half of
// the burst, middle is called beside it.
func (b *burst) send(t *testing.T, middle func()) {
	t.Helper()
	jobs := make(chan int, b.pushes)
	var work, beside sync.WaitGroup
	for range 64 {
		work.Go(func() {
			for i := range jobs {
				b.until(t, i)
			}
		})
	}
	began := time.Now()
	for i := range b.pushes {
		if i == b.pushes/2 {
			beside.Go(middle)
		}
		if early := time.Until(began.Add(time.Duration(i) * time.Second / time.Duration(b.rate))); early > time.Millisecond {
			wait(t, early)
		}
		jobs <- i
	}
	close(jobs)
	work.Wait()
	beside.Wait()
	t.Logf("%d pushes accepted in %v; on the way %d times refused by 503, %d times no answer; accepting took p50 %v, p99 %v, at most %v",
		b.done.Load(), time.Since(began).Round(10*time.Millisecond), b.refused.Load(), b.failed.Load(), b.quantile(.5), b.quantile(.99), b.quantile(1))
}

func (b *burst) until(t *testing.T, i int) {
	for pause := 50 * time.Millisecond; t.Context().Err() == nil; pause = min(2*pause, time.Second) {
		began := time.Now()
		status, err := b.post(t.Context(), b.urls[i%len(b.urls)], b.body(i), true)
		switch {
		case err != nil:
			b.failed.Add(1)
		case status/100 == 2:
			b.accepted[i].Store(true)
			b.done.Add(1)
			b.mu.Lock()
			b.took = append(b.took, time.Since(began))
			b.mu.Unlock()
			return
		case status == http.StatusServiceUnavailable:
			b.refused.Add(1)
		default:
			t.Errorf("push %d = %d, want 2xx or 503", i, status)
			return
		}
		wait(t, pause)
	}
}

func (b *burst) post(ctx context.Context, url string, body []byte, signed bool) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if signed {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		req.Header.Set("X-LocoNav-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	r, err := b.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body) // so that the connection is used again
	if r.Header.Get("Retry-After") != "" {
		b.hinted.Add(1)
	}
	return r.StatusCode, nil
}

func (b *burst) quantile(q float64) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.took) == 0 {
		return 0
	}
	slices.Sort(b.took)
	return b.took[min(len(b.took)-1, int(q*float64(len(b.took))))].Round(10 * time.Microsecond)
}
