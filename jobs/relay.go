package jobs

import (
	"context"
	"time"

	"watchtower/events"
	"watchtower/store"
)

const (
	relayBatch = 500
	relayEvery = 20 * time.Millisecond // when nothing waits: an index-only look
	relayAfter = time.Second           // when something is away
	relayTime  = 10 * time.Second      // for one batch
)

// relayLoop publishes what the outbox holds, oldest first.
func (j *Jobs) relayLoop(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := j.relayOnce(context.WithoutCancel(ctx))
		j.wentRound(ctx, "relay", err)
		switch {
		case err != nil:
			j.o.Log.Warn("outbox not relayed", "error", err)
			rest(ctx, relayAfter)
		case n < relayBatch:
			rest(ctx, relayEvery)
		}
	}
}

func (j *Jobs) relayOnce(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, relayTime)
	defer cancel()
	n, err := j.o.Store.RelayOutbox(ctx, j.o.Now(), relayBatch, j.publish)
	if n > 0 {
		j.o.Observe("outbox_relayed", float64(n))
	}
	return n, err
}

func (j *Jobs) publish(ctx context.Context, list []store.Event) error {
	entries := make([]map[string]string, len(list))
	for i, e := range list {
		entries[i] = e.Fields()
	}
	_, err := j.o.Events.Append(ctx, events.StreamEvents, entries...)
	return err
}

const (
	tidyEvery = 10 * time.Second
	keepLive  = time.Hour // of events, by Redis's clock, for who watches live
)

// tidyOnce trims the stream of events behind the alert decisions and raises an
// alarm before its cap could cut off what is not handled yet.
func (j *Jobs) tidyOnce(ctx context.Context) error {
	if _, err := j.o.Events.Trim(ctx, events.StreamEvents, keepLive); err != nil {
		return err
	}
	waiting, pending, err := j.o.Events.Lag(ctx, events.StreamEvents, events.GroupAlerts)
	if err != nil {
		return err
	}
	if full := float64(waiting+pending) / events.EventsCap; full > events.WarnAt {
		j.o.Log.Error("the stream of events is almost full of unhandled ones", "stream", events.StreamEvents, "waiting", waiting, "pending", pending)
	}
	return nil
}
