package webhook

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
)

// IngestGroup is the consumer group of the ingest shards.
const IngestGroup = events.GroupIngest

// ConsumerOptions set up a Consumer.
type ConsumerOptions struct {
	Events  *events.Client
	Store   *store.Store
	Name    string         // unique among the replicas that run at the same time
	Shards  int            // of the ingest stream; default 1
	Batch   int            // facts taken at once, at most; default 1000
	Zone    *time.Location // of times without an offset; nil means India's
	MinIdle time.Duration  // see events.Group; default 60 s
	Now     func() time.Time
	Log     *slog.Logger
	Observe func(name string, value float64) // metrics; may be nil
}

// Consumer turns durable facts into positions, states and alerts.
type Consumer struct {
	o       ConsumerOptions
	applier *store.Applier
	news    chan []store.Event // best effort, see announce
	zones   *zones
	shards  shards
}

// NewConsumer builds a consumer; Run starts it.
func NewConsumer(o ConsumerOptions) *Consumer {
	o.Shards = max(o.Shards, 1)
	if o.Batch <= 0 {
		o.Batch = 1000
	}
	if o.Observe == nil {
		o.Observe = func(string, float64) {}
	}
	return &Consumer{o: o, applier: o.Store.Applier(), news: make(chan []store.Event, 64), zones: newZones(o.Zone)}
}

// Run consumes every shard and drains the inbox until ctx ends, and returns
// once the batches in hand are applied.
func (c *Consumer) Run(ctx context.Context) error {
	for shard := range c.o.Shards {
		c.read(ctx, shard)
	}
	var work sync.WaitGroup
	work.Go(func() { c.drainLoop(ctx) })
	work.Go(func() { c.tidyLoop(ctx) }) // which may read further shards
	work.Go(func() { c.announceLoop(ctx) })
	work.Wait()
	c.shards.work.Wait()
	return c.shards.err
}

// raw is one fact as it was kept, wherever that was.
type raw struct {
	id, source string
	body       []byte
	received   time.Time
}

// linger adds 10 ms on average to the way from push to commit (27 ms at the 99th
// percentile, goal 60) and takes a quarter off the wait for acceptance.
const linger = 20 * time.Millisecond

// Handle applies a batch of entries of one shard of the ingest stream. Entries
// of two shards may have the same id.
func (c *Consumer) Handle(ctx context.Context, shard int, entries []events.Entry) error {
	facts := make([]raw, len(entries))
	from := strconv.Itoa(shard) + "/"
	for i, e := range entries {
		received, err := time.Parse(time.RFC3339Nano, e.Fields[fieldReceived])
		if err != nil {
			received = c.o.Now() // not written by us; the fact itself may be good
		}
		facts[i] = raw{id: from + e.ID, source: e.Fields[fieldSource], body: []byte(e.Fields[fieldBody]), received: received}
	}
	return c.apply(ctx, facts)
}

// apply decodes facts, keeps the unreadable ones as rejects and applies the
// rest. Doing it twice is doing it once, so that a batch of which one lane
// failed may simply come again.
func (c *Consumer) apply(ctx context.Context, facts []raw) error {
	started := time.Now()
	done, err := c.applyLanes(ctx, lanes(facts))
	if err != nil {
		return err
	}
	c.observe(done, len(facts), time.Since(started))
	c.announce(facts, done.Moved)
	return nil
}

// applyLane is one transaction's worth.
func (c *Consumer) applyLane(ctx context.Context, facts []raw) (store.Applied, error) {
	good, bad := c.decode(ctx, facts)
	if err := c.o.Store.SaveRejects(ctx, bad); err != nil {
		return store.Applied{}, err
	}
	out, err := c.applier.Apply(ctx, c.o.Now(), good)
	out.Rejected += len(bad)
	return out, err
}

func (c *Consumer) decode(ctx context.Context, facts []raw) (good []store.Incoming, bad []store.Reject) {
	good = make([]store.Incoming, 0, len(facts))
	for _, f := range facts {
		r, err := loconav.Read(f.body, loconav.Options{Source: f.source, Zone: c.zones.zone, ReceivedAt: f.received})
		if err != nil {
			bad = append(bad, store.Reject{EntryID: f.id, Source: f.source, Reason: fleet.MessageFor(err), Body: f.body, ReceivedAt: f.received})
			continue
		}
		if found, isNew := c.zones.add(f.source, r); isNew {
			c.tellZone(ctx, f.source, found)
		}
		for _, fact := range r.Facts {
			good = append(good, store.Incoming{EntryID: f.id, Body: f.body, Fact: fact})
		}
	}
	return good, bad
}

func (c *Consumer) observe(out store.Applied, facts int, took time.Duration) {
	for name, n := range map[string]int{
		"ingest_facts": facts, "ingest_positions": out.Positions, "ingest_duplicates": out.Duplicates,
		"ingest_late": out.Late, "ingest_suspicious": out.Suspicious, "ingest_alerts": out.Alerts,
		"ingest_rejects": out.Rejected, "ingest_registered": out.Registered,
	} {
		if n > 0 {
			c.o.Observe(name, float64(n))
		}
	}
	c.o.Observe("ingest_apply_seconds", took.Seconds())
}

// rest waits and says whether to go on.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
