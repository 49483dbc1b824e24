package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

// Doors stop first; the workers go on until the doors have drained.
func TestDoorsStopBeforeWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var order []string
		door := part{name: "door", door: true, run: func(ctx context.Context) error {
			<-ctx.Done()
			<-time.After(3 * time.Second) // a request in hand, by the bubble's own clock
			order = append(order, "door")
			return nil
		}}
		worker := part{name: "worker", run: func(ctx context.Context) error {
			<-ctx.Done()
			order = append(order, "worker")
			return nil
		}}
		ended := make(chan error)
		go func() { ended <- runParts(ctx, quiet, []part{worker, door}) }()
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("a clean stop reported %v", err)
		}
		if strings.Join(order, " ") != "door worker" {
			t.Errorf("stopped in the order %v", order)
		}
	})
}

func TestOneFailingPartStopsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := part{name: "bot", run: func(context.Context) error { return errors.New("token refused") }}
		stopped := false
		other := part{name: "webhook", door: true, run: func(ctx context.Context) error {
			<-ctx.Done()
			stopped = true
			return nil
		}}
		err := runParts(t.Context(), quiet, []part{broken, other})
		if err == nil || !strings.Contains(err.Error(), "bot ended by itself") || !strings.Contains(err.Error(), "token refused") || !stopped {
			t.Errorf("err %v, other part stopped %v", err, stopped)
		}
	})
}

func TestStoppingIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		release := make(chan struct{})
		stuck := part{name: "stuck", run: func(context.Context) error { <-release; return nil }}
		started := time.Now()
		stop()
		err := runParts(ctx, quiet, []part{stuck})
		if err == nil || time.Since(started) != stopWithin {
			t.Errorf("err %v after %v, want an error after %v", err, time.Since(started), stopWithin)
		}
		close(release)
	})
}

func TestOnlyNamesParts(t *testing.T) {
	if only, err := readOnly([]string{"--only", "webhook,ingest"}); err != nil || len(only) != 2 {
		t.Errorf("%v %v", only, err)
	}
	if _, err := readOnly([]string{"--only", "webhook,kitchen"}); err == nil || !strings.Contains(err.Error(), "kitchen") {
		t.Errorf("an unknown part was accepted: %v", err)
	}
}

func TestReadiness(t *testing.T) {
	away := errors.New("no answer")
	var dbErr error
	lag := int64(0)
	h := adminHandler(newMetrics().registry, []probe{{"database", func(context.Context) error { return dbErr }}},
		func(context.Context) (int64, error) { return lag, nil }, func() map[string]string { return nil })
	get := func(path string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if c := get("/readyz"); c != http.StatusOK {
		t.Errorf("well, but %d", c)
	}
	lag = 5
	if get("/readyz") != http.StatusOK || get("/readyz?caught_up=1") != http.StatusServiceUnavailable {
		t.Error("a backlog matters only to who asks for it")
	}
	dbErr = away
	if get("/readyz") != http.StatusServiceUnavailable || get("/healthz") != http.StatusNoContent {
		t.Error("without its database it lives but is not ready")
	}
	if get("/metrics") != http.StatusOK {
		t.Error("no metrics")
	}
}
