// Package events is Redis Streams: what was received and what changed, handed
// from one part to another at least once.
//
// It owns delivery: durable appends, consumer groups, claims of what a dead
// consumer left, retries, dead letters that can be replayed, trimming only
// behind what every group has handled, and two small verbs, Once and Allow.
// It refuses to know what an entry means: a handler's error kind alone decides
// whether an entry is retried or put aside.
package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"watchtower/fleet"
)

// The streams. Braces are literal: they spread the shards over a cluster.
const (
	StreamEvents = "wt:events" // what changed; group alerts
	StreamDead   = "wt:dead"   // what could not be handled
	StreamSlack  = "wt:slack"  // envelopes from Slack
)

// GroupAlerts is the one group of StreamEvents.
const GroupAlerts = "alerts"

// EventsCap bounds StreamEvents (about 400 MB); WarnAt of it raises an alarm.
const (
	EventsCap = 1_000_000
	WarnAt    = 0.8
)

// Client is one process's hold on Redis. It is safe for concurrent use.
type Client struct {
	// TellDead, when set before the first Consume, is called before an entry is
	// put aside. While it fails the entry stays pending and is tried again.
	TellDead func(context.Context, DeadLetter) error

	rdb     redis.UniversalClient
	log     *slog.Logger
	writes  chan *write
	stop    chan struct{} // closed by Close
	writer  sync.WaitGroup
	closing sync.Once
}

// Open reads the address (redis://[user:password@]host:port/db, further
// cluster nodes as ?addr=host:port) and does not connect yet: a Redis that is
// away must not keep the product from starting.
func Open(url string, log *slog.Logger) (*Client, error) {
	opts, err := options(url)
	if err != nil {
		return nil, err
	}
	silence()
	c := &Client{
		rdb: redis.NewUniversalClient(opts), log: log,
		writes: make(chan *write, maxPipeline), stop: make(chan struct{}),
	}
	c.writer.Go(c.writeLoop)
	return c, nil
}

// silence keeps go-redis from writing to the standard error on its own: every
// failure reaches the caller as an error.
var silence = sync.OnceFunc(func() { redis.SetLogger(quiet{}) })

type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

func options(url string) (*redis.UniversalOptions, error) {
	bad := errors.New("REDIS_URL cannot be read: expected redis://user:password@host:port/0")
	out := &redis.UniversalOptions{}
	if strings.Contains(url, "addr=") {
		o, err := redis.ParseClusterURL(url)
		if err != nil {
			return nil, bad
		}
		out.Addrs, out.Username, out.Password, out.TLSConfig = o.Addrs, o.Username, o.Password, o.TLSConfig
	} else {
		o, err := redis.ParseURL(url)
		if err != nil {
			return nil, bad
		}
		out.Addrs, out.DB, out.Username, out.Password, out.TLSConfig = []string{o.Addr}, o.DB, o.Username, o.Password, o.TLSConfig
	}
	out.ClientName = "watchtower"
	out.ContextTimeoutEnabled = true
	out.DialTimeout = time.Second
	out.ReadTimeout = 2 * time.Second
	out.WriteTimeout = 2 * time.Second
	out.MaxRetries = 1
	out.DialerRetries = 1 // retries are the caller's: a Redis that is away must be known at once
	out.DisableIdentity = true
	out.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return out, nil
}

// Close finishes the appends that are waiting and leaves Redis.
func (c *Client) Close() error {
	c.closing.Do(func() { close(c.stop) })
	c.writer.Wait()
	return c.rdb.Close()
}

// Ping asks Redis for a sign of life.
func (c *Client) Ping(ctx context.Context) error { return wrap(c.rdb.Ping(ctx).Err(), "Ping") }

// away are the server's words for "not now": trying again may work.
var away = [...]string{"LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "MISCONF", "OOM", "TRYAGAIN", "BUSY "}

// wrap names the failed verb and gives the error a kind: an answer of the
// server that is no outage is Internal, everything else Unavailable.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fleet.Error](err); ok {
		return err
	}
	where := fmt.Errorf("events."+format+": %w", append(args, err)...)
	if reply, ok := errors.AsType[redis.Error](err); ok && !startsWithAny(reply.Error(), away[:]) {
		return &fleet.Error{Kind: fleet.Internal, Message: "Something went wrong on our side.", Err: where}
	}
	return &fleet.Error{Kind: fleet.Unavailable, Message: "The message queue does not answer right now. Please try again in a minute.", Err: where}
}

func startsWithAny(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
