package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// probe says whether one dependency is well; nil is well.
type probe struct {
	name  string
	check func(context.Context) error
}

// adminHandler serves liveness, readiness and metrics. With ?caught_up=1
// readiness also waits for the ingest stream to be empty. Details are shown and
// change nothing.
func adminHandler(reg *prometheus.Registry, probes []probe, lag func(context.Context) (int64, error), details func() map[string]string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		report := map[string]any{}
		status := http.StatusOK
		for _, p := range probes {
			report[p.name] = "ok"
			if err := p.check(ctx); err != nil {
				report[p.name], status = plain(err), http.StatusServiceUnavailable
			}
		}
		for name, text := range details() {
			report[name] = text
		}
		if r.URL.Query().Has("caught_up") {
			n, err := lag(ctx)
			report["ingest_waiting"] = n
			if err != nil || n > 0 {
				status = http.StatusServiceUnavailable
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(report) // the peer is gone if this fails; nobody is left to tell
	})
	return mux
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

// serveHTTP runs a server until ctx ends, then gives requests in hand 5 s.
func serveHTTP(ctx context.Context, addr string, h http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
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
