package webhook_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"watchtower/events/eventstest"
)

// BenchmarkAccept posts signed pushes over HTTP from 64 senders at once until
// each is durable in Redis.
func BenchmarkAccept(b *testing.B) {
	r := httptest.NewServer(receiver(b, options(eventstest.Open(b))))
	defer r.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	signature := sign([]byte(official), secret)
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, err := http.NewRequest(http.MethodPost, r.URL+"/webhooks/loconav", strings.NewReader(official))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("X-LocoNav-Signature", signature)
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode != http.StatusAccepted {
				b.Errorf("status %d", res.StatusCode)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pushes/s")
}
