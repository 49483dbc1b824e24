package jobs

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-co-op/gocron/v2"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	lookEvery = 250 * time.Millisecond // how often due slots are looked for: a look at the clock alone
	askAfter  = 5 * time.Second        // a slot that another replica has is asked for again
	jobTime   = 5 * time.Minute        // for one run
	jobLease  = time.Minute            // a run is held so long, by the machine's clock
	jobKept   = 15 * time.Second       // and renewed so often
	noteTime  = 10 * time.Second       // to note how it went
	stopTime  = 10 * time.Second       // that a run may take when all stops
	firstWait = 2 * time.Second        // after a failure, doubled each time
	mostWait  = 5 * time.Minute
)

// watched is a job and what this replica knows of its slots.
type watched struct {
	Job
	busy  atomic.Bool // the fields below belong to who set it
	known time.Time   // the slot that is settled
	after time.Time   // not asked for before, by the machine's clock
}

// startClock looks for due slots. They follow the injected clock, which may be
// simulated; the scheduler only beats.
func (j *Jobs) startClock(ctx context.Context) (stop func(), err error) {
	s, err := gocron.NewScheduler(gocron.WithLocation(fleet.WAT), gocron.WithStopTimeout(stopTime))
	if err != nil {
		return nil, err
	}
	runs, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	_, err = s.NewJob(gocron.DurationJob(lookEvery), gocron.NewTask(func() { j.beat(runs, &work) }),
		gocron.WithName("clock"), gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
	if err != nil {
		cancel()
		return nil, err
	}
	s.Start()
	return func() {
		if err := s.Shutdown(); err != nil {
			j.o.Log.Warn("the clock did not stop in time", "error", err)
		}
		cut := time.AfterFunc(stopTime, cancel)
		work.Wait()
		cut.Stop()
		cancel()
	}, nil
}

// beat starts every job whose slot is due and not settled.
func (j *Jobs) beat(ctx context.Context, work *sync.WaitGroup) {
	now, machine := j.o.Now(), j.machine()
	for _, w := range j.table {
		if w.Off != "" || !w.busy.CompareAndSwap(false, true) {
			continue
		}
		if w.When.Slot(now).Equal(w.known) || machine.Before(w.after) {
			w.busy.Store(false)
			continue
		}
		work.Go(func() {
			defer w.busy.Store(false)
			j.look(ctx, w)
		})
	}
}

// look runs a job when its slot is due and this replica gets it.
func (j *Jobs) look(ctx context.Context, w *watched) {
	now, machine := j.o.Now(), j.machine()
	slot := w.When.Slot(now)
	log := j.o.Log.With("job", w.Name, "slot", fleet.FormatTime(slot))
	got, err := j.o.Store.ClaimJob(ctx, store.JobClaim{Job: w.Name, Slot: slot, Holder: j.o.Name, Now: now, Machine: machine, Until: machine.Add(jobLease)})
	switch {
	case err != nil:
		log.Warn("job slot not claimed", "error", err)
		w.after = machine.Add(askAfter)
	case got.Settled:
		w.known = slot
	case !got.Mine: // another replica has it; it is looked at again in case that one dies
		w.after = machine.Add(askAfter)
	case w.Within > 0 && (got.First || now.Sub(slot) > w.Within):
		j.skip(ctx, w, slot, got)
	default:
		j.runSlot(ctx, w, slot, got.Tries)
	}
}

// skip settles a slot whose time is over. What was due before Watch Tower knew
// the job is nobody's loss.
func (j *Jobs) skip(ctx context.Context, w *watched, slot time.Time, got store.Claimed) {
	run := store.JobRun{Job: w.Name, Slot: slot, Tries: got.Tries, Ended: j.o.Now(), Outcome: "skipped", Said: "It was due before the job was known."}
	var err error
	if !got.First {
		run.Said = "It was due at " + fleet.FormatTime(slot) + " and is caught up for " + fleet.FormatDuration(w.Within) + " only."
		if w.Skipped != nil {
			err = w.Skipped(ctx, slot, run.Said)
		}
	}
	if err != nil {
		run.Outcome, run.Said = "failed", fleet.MessageFor(err)
	}
	j.end(ctx, w, run, err)
}

// Do runs the slot of a job now, by hand, also when it was done before.
func (j *Jobs) Do(ctx context.Context, name string, at time.Time) (store.JobRun, error) {
	w, err := j.named(name)
	if err != nil {
		return store.JobRun{}, err
	}
	now, machine := j.o.Now(), j.machine()
	if at.IsZero() {
		at = now
	}
	if w.Off != "" {
		return store.JobRun{}, fleet.Errorf(fleet.Invalid, "%s is off: %s.", name, w.Off)
	}
	if at.After(now) {
		return store.JobRun{}, fleet.Errorf(fleet.Invalid, "%s has not come yet.", fleet.FormatTime(at))
	}
	slot := w.When.Slot(at)
	got, err := j.o.Store.ClaimJob(ctx, store.JobClaim{Job: name, Slot: slot, Holder: j.o.Name, Now: now, Machine: machine, Until: machine.Add(jobLease), Again: true})
	if err != nil {
		return store.JobRun{}, err
	}
	if !got.Mine {
		return store.JobRun{}, fleet.Errorf(fleet.Conflict, "%s is running at this moment. See: watchtower jobs list %s", name, name)
	}
	return j.runSlot(ctx, w, slot, got.Tries), nil
}

// runSlot runs a slot that is ours and notes how it went.
func (j *Jobs) runSlot(ctx context.Context, w *watched, slot time.Time, tries int) store.JobRun {
	limit := w.Limit
	if limit == 0 {
		limit = jobTime
	}
	run := store.JobRun{Job: w.Name, Slot: slot, Tries: tries, Outcome: "done", Holder: j.o.Name}
	began := time.Now()
	held, cancel := context.WithTimeout(ctx, limit)
	stop := j.hold(held, cancel, run)
	did, err := w.Run(held, slot)
	cancel()
	stop()
	run.Said, run.Took, run.Ended = did, time.Since(began), j.o.Now()
	if err != nil {
		run.Outcome, run.Said = "failed", fleet.MessageFor(err)
		j.o.Log.Error("job failed, will be tried again", "job", w.Name, "slot", fleet.FormatTime(slot), "tries", tries, "error", err)
	}
	j.end(ctx, w, run, err)
	return run
}

// hold renews the lease of a run until stop. A run that lost it ends.
func (j *Jobs) hold(ctx context.Context, cancel func(), run store.JobRun) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for rest(ctx, jobKept) {
			err := j.o.Store.KeepJob(ctx, run.Job, run.Slot, run.Tries, j.machine().Add(jobLease))
			if fleet.KindOf(err) == fleet.Conflict {
				j.o.Log.Warn("a run lost its lease", "job", run.Job)
				cancel()
			}
		}
	}()
	return func() { <-done }
}

// end notes how a run went, also when everything stops.
func (j *Jobs) end(ctx context.Context, w *watched, run store.JobRun, failure error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	retry := j.machine()
	if failure == nil {
		w.known = run.Slot
	} else {
		retry = retry.Add(min(firstWait<<min(run.Tries-1, 10), mostWait))
		w.after = retry
	}
	if err := j.o.Store.EndJob(ctx, run, retry); err != nil {
		j.o.Log.Warn("end of job not noted", "job", w.Name, "error", err)
	}
	next := w.When.Next(w.When.Slot(j.o.Now()))
	if err := j.o.Store.NextJob(ctx, w.Name, next); err != nil {
		j.o.Log.Warn("next slot not noted", "job", w.Name, "error", err)
	}
	j.o.Ran(run, next)
}
