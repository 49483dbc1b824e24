package events

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// MaxIngestShards bounds how many shards there may be: each costs every
// consumer a reader.
const MaxIngestShards = 64

// StreamIngest names one shard of the stream of LocoNav's facts.
func StreamIngest(shard int) string { return fmt.Sprintf("wt:ingest:{%d}", shard) }

// Leftovers lists the shards from some number on that hold entries. When fewer
// shards are used than before, the rest is there.
func (c *Client) Leftovers(ctx context.Context, from int) ([]int, error) {
	lengths := make([]*redis.IntCmd, 0, MaxIngestShards)
	pipe := c.rdb.Pipeline()
	for shard := from; shard < MaxIngestShards; shard++ {
		lengths = append(lengths, pipe.XLen(ctx, StreamIngest(shard)))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, wrap(err, "Leftovers")
	}
	found := []int{}
	for i, n := range lengths {
		if n.Val() > 0 {
			found = append(found, from+i)
		}
	}
	return found, nil
}
