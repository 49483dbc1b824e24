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

// wakeOnce opens alerts again whose snooze is over.
func (j *Jobs) wakeOnce(ctx context.Context) error {
	n, err := j.o.Store.WakeAlerts(ctx, j.o.Now(), wakeBatch, tools.AlertCard)
	if n > 0 {
		j.o.Observe("alerts_woken_total", float64(n))
	}
	return err
}
