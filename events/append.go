package events

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// maxPipeline bounds the entries of one round trip to Redis.
const maxPipeline = 512

// write is one caller's entries on their way into a stream.
type write struct {
	left    func() error // why its caller waits no longer; nil while it waits
	stream  string
	entries []map[string]string
	ids     []string
	err     error
	done    chan struct{}
}

var errClosed = errors.New("client is closed")

// Append adds entries to a stream, in order, and returns their ids once Redis
// has accepted them. The appends of concurrent callers share one round trip
// and, with appendfsync always, one write to disk. After an error some of the
// entries may still have been accepted: whoever appends must bear duplicates.
func (c *Client) Append(ctx context.Context, stream string, entries ...map[string]string) ([]string, error) {
	if len(entries) == 0 {
		return []string{}, nil
	}
	w := &write{left: ctx.Err, stream: stream, entries: entries, done: make(chan struct{})}
	select {
	case c.writes <- w:
	case <-ctx.Done():
		return nil, wrap(ctx.Err(), "Append(%s)", stream)
	case <-c.stop:
		return nil, wrap(errClosed, "Append(%s)", stream)
	}
	select {
	case <-w.done:
		return w.ids, wrap(w.err, "Append(%s)", stream)
	case <-ctx.Done():
		return nil, wrap(ctx.Err(), "Append(%s)", stream)
	}
}

// writeLoop sends what has gathered while the last round trip was under way,
// so that load makes the pipelines longer, and idleness adds no delay.
func (c *Client) writeLoop() {
	for {
		select {
		case w := <-c.writes:
			c.flush(c.gather(w))
		case <-c.stop:
			c.drainWrites()
			return
		}
	}
}

func (c *Client) gather(first *write) []*write {
	group, n := []*write{first}, len(first.entries)
	for n < maxPipeline {
		select {
		case w := <-c.writes:
			group, n = append(group, w), n+len(w.entries)
		default:
			return group
		}
	}
	return group
}

func (c *Client) drainWrites() {
	for {
		select {
		case w := <-c.writes:
			c.flush(c.gather(w))
		default:
			return
		}
	}
}

// flush sends one pipeline. Callers wait on their own context; the pipeline is
// bounded by the client's timeouts, because it carries several callers' entries.
func (c *Client) flush(group []*write) {
	pipe := c.rdb.Pipeline()
	cmds := make([][]*redis.StringCmd, len(group))
	ctx := context.Background()
	for i, w := range group {
		if w.err = w.left(); w.err != nil {
			continue // its caller has left already
		}
		for _, e := range w.entries {
			cmds[i] = append(cmds[i], pipe.XAdd(ctx, xadd(w.stream, e)))
		}
	}
	_, _ = pipe.Exec(ctx) // each command carries its own error
	for i, w := range group {
		w.settle(cmds[i])
	}
}

func xadd(stream string, fields map[string]string) *redis.XAddArgs {
	values := make([]string, 0, 2*len(fields))
	for k, v := range fields {
		values = append(values, k, v)
	}
	args := &redis.XAddArgs{Stream: stream, Values: values}
	if stream == StreamEvents {
		args.MaxLen, args.Approx = EventsCap, true
	}
	return args
}

func (w *write) settle(cmds []*redis.StringCmd) {
	for _, cmd := range cmds {
		if err := cmd.Err(); err != nil && w.err == nil {
			w.err = err
		}
		w.ids = append(w.ids, cmd.Val())
	}
	close(w.done)
}
