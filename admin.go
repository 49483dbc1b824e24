package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// probe says whether one dependency is well; nil is well.
type probe struct {
	name  string
	check func(context.Context) error
}

// health is what the admin port tells.
type health struct {
	registry *prometheus.Registry
	probes   []probe
	// one says that a single probe that is well suffices: a webhook keeps pushes
	// in Redis, or while that is away in the database. Else all must be well.
	one     bool
	lag     func(context.Context) (int64, error) // facts taken in and not applied
	details func() map[string]string             // shown, and changes nothing
}

// handler serves liveness, readiness and metrics.
func (h health) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /readyz", h.ready)
	return mux
}

// ready reports every probe. With ?caught_up=1 it also waits for the ingest
// stream to be empty.
func (h health) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	report := map[string]any{}
	well := 0
	for i, err := range h.probe(ctx) {
		report[h.probes[i].name] = "ok"
		if err != nil {
			report[h.probes[i].name] = plain(err)
			continue
		}
		well++
	}
	for name, text := range h.details() {
		report[name] = text
	}
	ready := well == len(h.probes) || h.one && well > 0
	if r.URL.Query().Has("caught_up") {
		n, err := h.lag(ctx)
		report["ingest_waiting"] = n
		if err != nil {
			report["ingest_waiting"] = plain(err)
		}
		ready = ready && err == nil && n == 0
	}
	report["ready"] = ready
	w.Header().Set("Content-Type", "application/json")
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(report) // the peer is gone if this fails; nobody is left to tell
}

// probe asks all at once, so that one that hangs does not use up another's time.
func (h health) probe(ctx context.Context) []error {
	errs := make([]error, len(h.probes))
	var all sync.WaitGroup
	for i, p := range h.probes {
		all.Go(func() { errs[i] = p.check(ctx) })
	}
	all.Wait()
	return errs
}

// withProfiles adds Go's profiles, for whoever looks for lost time.
func withProfiles(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// newServer gives a peer 10 s to send a whole request; whoever is slower only
// wants to be in the way.
func newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
}

// serveHTTP runs a server until ctx ends, then gives requests in hand 5 s.
func serveHTTP(ctx context.Context, addr string, h http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	srv := newServer(h)
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(grace)
	}()
	if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
