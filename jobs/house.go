package jobs

import (
	"context"
	"time"
)

const (
	keepOutbox  = 7 * 24 * time.Hour
	monthsAhead = 2
)

// partitions makes the months of history ahead of time.
func (j *Jobs) partitions(ctx context.Context) error {
	now := j.o.Now().UTC()
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	var months []time.Time
	for i := range monthsAhead + 1 {
		months = append(months, first.AddDate(0, i, 0))
	}
	return j.o.Store.EnsurePartitions(ctx, months...)
}

func (j *Jobs) tidyOutbox(ctx context.Context) error {
	n, err := j.o.Store.TidyOutbox(ctx, j.o.Now().Add(-keepOutbox))
	if err == nil && n > 0 {
		j.o.Log.Info("relayed events removed", "count", n)
	}
	return err
}
