package events

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

func (k *consumer) read(ctx context.Context, from string, block time.Duration) ([]redis.XMessage, error) {
	streams, err := k.rdb.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: k.g.Name, Consumer: k.g.Consumer, Streams: []string{k.g.Stream, from},
		Count: int64(k.g.Batch), Block: block,
	}).Result()
	if errors.Is(err, redis.Nil) || len(streams) == 0 {
		return nil, wrap(ignoreNil(err), "Consume(%s)", k.g.Stream)
	}
	return streams[0].Messages, wrap(err, "Consume(%s)", k.g.Stream)
}

func ignoreNil(err error) error {
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return err
}

// readNew waits for new entries, but not beyond the next retry.
func (k *consumer) readNew(ctx context.Context) ([]Entry, error) {
	wait := block
	for _, h := range k.held {
		wait = min(wait, max(time.Until(h.due), time.Millisecond))
	}
	messages, err := k.read(context.WithoutCancel(ctx), ">", wait)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(messages))
	for i, m := range messages {
		out[i] = Entry{ID: m.ID, Fields: fields(m)}
	}
	return out, nil
}

// readOwn handles what this consumer's name was given before and never
// acknowledged, from an earlier life or because Redis went away in between.
func (k *consumer) readOwn(ctx context.Context) error {
	for from := "0"; ctx.Err() == nil; {
		messages, err := k.read(ctx, from, -1)
		if err != nil || len(messages) == 0 {
			return err
		}
		from = messages[len(messages)-1].ID
		if err := k.again(ctx, messages); err != nil {
			return err
		}
	}
	return nil
}

// claimDead takes over entries that nobody has touched for MinIdle.
func (k *consumer) claimDead(ctx context.Context) error {
	for from := "0-0"; ctx.Err() == nil; {
		messages, next, err := k.rdb.XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream: k.g.Stream, Group: k.g.Name, Consumer: k.g.Consumer,
			MinIdle: k.g.MinIdle, Start: from, Count: int64(k.g.Batch),
		}).Result()
		if err != nil {
			return wrap(err, "Consume(%s)", k.g.Stream)
		}
		if err := k.again(ctx, messages); err != nil {
			return err
		}
		if from = next; next == "0-0" {
			return nil
		}
	}
	return nil
}

// again delivers entries that were delivered before, with their failures.
func (k *consumer) again(ctx context.Context, messages []redis.XMessage) error {
	var batch []Entry
	var gone []string
	for _, m := range messages {
		k.drop(m.ID)
		if m.Values == nil {
			gone = append(gone, m.ID) // trimmed or deleted meanwhile
			continue
		}
		batch = append(batch, Entry{ID: m.ID, Fields: fields(m)})
	}
	if err := k.ack(ctx, gone); err != nil {
		return err
	}
	if err := k.countTries(ctx, batch); err != nil {
		return err
	}
	return k.deliver(ctx, batch)
}

// drop forgets a held entry that arrives by another way.
func (k *consumer) drop(id string) {
	for i, h := range k.held {
		if h.ID == id {
			k.held = append(k.held[:i], k.held[i+1:]...)
			return
		}
	}
}

func fields(m redis.XMessage) map[string]string {
	out := make(map[string]string, len(m.Values))
	for name, v := range m.Values {
		if s, ok := v.(string); ok {
			out[name] = s
		}
	}
	return out
}
