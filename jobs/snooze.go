package jobs

import (
	"context"
	"time"

	"watchtower/tools"
)

const (
	wakeEvery = 5 * time.Second
	wakeBatch = 100
	wakeTime  = 30 * time.Second // for one batch
)

// wakeLoop opens alerts again whose snooze is over.
func (j *Jobs) wakeLoop(ctx context.Context) {
	for again := true; again; again = rest(ctx, wakeEvery) {
		batch, cancel := context.WithTimeout(context.WithoutCancel(ctx), wakeTime)
		n, err := j.o.Store.WakeAlerts(batch, j.o.Now(), wakeBatch, tools.AlertCard)
		cancel()
		if err != nil && ctx.Err() == nil {
			j.o.Log.Warn("snoozed alerts not woken", "error", err)
		}
		if n > 0 {
			j.o.Observe("alerts_woken_total", float64(n))
		}
	}
}
