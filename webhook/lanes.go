package webhook

import (
	"context"
	"fmt"
	"hash/crc32"
	"sync"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	laneCount = 2   // transactions of one batch that run side by side
	laneLeast = 100 // facts that are worth a second transaction
)

// lanes shares a large batch out by vehicle, so that the transactions meet on
// no truck and each truck's fixes stay in order: catching up then uses a second
// core. No correctness hangs on it, only that fewer fixes look late.
func lanes(facts []raw) [][]raw {
	if len(facts) < laneCount*laneLeast {
		return [][]raw{facts}
	}
	out := make([][]raw, laneCount)
	for _, f := range facts {
		lane := crc32.ChecksumIEEE(vehicle(f.body)) % laneCount
		out[lane] = append(out[lane], f)
	}
	return out
}

// applyLanes applies all lanes and adds up what they changed. An outage speaks
// louder than a bad fact: the batch is then tried again as it is.
func (c *Consumer) applyLanes(ctx context.Context, all [][]raw) (store.Applied, error) {
	outs, errs := make([]store.Applied, len(all)), make([]error, len(all))
	var work sync.WaitGroup
	for i, facts := range all {
		work.Go(func() { outs[i], errs[i] = c.surely(ctx, facts) })
	}
	work.Wait()
	var sum store.Applied
	var failed error
	for i, out := range outs {
		sum = add(sum, out)
		if errs[i] != nil && (failed == nil || fleet.KindOf(errs[i]) == fleet.Unavailable) {
			failed = errs[i]
		}
	}
	return sum, failed
}

// surely keeps a fact that makes a lane panic from taking the process along.
func (c *Consumer) surely(ctx context.Context, facts []raw) (out store.Applied, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("applying panicked: %v", r)
		}
	}()
	return c.applyLane(ctx, facts)
}

func add(a, b store.Applied) store.Applied {
	a.Positions += b.Positions
	a.Duplicates += b.Duplicates
	a.Late += b.Late
	a.Suspicious += b.Suspicious
	a.Alerts += b.Alerts
	a.Rejected += b.Rejected
	a.Registered += b.Registered
	a.Moved = append(a.Moved, b.Moved...)
	return a
}
