package main

import (
	"context"
	"errors"
	"log/slog"
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

// A part that does not end is cut off, and a connection that it holds does not
// keep the process: the whole stop takes 25 s at most.
func TestStoppingIsCutOff(t *testing.T) {
	for _, c := range []struct {
		name             string
		partEnds, closes bool
		want             time.Duration
		cut              bool
	}{
		{"all well", true, true, 0, false},
		{"a stuck part holds a connection", false, false, stopWithin - closeWithin, true},
		{"a stuck connection", true, false, closeWithin, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			held, ends := make(chan struct{}), make(chan struct{})
			if c.closes {
				close(held)
			}
			if c.partEnds {
				close(ends)
			}
			stuck := part{name: "stuck", run: func(ctx context.Context) error { <-ctx.Done(); <-ends; return nil }}
			started := time.Now()
			stop()
			err := runAndClose(ctx, quiet, []part{stuck}, func() { <-held })
			if errors.Is(err, errCutOff) != c.cut || (err != nil) != c.cut || time.Since(started) != c.want {
				t.Errorf("%s: %v after %v, want %v", c.name, err, time.Since(started), c.want)
			}
			if !c.closes {
				close(held)
			}
			if !c.partEnds {
				close(ends)
			}
		})
	}
}

func TestOnlyNamesParts(t *testing.T) {
	if only, err := readOnly([]string{"--only", "webhook,ingest"}); err != nil || len(only) != 2 {
		t.Errorf("%v %v", only, err)
	}
	if _, err := readOnly([]string{"--only", "webhook,kitchen"}); err == nil || !strings.Contains(err.Error(), "kitchen") {
		t.Errorf("an unknown part was accepted: %v", err)
	}
}
