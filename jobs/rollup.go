package jobs

import (
	"context"
	"time"
)

const (
	rollupEvery = time.Minute
	rollupBatch = 5000             // marks of dirty days in one transaction
	rollupTime  = 30 * time.Second // for one batch
)

// rollupLoop keeps the daily roll-ups at most a minute behind the fixes.
func (j *Jobs) rollupLoop(ctx context.Context) {
	for again := true; again; again = rest(ctx, rollupEvery) {
		if err := j.rollUp(ctx); err != nil && ctx.Err() == nil {
			j.o.Log.Warn("roll-ups not made", "error", err)
		}
	}
}

// rollUp works until no dirty day is left.
func (j *Jobs) rollUp(ctx context.Context) error {
	for ctx.Err() == nil {
		batch, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollupTime)
		n, err := j.o.Store.RollUp(batch, rollupBatch)
		cancel()
		if err != nil || n == 0 {
			return err
		}
		j.o.Observe("rollups_made_total", float64(n))
	}
	return nil
}
