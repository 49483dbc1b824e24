package webhook

import (
	"bytes"
	"context"
	"hash/crc32"
	"sync/atomic"
	"time"

	"watchtower/events"
	"watchtower/fleet"
)

const (
	redisTime = 2 * time.Second // for Redis to accept, before the inbox is tried
	inboxTime = 3 * time.Second // for PostgreSQL to accept
	skipRedis = time.Second     // after a failure, so that a hanging Redis does not slow every push
)

// Fields of an entry of the ingest stream.
const (
	fieldBody     = "body"
	fieldSource   = "source"
	fieldReceived = "received_at"
)

// keeper makes facts durable: in Redis, or in PostgreSQL while Redis is away.
type keeper struct {
	o    Options
	skip atomic.Int64 // real time, in nanoseconds, until which Redis is not asked
}

func newKeeper(o Options) *keeper { return &keeper{o: o} }

// keep returns nil only when every fact is durable. After an error some may be
// durable all the same; the sender's retry then has no effect for those.
func (k *keeper) keep(ctx context.Context, facts [][]byte) error {
	if len(facts) == 0 {
		return nil
	}
	now := k.o.Now().UTC()
	err := k.stream(ctx, facts, now)
	if err == nil {
		return nil
	}
	if k.o.Store == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), inboxTime)
	defer cancel()
	if err := k.o.Store.SaveInbox(ctx, k.o.Source, facts, now); err != nil {
		return err
	}
	k.o.Observe("webhook_inbox_facts", float64(len(facts)))
	return nil
}

func (k *keeper) stream(ctx context.Context, facts [][]byte, now time.Time) error {
	if time.Now().UnixNano() < k.skip.Load() {
		return fleet.Errorf(fleet.Unavailable, "Redis was away a moment ago")
	}
	received := now.Format(time.RFC3339Nano)
	entries := make([]map[string]string, len(facts))
	for i, f := range facts {
		entries[i] = map[string]string{fieldBody: string(f), fieldSource: k.o.Source, fieldReceived: received}
	}
	limited, cancel := context.WithTimeout(ctx, redisTime)
	defer cancel()
	_, err := k.o.Events.Append(limited, events.StreamIngest(k.shard(facts)), entries...)
	if err != nil && ctx.Err() == nil { // a sender that hung up says nothing of Redis
		k.skip.Store(time.Now().Add(skipRedis).UnixNano())
	}
	return err
}

// shard keeps the facts of one vehicle together where that is cheap to know.
// It only helps batches to share trucks; no order hangs on it.
func (k *keeper) shard(facts [][]byte) int {
	if k.o.Shards == 1 || len(facts) != 1 {
		return 0
	}
	return int(crc32.ChecksumIEEE(vehicle(facts[0])) % uint32(k.o.Shards))
}

// vehicle finds the raw value of the first key that names the vehicle.
func vehicle(fact []byte) []byte {
	for _, key := range [...]string{`"imei"`, `"device_imei"`, `"vehicle_number"`, `"vehiclenumber"`} {
		if i := bytes.Index(fact, []byte(key)); i >= 0 {
			value := bytes.TrimLeft(fact[i+len(key):], ": \t\"")
			if end := bytes.IndexAny(value, ",\"}"); end > 0 {
				return value[:end]
			}
		}
	}
	return nil
}
