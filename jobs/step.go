package jobs

import (
	"context"
	"fmt"
	"slices"

	"watchtower/events"
	"watchtower/store"
)

// Step does once what Run does all the time for alerts: it moves trips on,
// estimates arrivals, watches, decides what people are told, and follows it up.
// It is for those who bring a clock of their own and cannot wait for the loops.
func (j *Jobs) Step(ctx context.Context) error {
	for _, name := range []string{"trips", "arrivals", "snooze", "watch"} {
		if err := j.goOnce(ctx, name); err != nil {
			return err
		}
	}
	if err := j.hearAll(ctx); err != nil {
		return err
	}
	for _, name := range []string{"follow-up", "storms", "quiet-hours"} {
		if err := j.goOnce(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// goOnce does one round of a loop.
func (j *Jobs) goOnce(ctx context.Context, name string) error {
	i := slices.IndexFunc(j.loops, func(l loop) bool { return l.name == name })
	if i < 0 || j.loops[i].off != "" {
		return nil
	}
	if err := j.loops[i].once(ctx); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// hearAll decides on every event that waits, past the stream.
func (j *Jobs) hearAll(ctx context.Context) error {
	for {
		var list []store.Event
		n, err := j.o.Store.RelayOutbox(ctx, j.o.Now(), relayBatch, func(_ context.Context, waiting []store.Event) error {
			list = waiting
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
		entries := make([]events.Entry, len(list))
		for i, e := range list {
			entries[i] = events.Entry{ID: e.Key, Fields: e.Fields()}
		}
		if err := j.onEvents(ctx, entries); err != nil {
			return err
		}
	}
}
