package webhook

import (
	"context"
	"fmt"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	inboxBatch = 500
	inboxEvery = time.Second
	drainTime  = 30 * time.Second // for one batch, which is finished also when the process stops
)

// drainLoop applies what waits in the inbox, also while Redis is still away.
func (c *Consumer) drainLoop(ctx context.Context) {
	most := inboxBatch
	for ctx.Err() == nil {
		n, late, err := c.drainOnce(context.WithoutCancel(ctx), most)
		switch {
		case late:
			most = max(1, most/2) // fewer may fit
		case err == nil:
			most = min(2*most, inboxBatch)
		}
		if err != nil {
			c.o.Log.Warn("inbox not drained", "error", err)
		}
		if err != nil || n < most {
			rest(ctx, inboxEvery)
		}
	}
}

// drainOnce applies at most so many facts; late means that time ran out.
func (c *Consumer) drainOnce(ctx context.Context, most int) (n int, late bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	n, err = c.drain(ctx, most)
	return n, err != nil && ctx.Err() != nil, err
}

func (c *Consumer) drain(ctx context.Context, most int) (int, error) {
	waiting, err := c.o.Store.Inbox(ctx, most)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	facts, ids := make([]raw, len(waiting)), make([]int64, len(waiting))
	for i, w := range waiting {
		facts[i] = raw{id: fmt.Sprintf("inbox:%d", w.ID), source: w.Source, body: w.Body, received: w.ReceivedAt.UTC()}
		ids[i] = w.ID
	}
	if err := c.apply(ctx, facts); err != nil {
		if fleet.KindOf(err) == fleet.Unavailable {
			return 0, err
		}
		if err := c.applyEach(ctx, facts); err != nil {
			return 0, err
		}
	}
	return len(waiting), c.o.Store.ClearInbox(ctx, ids)
}

// applyEach finds the fact that spoils a batch and keeps it as a reject.
func (c *Consumer) applyEach(ctx context.Context, facts []raw) error {
	for _, f := range facts {
		err := c.apply(ctx, []raw{f})
		switch {
		case err == nil:
			continue
		case fleet.KindOf(err) == fleet.Unavailable:
			return err
		}
		c.o.Log.Error("fact of the inbox put aside", "entry", f.id, "error", err)
		err = c.o.Store.SaveRejects(ctx, []store.Reject{{EntryID: f.id, Source: f.source, Reason: "could not be applied: " + fleet.MessageFor(err), Body: f.body, ReceivedAt: f.received}})
		if err != nil {
			return err
		}
	}
	return nil
}
