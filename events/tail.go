package events

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Tail reads a stream plainly, beside its groups: what is new from the moment
// it was made. It acknowledges nothing, so a stream never waits for it, and
// what is trimmed before it was read is missed. It is for live views, which
// can always be drawn whole.
type Tail struct {
	c      *Client
	stream string
	last   string // id of the newest entry seen; empty before the first look
}

// Tail follows a stream from the next entry on.
func (c *Client) Tail(stream string) *Tail { return &Tail{c: c, stream: stream} }

// tailBatch bounds the entries of one look.
const tailBatch = 500

// Next waits a moment for new entries; there may be none.
func (t *Tail) Next(ctx context.Context) ([]Entry, error) {
	if t.last == "" {
		newest, err := t.c.rdb.XRevRangeN(ctx, t.stream, "+", "-", 1).Result()
		if err != nil {
			return nil, wrap(err, "Tail(%s)", t.stream)
		}
		t.last = "0-0"
		if len(newest) > 0 {
			t.last = newest[0].ID
		}
	}
	streams, err := t.c.rdb.XRead(ctx, &redis.XReadArgs{Streams: []string{t.stream, t.last}, Count: tailBatch, Block: block}).Result()
	if err != nil || len(streams) == 0 {
		return []Entry{}, wrap(ignoreNil(err), "Tail(%s)", t.stream)
	}
	out := make([]Entry, len(streams[0].Messages))
	for i, m := range streams[0].Messages {
		out[i] = Entry{ID: m.ID, Fields: fields(m)}
		t.last = m.ID
	}
	return out, nil
}
