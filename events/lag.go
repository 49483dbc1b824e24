package events

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// lagScan bounds counting by hand, when Redis cannot tell a group's lag.
const lagScan = 10_000

// Lag is how far a group is behind: entries never delivered, and entries
// delivered and not acknowledged. A stream or group that does not exist yet
// has none.
func (c *Client) Lag(ctx context.Context, stream, group string) (waiting, pending int64, err error) {
	groups, err := c.groups(ctx, stream)
	if err != nil {
		return 0, 0, err
	}
	for _, g := range groups {
		if g.Name != group {
			continue
		}
		if g.Lag >= 0 {
			return g.Lag, g.Pending, nil
		}
		left, err := c.rdb.XRangeN(ctx, stream, "("+g.LastDeliveredID, "+", lagScan).Result()
		return int64(len(left)), g.Pending, wrap(err, "Lag(%s)", stream)
	}
	n, err := c.rdb.XLen(ctx, stream).Result()
	return n, 0, wrap(err, "Lag(%s)", stream)
}

// Len is how many entries a stream holds.
func (c *Client) Len(ctx context.Context, stream string) (int64, error) {
	n, err := c.rdb.XLen(ctx, stream).Result()
	return n, wrap(err, "Len(%s)", stream)
}

func (c *Client) groups(ctx context.Context, stream string) ([]redis.XInfoGroup, error) {
	groups, err := c.rdb.XInfoGroups(ctx, stream).Result()
	if err != nil && strings.Contains(err.Error(), "no such key") {
		return []redis.XInfoGroup{}, nil
	}
	return groups, wrap(err, "groups(%s)", stream)
}

// Trim removes the entries that every group of the stream has handled, except
// those younger than keep, and returns how many. A stream without a group
// keeps everything.
func (c *Client) Trim(ctx context.Context, stream string, keep time.Duration) (int64, error) {
	groups, err := c.groups(ctx, stream)
	if err != nil || len(groups) == 0 {
		return 0, err
	}
	low, err := c.oldestNeeded(ctx, stream, groups)
	if err != nil {
		return 0, err
	}
	if keep > 0 {
		now, err := c.rdb.Time(ctx).Result()
		if err != nil {
			return 0, wrap(err, "Trim(%s)", stream)
		}
		if kept := now.Add(-keep).UnixMilli(); kept < low.ms {
			low = streamID{ms: kept}
		}
	}
	if err := c.forget(ctx, stream, groups); err != nil {
		return 0, err
	}
	n, err := c.rdb.XTrimMinID(ctx, stream, low.String()).Result()
	return n, wrap(err, "Trim(%s)", stream)
}

// forgetAfter is how long a consumer's name is kept after its last sign of life.
const forgetAfter = 24 * time.Hour

// forget drops the names of consumers that left nothing behind, since each new
// container brings a new one.
func (c *Client) forget(ctx context.Context, stream string, groups []redis.XInfoGroup) error {
	for _, g := range groups {
		consumers, err := c.rdb.XInfoConsumers(ctx, stream, g.Name).Result()
		if err != nil {
			return wrap(err, "Trim(%s)", stream)
		}
		for _, k := range consumers {
			if k.Pending > 0 || k.Idle < forgetAfter {
				continue
			}
			if err := c.rdb.XGroupDelConsumer(ctx, stream, g.Name, k.Name).Err(); err != nil {
				return wrap(err, "Trim(%s)", stream)
			}
		}
	}
	return nil
}

// oldestNeeded is the id below which every group has handled everything.
func (c *Client) oldestNeeded(ctx context.Context, stream string, groups []redis.XInfoGroup) (streamID, error) {
	var low streamID
	for i, g := range groups {
		need := parseID(g.LastDeliveredID)
		need.seq++ // the last delivered one itself may go
		if g.Pending > 0 {
			p, err := c.rdb.XPending(ctx, stream, g.Name).Result()
			if err != nil {
				return low, wrap(err, "Trim(%s)", stream)
			}
			if p.Count > 0 {
				need = parseID(p.Lower)
			}
		}
		if i == 0 || need.less(low) {
			low = need
		}
	}
	return low, nil
}

// streamID is an entry's id, which orders by time and then by sequence.
type streamID struct {
	ms  int64
	seq uint64
}

func parseID(s string) streamID {
	ms, seq, _ := strings.Cut(s, "-")
	var id streamID
	id.ms, _ = strconv.ParseInt(ms, 10, 64) // ids come from Redis itself
	id.seq, _ = strconv.ParseUint(seq, 10, 64)
	return id
}

func (a streamID) less(b streamID) bool { return a.ms < b.ms || a.ms == b.ms && a.seq < b.seq }

func (a streamID) String() string {
	return strconv.FormatInt(a.ms, 10) + "-" + strconv.FormatUint(a.seq, 10)
}
