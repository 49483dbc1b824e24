package events

import "context"

// GroupIngest is the consumer group of the ingest shards.
const GroupIngest = "apply"

// maxShards bounds looking for shards that exist.
const maxShards = 256

// IngestLag is how far the consumers of LocoNav's facts are behind, over all
// shards that exist: entries never delivered, and delivered but not handled.
func (c *Client) IngestLag(ctx context.Context) (waiting, pending int64, err error) {
	for shard := range maxShards {
		n, err := c.rdb.Exists(ctx, StreamIngest(shard)).Result()
		if err != nil || n == 0 {
			return waiting, pending, wrap(err, "IngestLag")
		}
		w, p, err := c.Lag(ctx, StreamIngest(shard), GroupIngest)
		if err != nil {
			return waiting, pending, err
		}
		waiting, pending = waiting+w, pending+p
	}
	return waiting, pending, nil
}
