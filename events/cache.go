package events

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Keep remembers a value for as long as ttl says, for all replicas. It may be
// forgotten earlier: keep what can be had again.
func (c *Client) Keep(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return wrap(c.rdb.Set(ctx, "wt:cache:"+key, value, ttl).Err(), "Keep(%s)", key)
}

// Kept gives a value that was kept; ok is false when there is none any more.
func (c *Client) Kept(ctx context.Context, key string) (value []byte, ok bool, err error) {
	value, err = c.rdb.Get(ctx, "wt:cache:"+key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	return value, err == nil, wrap(err, "Kept(%s)", key)
}
