package road

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// LoadOptions is one run of the load generator.
type LoadOptions struct {
	Target   Target
	Rate     int // pushes a second
	Trucks   int // at least ten times the rate
	Seconds  int
	InFlight int  // most requests on the wire at once
	Poisson  bool // random arrivals instead of even ones
	Start    time.Time
	Seed     uint64

	transport http.RoundTripper // tests put their own here
}

// LoadResult is what a run found. Latencies count from the moment a push was
// meant to leave, so that a stalled receiver cannot hide behind a waiting client.
type LoadResult struct {
	Rate       int              `json:"rate"`
	Trucks     int              `json:"trucks"`
	Seconds    float64          `json:"seconds"`
	Sent       int64            `json:"sent"`
	Accepted   int64            `json:"accepted"`
	Errors     int64            `json:"errors"` // no answer at all
	Throughput float64          `json:"accepted_per_s"`
	Status     map[string]int64 `json:"status"`
	P50        float64          `json:"p50_ms"`
	P90        float64          `json:"p90_ms"`
	P99        float64          `json:"p99_ms"`
	P999       float64          `json:"p99_9_ms"`
	Max        float64          `json:"max_ms"`
	LateMax    float64          `json:"max_start_delay_ms"` // how far behind the generator itself fell
}

func (o LoadOptions) check() error {
	switch {
	case o.Rate < 1 || o.Seconds < 1:
		return fmt.Errorf("rate and seconds must be above 0")
	case o.Trucks < o.Rate*10:
		return fmt.Errorf("%d pushes a second need at least %d trucks, because a fix is dated in whole seconds and a truck makes one in ten", o.Rate, o.Rate*10)
	}
	return nil
}

// loader is one run.
type loader struct {
	o       LoadOptions
	fleet   *Fleet
	client  *http.Client
	hist    histogram
	late    histogram
	status  [600]atomic.Int64
	errors  atomic.Int64
	arrival *dice
}

// Load sends pushes at a fixed rate, however slow the answers are.
func Load(ctx context.Context, o LoadOptions) (LoadResult, error) {
	if o.InFlight == 0 {
		o.InFlight = 512
	}
	if err := o.check(); err != nil {
		return LoadResult{}, err
	}
	fleet, err := NewFleet(Options{Seed: o.Seed, Trucks: o.Trucks, Start: o.Start, Past: 1, Ahead: 2})
	if err != nil {
		return LoadResult{}, err
	}
	if o.transport == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConns, transport.MaxIdleConnsPerHost = o.InFlight, o.InFlight
		o.transport = transport
	}
	l := &loader{o: o, fleet: fleet, arrival: newDice(o.Seed, 0x6c6f),
		client: &http.Client{Transport: o.transport, Timeout: 30 * time.Second}}
	began := time.Now()
	l.drive(ctx, began)
	l.client.CloseIdleConnections()
	return l.result(time.Since(began)), nil
}

// job is one push and the moment it was meant for.
type job struct {
	n    int
	when time.Time
}

// drive hands out jobs on time; workers that are all busy make them late, and
// the lateness is part of the latency.
func (l *loader) drive(ctx context.Context, began time.Time) {
	jobs := make(chan job, l.o.Rate)
	var all sync.WaitGroup
	for range min(l.o.InFlight, l.o.Rate*4) {
		all.Go(func() {
			for j := range jobs {
				l.one(ctx, j)
			}
		})
	}
	due := 0.0
	for n := range l.o.Rate * l.o.Seconds {
		when := began.Add(time.Duration(due * float64(time.Second)))
		if wait := time.Until(when); wait > 0 && !sleep(ctx, wait) {
			break
		}
		jobs <- job{n, when}
		gap := 1.0
		if l.o.Poisson {
			gap = -math.Log(1 - l.arrival.float())
		}
		due += gap / float64(l.o.Rate)
	}
	close(jobs)
	all.Wait()
}

func (l *loader) one(ctx context.Context, j job) {
	l.late.add(time.Since(j.when))
	i := j.n % l.o.Trucks
	t := l.o.Start.Add(time.Duration(float64(j.n) / float64(l.o.Rate) * float64(time.Second)))
	r := report{Truth: l.fleet.TruckAt(i, t), at: t.Unix()}
	body := l.fleet.encode(i, l.fleet.blurred(i, r))
	status, _, err := l.o.Target.post(ctx, l.client, body, sign(l.o.Target.Secret, body))
	if err != nil {
		l.errors.Add(1)
		return
	}
	l.hist.add(time.Since(j.when))
	l.status[min(max(status, 0), 599)].Add(1)
}

func (l *loader) result(took time.Duration) LoadResult {
	r := LoadResult{Rate: l.o.Rate, Trucks: l.o.Trucks, Seconds: took.Seconds(), Errors: l.errors.Load(), Status: map[string]int64{},
		P50: l.hist.quantile(0.5), P90: l.hist.quantile(0.9), P99: l.hist.quantile(0.99), P999: l.hist.quantile(0.999),
		Max: float64(l.hist.max.Load()) / 1000, LateMax: float64(l.late.max.Load()) / 1000}
	for code := range l.status {
		n := l.status[code].Load()
		if n == 0 {
			continue
		}
		r.Status[itoa(code)] = n
		r.Sent += n
		if code < 300 {
			r.Accepted += n
		}
	}
	r.Sent += r.Errors
	r.Throughput = float64(r.Accepted) / took.Seconds()
	return r
}
