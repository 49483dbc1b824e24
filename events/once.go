package events

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"watchtower/fleet"
)

// Once says whether this is the first call with the key within ttl, among all
// replicas.
func (c *Client) Once(ctx context.Context, key string, ttl time.Duration) (first bool, err error) {
	first, err = c.rdb.SetNX(ctx, "wt:once:"+key, "1", ttl).Result()
	return first, wrap(err, "Once(%s)", key)
}

// Claim takes the key for owner, for ttl, among all replicas. It returns who
// held it before: nobody when it is taken now, owner when it was owner's
// already, else somebody else, whose it stays.
func (c *Client) Claim(ctx context.Context, key, owner string, ttl time.Duration) (holder string, err error) {
	holder, err = c.rdb.SetArgs(ctx, "wt:once:"+key, owner, redis.SetArgs{Mode: "NX", Get: true, TTL: ttl}).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return holder, wrap(err, "Claim(%s)", key)
}

// Held says who holds a key of Claim, nobody when it is free.
func (c *Client) Held(ctx context.Context, key string) (holder string, err error) {
	holder, err = c.rdb.Get(ctx, "wt:once:"+key).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return holder, wrap(err, "Held(%s)", key)
}

// Release forgets a key of Once or Claim, so that what failed can be tried
// again before its ttl ends.
func (c *Client) Release(ctx context.Context, key string) error {
	return wrap(c.rdb.Del(ctx, "wt:once:"+key).Err(), "Release(%s)", key)
}

// allowScript is the generic cell rate algorithm: one stored moment per key,
// by Redis's own clock, so that replicas with different clocks agree.
// It returns 0 when allowed, else the microseconds to wait.
var allowScript = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local gap, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = tat + gap - burst - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', tat + gap), 'PX', math.ceil((tat + gap - now) / 1000) + 1)
return 0
`)

// Allow counts one use of key against rate uses per period, spent in a burst
// or spread, among all replicas. When it is not allowed, wait is when to ask again.
func (c *Client) Allow(ctx context.Context, key string, rate int, per time.Duration) (ok bool, wait time.Duration, err error) {
	if rate < 1 || per < time.Millisecond {
		return false, 0, fleet.Errorf(fleet.Internal, "a limit needs a rate of at least one per millisecond or longer")
	}
	burst := per.Microseconds()
	us, err := allowScript.Run(ctx, c.rdb, []string{"wt:allow:" + key}, fmt.Sprint(burst/int64(rate)), fmt.Sprint(burst)).Int64()
	if err != nil {
		return false, 0, wrap(err, "Allow(%s)", key)
	}
	return us == 0, time.Duration(us) * time.Microsecond, nil
}
