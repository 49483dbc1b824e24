package events

import "context"

// GroupIngest is the consumer group of the ingest shards.
const GroupIngest = "apply"

// IngestLag is how far the consumers of LocoNav's facts are behind, over all
// shards that hold any, whatever the number of shards is now: entries never
// delivered, and delivered but not handled.
func (c *Client) IngestLag(ctx context.Context) (waiting, pending int64, err error) {
	shards, err := c.Leftovers(ctx, 0)
	if err != nil {
		return 0, 0, err
	}
	for _, shard := range shards {
		w, p, err := c.Lag(ctx, StreamIngest(shard), GroupIngest)
		if err != nil {
			return 0, 0, err
		}
		waiting, pending = waiting+w, pending+p
	}
	return waiting, pending, nil
}
