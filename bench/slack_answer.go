package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
)

const (
	commandRate = 50 // a second
	homeRate    = 5
)

// answers measures commands from typed to acknowledged and to shown, and Home
// from opened to published, by the workspace's own watch.
func answers(ctx context.Context, full bool) ([]Result, error) {
	length := 20 * time.Second
	if full {
		length = 2 * time.Minute
	}
	t, err := startTown(ctx, "bench_slack", 6, 85)
	if err != nil {
		return nil, err
	}
	defer t.stop()
	if _, _, err := t.commands(ctx, 3*time.Second); err != nil { // warm
		return nil, err
	}
	acks, shown, err := t.commands(ctx, length)
	if err != nil {
		return nil, err
	}
	homes, err := t.homes(ctx, length)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "slack: %d commands, p50 ack %.1f answer %.1f ms; %d homes, p50 %.1f ms\n",
		len(shown), percentile(acks, 50), percentile(shown, 50), len(homes), percentile(homes, 50))
	return []Result{
		lower("slack.ack_p99_ms", percentile(acks, 99), "ms", 50),
		lower("slack.answer_p99_ms", percentile(shown, 99), "ms", 300),
		lower("slack.home_p99_ms", percentile(homes, 99), "ms", 300),
	}, nil
}

// at does something at a fixed rate, whatever the earlier ones are doing.
func at(ctx context.Context, rate int, length time.Duration, do func(i int) error) error {
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	began := time.Now()
	for i := range int(length.Seconds()) * rate {
		if err := pause(ctx, time.Until(began.Add(time.Duration(i)*time.Second/time.Duration(rate)))); err != nil {
			return err
		}
		all.Go(func() {
			if err := do(i); err != nil {
				mu.Lock()
				failed = err
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return failed
}

// commands types commands as four people do, and waits for every answer.
func (t *town) commands(ctx context.Context, length time.Duration) (acks, shown []float64, err error) {
	people := []string{"dispatcher", "manager", "admin", "viewer"}
	asks := []string{"/trucks-near Apapa 10km", "/truck T-4407", "/fleet", "/trip list today", "/trip list tomorrow"}
	err = at(ctx, commandRate, length, func(i int) error {
		_, err := t.act(ctx, "command", map[string]any{"as": people[i%len(people)], "channel": "dispatch", "command": asks[i%len(asks)]})
		return err
	})
	want := int(length.Seconds()) * commandRate
	for end := time.Now().Add(20 * time.Second); err == nil && len(shown) < want; {
		if time.Now().After(end) {
			return nil, nil, fmt.Errorf("%d commands were typed but %d answered", want, len(shown))
		}
		var took struct {
			Acks    []float64 `json:"acks_ms"`
			Answers []float64 `json:"answers_ms"`
		}
		err = t.look(ctx, "timing", &took)
		acks, shown = append(acks, took.Acks...), append(shown, took.Answers...)
		if err == nil {
			err = pause(ctx, poll)
		}
	}
	return acks, shown, err
}

// homes opens Home tabs; each call waits until its view is published.
func (t *town) homes(ctx context.Context, length time.Duration) ([]float64, error) {
	var mu sync.Mutex
	var took []float64
	people := []string{"dispatcher", "manager", "admin", "viewer"}
	err := at(ctx, homeRate, length, func(i int) error {
		began := time.Now()
		out, err := t.act(ctx, "home", map[string]any{"as": people[i%len(people)]})
		if err != nil {
			return err
		}
		if out["view"] == nil {
			return fmt.Errorf("a Home was never published")
		}
		mu.Lock()
		took = append(took, ms(time.Since(began)))
		mu.Unlock()
		return nil
	})
	return took, err
}
