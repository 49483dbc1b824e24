package road

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// sign is the value of the signature header for a body.
func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Target is where pushes go.
type Target struct {
	URL    string
	Secret string
}

// post sends one signed body once. A zero status means that no answer came.
func (t Target) post(ctx context.Context, client *http.Client, body []byte, signature string) (int, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, bytes.NewReader(body))
	if err != nil {
		return 0, 0, fmt.Errorf("push address: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if signature != "" {
		req.Header.Set("X-LocoNav-Signature", signature)
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	return res.StatusCode, time.Duration(seconds) * time.Second, nil
}

// counters tell how the pushes fared.
type counters struct {
	Sent     int64            `json:"sent"`     // attempts
	Accepted int64            `json:"accepted"` // answered 2xx
	Retried  int64            `json:"retried"`
	Refused  int64            `json:"refused"` // answered 4xx and given up
	Dropped  int64            `json:"dropped"` // fell out of the full buffer
	Buffered int64            `json:"buffered"`
	Status   map[string]int64 `json:"status"`
}

// sender delivers bodies in order per lane, and again until they are taken. A
// lane that is full forgets its oldest, as a tracker's memory does.
type sender struct {
	target Target
	client *http.Client
	lanes  []chan []byte

	mu    sync.Mutex
	count counters
}

const (
	laneCount = 8
	laneSize  = 8192
)

func newSender(target Target) *sender {
	s := &sender{target: target, lanes: make([]chan []byte, laneCount), count: counters{Status: map[string]int64{}}}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 2 * laneCount
	s.client = &http.Client{Transport: transport, Timeout: 20 * time.Second}
	for i := range s.lanes {
		s.lanes[i] = make(chan []byte, laneSize)
	}
	return s
}

// run delivers until ctx ends.
func (s *sender) run(ctx context.Context) {
	var all sync.WaitGroup
	for _, lane := range s.lanes {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case body := <-lane:
					_ = s.deliver(ctx, body)
				}
			}
		})
	}
	all.Wait()
	s.client.CloseIdleConnections()
}

// offer queues a body. Only one goroutine may offer.
func (s *sender) offer(lane int, body []byte) {
	ch := s.lanes[lane%laneCount]
	for {
		select {
		case ch <- body:
			return
		default:
		}
		select {
		case <-ch:
			s.tally(func(c *counters) { c.Dropped++ })
		default:
		}
	}
}

// deliver posts a body until it is accepted, refused for good or ctx ends.
func (s *sender) deliver(ctx context.Context, body []byte) error {
	signature := sign(s.target.Secret, body)
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		status, after, err := s.target.post(ctx, s.client, body, signature)
		s.tally(func(c *counters) { c.Sent++; c.Status[strconv.Itoa(status)]++ })
		switch {
		case err == nil && status < 300:
			s.tally(func(c *counters) { c.Accepted++ })
			return nil
		case err == nil && status >= 400 && status < 500 && status != http.StatusTooManyRequests:
			s.tally(func(c *counters) { c.Refused++ })
			return fmt.Errorf("push refused with status %d", status)
		}
		s.tally(func(c *counters) { c.Retried++ })
		if !sleep(ctx, max(pause, min(after, 30*time.Second))) {
			return ctx.Err()
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (s *sender) tally(change func(*counters)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.count)
}

func (s *sender) counters() counters {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.count
	out.Status = map[string]int64{}
	for k, v := range s.count.Status {
		out.Status[k] = v
	}
	for _, lane := range s.lanes {
		out.Buffered += int64(len(lane))
	}
	return out
}
