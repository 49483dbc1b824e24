package jobs

import (
	"context"

	"watchtower/events"
	"watchtower/store"
)

// Step does once what Run does all the time: it moves trips on, looks at the
// trucks, and decides what people are told of everything that has happened. It is for those who
// bring a clock of their own and cannot wait for the loops.
func (j *Jobs) Step(ctx context.Context) error {
	if err := j.followTrips(ctx); err != nil {
		return err
	}
	if err := j.expectTrips(ctx); err != nil {
		return err
	}
	if err := j.watch(ctx); err != nil {
		return err
	}
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
