package webhook

import (
	"context"
	"sync"
	"time"

	"watchtower/events"
)

// tidyEvery is the time between two looks at what lies in the shards.
const tidyEvery = 10 * time.Second

// shards are the streams that a consumer reads: as many as configured, and
// those in which a larger number left something.
type shards struct {
	mu   sync.Mutex
	work sync.WaitGroup
	list []int
	err  error // the first
}

// read consumes one shard until ctx ends.
func (c *Consumer) read(ctx context.Context, shard int) {
	c.shards.mu.Lock()
	defer c.shards.mu.Unlock()
	c.shards.list = append(c.shards.list, shard)
	c.shards.work.Go(func() {
		err := c.o.Events.Consume(ctx, events.Group{Stream: events.StreamIngest(shard), Name: IngestGroup,
			Consumer: c.o.Name, Batch: c.o.Batch, MinIdle: c.o.MinIdle, Linger: linger},
			func(ctx context.Context, entries []events.Entry) error { return c.Handle(ctx, shard, entries) })
		c.shards.mu.Lock()
		defer c.shards.mu.Unlock()
		if c.shards.err == nil {
			c.shards.err = err
		}
	})
}

// reading lists the shards that are read.
func (c *Consumer) reading() map[int]bool {
	c.shards.mu.Lock()
	defer c.shards.mu.Unlock()
	out := map[int]bool{}
	for _, shard := range c.shards.list {
		out[shard] = true
	}
	return out
}

// tidyLoop trims the shards behind what was handled, and reads also those that
// nobody writes to any more, or that a process with other settings writes to.
func (c *Consumer) tidyLoop(ctx context.Context) {
	for again := true; again; again = rest(ctx, tidyEvery) {
		c.readLeftovers(ctx)
		for shard := range c.reading() {
			if _, err := c.o.Events.Trim(ctx, events.StreamIngest(shard), 0); err != nil && ctx.Err() == nil {
				c.o.Log.Warn("ingest stream not trimmed", "shard", shard, "error", err)
			}
		}
	}
}

func (c *Consumer) readLeftovers(ctx context.Context) {
	found, err := c.o.Events.Leftovers(ctx, c.o.Shards)
	if err != nil {
		if ctx.Err() == nil {
			c.o.Log.Warn("leftover shards not looked for", "error", err)
		}
		return
	}
	known := c.reading()
	for _, shard := range found {
		if !known[shard] {
			c.o.Log.Info("facts lie in a shard beyond INGEST_SHARDS; they are read, too", "shard", shard, "shards", c.o.Shards)
			c.read(ctx, shard)
		}
	}
}
