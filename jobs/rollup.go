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

// rollUp keeps the daily roll-ups at most a minute behind the fixes: it works
// until no dirty day is left.
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
