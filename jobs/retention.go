package jobs

import (
	"context"
	"time"

	"watchtower/fleet"
)

const (
	keepRejects = 30 * 24 * time.Hour
	keepPhases  = 400 * 24 * time.Hour // no older fact is taken in
	keepTalk    = 7 * 24 * time.Hour
	keepSaid    = 90 * 24 * time.Hour // cards are edited no longer
	keepPace    = 24 * time.Hour
	keepSent    = 30 * 24 * time.Hour // what left by other ways than Slack
	keepAtLeast = 2                   // months of positions, whatever is configured
)

// forget drops the months of positions that are older than configured, and
// what was kept beside them. Drives, visits and roll-ups stay.
func (j *Jobs) forget(ctx context.Context) error {
	if j.o.KeepMonths > 0 {
		if err := j.forgetPositions(ctx); err != nil {
			return err
		}
	}
	rejects, err := j.o.Store.TidyRejects(ctx, j.o.Now().Add(-keepRejects))
	if err != nil {
		return err
	}
	phases, err := j.o.Store.TidyAlertPhases(ctx, j.o.Now().Add(-keepPhases))
	if err != nil {
		return err
	}
	if rejects+phases > 0 {
		j.o.Log.Info("old records removed", "rejects", rejects, "alert_phases", phases)
	}
	return j.forgetTalk(ctx)
}

// forgetTalk drops what conversations left behind: writes nobody confirmed, the
// names of those that were made, the memory of old threads, and what was said. The audit keeps what was done.
func (j *Jobs) forgetTalk(ctx context.Context) error {
	before := j.o.Now().Add(-keepTalk)
	if _, err := j.o.Store.DropPending(ctx, before); err != nil {
		return err
	}
	if _, err := j.o.Store.DropActs(ctx, before); err != nil {
		return err
	}
	if _, err := j.o.Store.DropThreads(ctx, before); err != nil {
		return err
	}
	if _, err := j.o.Store.DropReplies(ctx, before); err != nil {
		return err
	}
	if _, err := j.o.Store.DropDeliveries(ctx, j.o.Now().Add(-keepSaid)); err != nil {
		return err
	}
	if _, err := j.o.Store.TidyOutgoing(ctx, j.o.Now().Add(-keepSent)); err != nil {
		return err
	}
	_, err := j.o.Store.TidyPace(ctx, time.Now().Add(-keepPace)) // goes by the machine's clock
	return err
}

func (j *Jobs) forgetPositions(ctx context.Context) error {
	now := j.o.Now().In(fleet.WAT)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	dropped, err := j.o.Store.DropPositions(ctx, first.AddDate(0, -max(j.o.KeepMonths, keepAtLeast), 0))
	if len(dropped) > 0 {
		j.o.Log.Info("months of positions dropped", "partitions", dropped)
	}
	if err != nil {
		return err
	}
	_, err = j.o.Store.TidyMarks(ctx)
	return err
}
