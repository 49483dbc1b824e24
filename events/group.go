package events

import (
	"context"
	"strings"
	"time"

	"watchtower/fleet"
)

// Entry is one entry of a stream. Tries counts the earlier attempts that
// failed; outages are not counted.
type Entry struct {
	ID     string
	Fields map[string]string
	Tries  int64
}

// Group is one consumer of a consumer group. Zero values take the defaults.
type Group struct {
	Stream   string
	Name     string
	Consumer string        // unique among those that run at the same time
	Batch    int           // entries handled at once, at most; 200
	Linger   time.Duration // from one read to the next while entries come in numbers; 0
	MinIdle  time.Duration // an entry untouched for so long belonged to a dead consumer; 60 s
	MaxTries int64         // failures of one entry before it is put aside; 5
	Time     time.Duration // for one call of the handler; 30 s
	Delay    time.Duration // before the second try; doubles up to half of MinIdle; 1 s
}

func (g Group) withDefaults() Group {
	if g.Batch <= 0 {
		g.Batch = 200
	}
	if g.MinIdle <= 0 {
		g.MinIdle = time.Minute
	}
	if g.MaxTries <= 0 {
		g.MaxTries = 5
	}
	if g.Time <= 0 {
		g.Time = handleTime
	}
	if g.Delay <= 0 {
		g.Delay = time.Second
	}
	return g
}

const (
	block      = 500 * time.Millisecond // a blocked read cannot be cancelled, so it is short
	handleTime = 30 * time.Second
	outageWait = 100 * time.Millisecond // doubles up to outageMax
	outageMax  = 5 * time.Second
)

// consumer is the state of one Consume call.
type consumer struct {
	*Client
	g      Group
	handle func(context.Context, []Entry) error
	held   []held // failed entries that wait for their next try
	own    bool   // read our own pending entries before new ones
	claim  time.Time
	most   int              // entries handed over at once: fewer after a batch that took too long
	good   int64            // pieces handled so far
	stuck  map[string]int64 // by entry that alone took too long: good at that moment
}

type held struct {
	Entry
	due time.Time
}

// Consume hands the stream's entries to handle, batch by batch, until ctx
// ends; the batch in hand is finished first and nil returned. handle gets a
// context of its own that outlives ctx. A batch counts as a whole: when it
// fails it is tried again in halves, so that one poison entry does not stop its
// neighbours. An entry is acknowledged after success, or once it lies
// in StreamDead. While Redis or what the handler needs is away, Consume waits.
func (c *Client) Consume(ctx context.Context, g Group, handle func(context.Context, []Entry) error) error {
	if g.Stream == "" || g.Name == "" || g.Consumer == "" || handle == nil {
		return fleet.Errorf(fleet.Internal, "a consumer needs stream, group, name and handler")
	}
	k := &consumer{Client: c, g: g.withDefaults(), handle: handle, own: true, stuck: map[string]int64{}}
	k.most = k.g.Batch
	wait := outageWait
	for ready := false; ctx.Err() == nil; {
		var err error
		if !ready {
			err = k.ensureGroup(ctx)
			ready = err == nil
		}
		if err == nil {
			err = k.turn(ctx)
		}
		if err == nil {
			wait = outageWait
			continue
		}
		if ctx.Err() != nil {
			break
		}
		c.log.Warn("stream not readable", "stream", g.Stream, "group", g.Name, "error", err)
		ready, k.own, k.held = false, true, nil
		wait = pause(ctx, wait)
	}
	return nil
}

// pause waits and returns how long to wait next time.
func pause(ctx context.Context, d time.Duration) time.Duration {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return min(2*d, outageMax)
}

func (k *consumer) ensureGroup(ctx context.Context) error {
	err := k.rdb.XGroupCreateMkStream(ctx, k.g.Stream, k.g.Name, "0").Err()
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return wrap(err, "Consume(%s)", k.g.Stream)
	}
	return nil
}

// turn does one round: our own leftovers, what others left, what is due again,
// what is new.
func (k *consumer) turn(ctx context.Context) error {
	if k.own {
		if err := k.readOwn(ctx); err != nil {
			return err
		}
		k.own = false
	}
	if now := time.Now(); now.After(k.claim) {
		if err := k.claimDead(ctx); err != nil {
			return err
		}
		k.claim = now.Add(k.g.MinIdle / 2)
	}
	if err := k.retryDue(ctx); err != nil {
		return err
	}
	began := time.Now()
	batch, err := k.readNew(ctx)
	if err != nil {
		return err
	}
	if err := k.deliver(ctx, batch); err != nil {
		return err
	}
	k.linger(ctx, began, len(batch))
	return nil
}

// lingerFrom is how many entries at once mean that more are close behind.
const lingerFrom = 3

// linger lets entries gather while they come in numbers. Each round costs
// Redis two writes to disk and PostgreSQL one, whatever it carries, and the
// accepting of new entries waits for the same disk. A lone entry is not held
// up, and neither is catching up.
func (k *consumer) linger(ctx context.Context, began time.Time, n int) {
	if left := k.g.Linger - time.Since(began); left > 0 && n >= lingerFrom && n < k.g.Batch {
		pause(ctx, left)
	}
}
