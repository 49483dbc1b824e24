package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/go-co-op/gocron/v2"

	"watchtower/fleet"
)

const (
	lookEvery   = 5 * time.Second  // how often a due slot is looked for
	jobTime     = 5 * time.Minute  // for one run
	jobStale    = 10 * time.Minute // a run that old belonged to a replica that died
	keepOutbox  = 7 * 24 * time.Hour
	monthsAhead = 2
)

// daily is a job with one slot a day, at an hour of Lagos. A missed slot is
// caught up once, however many days were missed.
type daily struct {
	name         string
	hour, minute int
	run          func(ctx context.Context) error
	last         time.Time // the slot this replica knows to be taken
}

func (j *Jobs) everyDay() []*daily {
	return []*daily{
		{name: "partitions", hour: 0, minute: 10, run: j.partitions},
		{name: "outbox", hour: 3, minute: 0, run: j.tidyOutbox},
		{name: "retention", hour: 3, minute: 20, run: j.forget},
		{name: "roads", hour: 3, minute: 40, run: j.learnRoads},
	}
}

// slot is the newest slot that is due at a moment.
func (d *daily) slot(now time.Time) time.Time {
	slot := fleet.StartOfDay(now).Add(time.Duration(d.hour)*time.Hour + time.Duration(d.minute)*time.Minute)
	if slot.After(now) {
		slot = slot.AddDate(0, 0, -1)
	}
	return slot.UTC()
}

// startClock looks for due slots every few seconds. The slots follow the
// injected clock, which may be simulated; the scheduler only beats.
func (j *Jobs) startClock() (stop func(), err error) {
	s, err := gocron.NewScheduler(gocron.WithLocation(fleet.WAT), gocron.WithStopTimeout(10*time.Second))
	if err != nil {
		return nil, err
	}
	for _, d := range j.daily {
		_, err := s.NewJob(gocron.DurationJob(lookEvery), gocron.NewTask(func(ctx context.Context) { j.look(ctx, d) }),
			gocron.WithName(d.name), gocron.WithSingletonMode(gocron.LimitModeReschedule),
			gocron.WithStartAt(gocron.WithStartImmediately()))
		if err != nil {
			return nil, err
		}
	}
	s.Start()
	return func() {
		if err := s.Shutdown(); err != nil {
			j.o.Log.Warn("jobs did not stop in time", "error", err)
		}
	}, nil
}

// look runs a job when its slot is due and this replica gets it.
func (j *Jobs) look(ctx context.Context, d *daily) {
	now := j.o.Now()
	slot := d.slot(now)
	if slot.Equal(d.last) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobTime)
	defer cancel()
	log := j.o.Log.With("job", d.name, "slot", fleet.FormatTime(slot))
	mine, err := j.o.Store.ClaimJob(ctx, d.name, slot, now, now.Add(-jobStale))
	if err != nil {
		log.Warn("job slot not claimed", "error", err)
		return
	}
	if !mine {
		return // another replica has it; it is looked at again in case that one dies
	}
	if j.runSlot(ctx, log, d, slot) {
		d.last = slot
	}
}

func (j *Jobs) runSlot(ctx context.Context, log *slog.Logger, d *daily, slot time.Time) bool {
	if err := d.run(ctx); err != nil {
		log.Error("job failed, will be tried again", "error", err)
		if err := j.o.Store.ReleaseJob(ctx, d.name, slot); err != nil {
			log.Warn("job slot not released", "error", err)
		}
		return false
	}
	if err := j.o.Store.EndJob(ctx, d.name, slot, j.o.Now(), "done"); err != nil {
		log.Warn("end of job not noted", "error", err)
	}
	j.o.Observe("jobs_done_total", 1)
	return true
}

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
