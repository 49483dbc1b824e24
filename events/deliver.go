package events

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"watchtower/fleet"
)

// triesKey is the hash that counts the failures of a group's entries.
func (k *consumer) triesKey() string { return "wt:tries:" + k.g.Stream + ":" + k.g.Name }

// errStopping says that a piece was left pending because the consumer stops in
// the middle of an outage; errSlow, that a piece could not be finished in time.
var (
	errStopping = errors.New("stopping")
	errSlow     = errors.New("not finished in time")
)

// deliver hands over a batch in pieces and acknowledges each. A piece that
// fails as a whole is tried in halves, until the entries at fault are alone; of
// one that is not finished in time, and of all that follow, fewer are tried.
func (k *consumer) deliver(ctx context.Context, batch []Entry) error {
	var todo [][]Entry
	if len(batch) > 0 {
		todo = append(todo, batch)
	}
	for len(todo) > 0 {
		piece := todo[0]
		if n := min(len(piece), k.most); n < len(piece) {
			piece, todo[0] = piece[:n], piece[n:]
		} else {
			todo = todo[1:]
		}
		again, err := k.piece(ctx, piece)
		switch {
		case errors.Is(err, errStopping):
			return nil // what is left stays pending for the next life
		case err != nil:
			return err
		}
		todo = append(again, todo...)
	}
	return nil
}

// piece tries some entries once and gives what must be tried again, in pieces.
func (k *consumer) piece(ctx context.Context, batch []Entry) (again [][]Entry, err error) {
	n := len(batch)
	err = k.attempt(ctx, batch)
	slow := errors.Is(err, errSlow)
	switch {
	case err == nil:
		k.good++
		k.most = min(2*k.most, k.g.Batch)
		return nil, k.ack(ctx, ids(batch))
	case ctx.Err() != nil && fleet.KindOf(err) == fleet.Unavailable:
		return nil, errStopping
	case slow && n == 1:
		return nil, k.late(ctx, batch[0], err)
	case slow:
		k.most = n / 2
		k.log.Warn("batch not finished in time, tried in halves", "stream", k.g.Stream, "group", k.g.Name, "entries", n)
		return [][]Entry{batch}, nil
	case n == 1:
		return nil, k.failed(ctx, batch[0], err)
	}
	return [][]Entry{batch[:n/2], batch[n/2:]}, nil
}

// attempt calls the handler, and calls it again for as long as what it needs
// is away: an outage is no fault of the entries. Being slow is no fault either,
// but the same again would take as long.
func (k *consumer) attempt(ctx context.Context, batch []Entry) error {
	wait := outageWait
	for {
		began := time.Now()
		err := k.call(ctx, batch)
		if fleet.KindOf(err) != fleet.Unavailable || ctx.Err() != nil {
			return err
		}
		if time.Since(began) >= k.g.Time {
			return fmt.Errorf("%w: %w", errSlow, err)
		}
		k.log.Warn("handler waits for an outage to end", "stream", k.g.Stream, "group", k.g.Name, "entries", len(batch), "error", err)
		wait = pause(ctx, wait)
	}
}

func (k *consumer) call(ctx context.Context, batch []Entry) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.g.Time)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("handler panicked: %v", r)
		}
	}()
	return k.handle(ctx, batch)
}

// failed decides what becomes of one entry that its handler refused.
func (k *consumer) failed(ctx context.Context, e Entry, cause error) error {
	if !fleet.Retryable(cause) {
		return k.bury(ctx, e, e.Tries+1, cause)
	}
	ctx = context.WithoutCancel(ctx)
	tries, err := k.rdb.HIncrBy(ctx, k.triesKey(), e.ID, 1).Result()
	if err != nil {
		return wrap(err, "Consume(%s)", k.g.Stream)
	}
	if tries >= k.g.MaxTries {
		return k.bury(ctx, e, tries, cause)
	}
	e.Tries = tries
	delay := min(k.g.Delay<<min(tries-1, 20), k.g.MinIdle/2)
	k.held = append(k.held, held{Entry: e, due: time.Now().Add(delay)})
	k.log.Warn("entry failed, will be tried again", "stream", k.g.Stream, "entry", e.ID, "tries", tries, "in", delay, "error", cause)
	return nil
}

// late lets an entry wait that was not finished in time although it was alone.
// It is to blame each time that others were handled since; else what the handler
// needs may hang, again or still, and nothing is counted.
func (k *consumer) late(ctx context.Context, e Entry, cause error) error {
	good, before := k.stuck[e.ID]
	k.stuck[e.ID] = k.good
	if before && k.good > good {
		return k.failed(ctx, e, cause)
	}
	k.held = append(k.held, held{Entry: e, due: time.Now().Add(k.g.Delay)})
	k.log.Warn("entry not finished in time, others go first", "stream", k.g.Stream, "group", k.g.Name, "entry", e.ID, "error", cause)
	return nil
}

// retryDue tries held entries again, each by itself.
func (k *consumer) retryDue(ctx context.Context) error {
	var due []Entry
	now, waiting := time.Now(), k.held[:0]
	for _, h := range k.held {
		if h.due.After(now) {
			waiting = append(waiting, h)
		} else {
			due = append(due, h.Entry)
		}
	}
	k.held = waiting
	for i := range due {
		if err := k.deliver(ctx, due[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// ack tells Redis that entries are settled and forgets their failures.
func (k *consumer) ack(ctx context.Context, entries []string) error {
	if len(entries) == 0 {
		return nil
	}
	for _, id := range entries {
		delete(k.stuck, id)
	}
	ctx = context.WithoutCancel(ctx)
	pipe := k.rdb.Pipeline()
	pipe.XAck(ctx, k.g.Stream, k.g.Name, entries...)
	pipe.HDel(ctx, k.triesKey(), entries...)
	_, err := pipe.Exec(ctx)
	return wrap(err, "ack(%s)", k.g.Stream)
}

func (k *consumer) countTries(ctx context.Context, batch []Entry) error {
	if len(batch) == 0 {
		return nil
	}
	counts, err := k.rdb.HMGet(ctx, k.triesKey(), ids(batch)...).Result()
	if err != nil {
		return wrap(err, "Consume(%s)", k.g.Stream)
	}
	for i, v := range counts {
		if s, ok := v.(string); ok {
			batch[i].Tries, _ = strconv.ParseInt(s, 10, 64) // HINCRBY writes nothing but numbers
		}
	}
	return nil
}

func ids(batch []Entry) []string {
	out := make([]string, len(batch))
	for i, e := range batch {
		out[i] = e.ID
	}
	return out
}
