package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// errAway is what a dependency that is gone says.
var errAway = errors.New("no answer")

func TestReadiness(t *testing.T) {
	for _, c := range []struct {
		name            string
		one             bool
		database, redis error
		lag             int64
		path            string
		want            int
		says            string
	}{
		{"well", false, nil, nil, 0, "/readyz", http.StatusOK, `{"database":"ok","ready":true,"redis":"ok"}`},
		{"a backlog nobody asked about", false, nil, nil, 5, "/readyz", http.StatusOK, `"ready":true`},
		{"a backlog", false, nil, nil, 5, "/readyz?caught_up=1", http.StatusServiceUnavailable, `"ingest_waiting":5`},
		{"without its database", false, errAway, nil, 0, "/readyz", http.StatusServiceUnavailable, `{"database":"no answer","ready":false,"redis":"ok"}`},
		{"without Redis", false, nil, errAway, 0, "/readyz", http.StatusServiceUnavailable, `"redis":"no answer"`},
		{"a webhook without Redis keeps pushes in the inbox", true, nil, errAway, 0, "/readyz", http.StatusOK, `{"database":"ok","ready":true,"redis":"no answer"}`},
		{"a webhook without the database keeps them in Redis", true, errAway, nil, 0, "/readyz", http.StatusOK, `"database":"no answer"`},
		{"a webhook without both", true, errAway, errAway, 0, "/readyz", http.StatusServiceUnavailable, `"ready":false`},
		{"it lives all the same", true, errAway, errAway, 0, "/healthz", http.StatusNoContent, ""},
		{"metrics", true, errAway, errAway, 0, "/metrics", http.StatusOK, "go_goroutines"},
	} {
		h := health{registry: newMetrics().registry, one: c.one,
			probes:  []probe{{"database", func(context.Context) error { return c.database }}, {"redis", func(context.Context) error { return c.redis }}},
			lag:     func(context.Context) (int64, error) { return c.lag, nil },
			details: func() map[string]string { return nil }}
		w := httptest.NewRecorder()
		h.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.path, nil))
		if w.Code != c.want || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s, want %d %s", c.name, w.Code, w.Body, c.want, c.says)
		}
	}
}

// A dependency that hangs until the time is up does not make another look ill.
func TestProbesDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := probe{"redis", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		well := probe{"database", func(ctx context.Context) error { return ctx.Err() }}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if errs := (health{probes: []probe{hangs, well}}).probe(ctx); errs[0] == nil || errs[1] != nil {
			t.Errorf("%v", errs)
		}
	})
}

func TestNoPeerMayTakeForever(t *testing.T) {
	srv := newServer(http.NotFoundHandler())
	for what, limit := range map[string]time.Duration{"header": srv.ReadHeaderTimeout, "whole request": srv.ReadTimeout, "next request": srv.IdleTimeout} {
		if limit <= 0 || limit > 2*time.Minute {
			t.Errorf("a peer has %v for the %s, want a limit", limit, what)
		}
	}
}
