package events

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// Touch notes that a member of a list was here just now, for every replica to
// know. The list keeps its newest members, at most keep.
func (c *Client) Touch(ctx context.Context, list, member string, keep int) error {
	key := "wt:recent:" + list
	_, err := c.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.ZAdd(ctx, key, redis.Z{Score: float64(time.Now().UnixMicro()), Member: member})
		p.ZRemRangeByRank(ctx, key, 0, int64(-keep-1))
		p.Expire(ctx, key, 7*24*time.Hour)
		return nil
	})
	return wrap(err, "Touch(%s)", list)
}

// Touched are the members of a list that were here within a time, the latest
// first.
func (c *Client) Touched(ctx context.Context, list string, within time.Duration) ([]string, error) {
	members, err := c.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "wt:recent:" + list, ByScore: true, Rev: true,
		Start: "+inf", Stop: strconv.FormatInt(time.Now().Add(-within).UnixMicro(), 10)}).Result()
	return members, wrap(err, "Touched(%s)", list)
}
