// Package jobs is what Watch Tower does unasked: it relays the outbox, decides
// which alerts people are told of, sends what leaves by other ways than Slack,
// keeps the daily roll-ups, keeps the spreadsheet and Watch Tower the same, and
// does the house-keeping of each day.
//
// It owns the clock's slots, once each among all replicas and caught up after
// downtime, and the decision to speak or to keep quiet, with its reason. It
// refuses rendering for Slack: it writes deliveries, and bot says them.
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/jobs/sheets"
	"watchtower/store"
)

// Options set up the jobs.
type Options struct {
	Store      *store.Store
	Events     *events.Client
	Name       string // unique among the replicas that run at the same time
	OpsChannel string // Slack channel for alerts; empty tells nobody
	// ReportsChannel is where reports are posted, made by Run; empty posts none.
	ReportsChannel string
	Run            Runner
	Vendor         Vendor         // LocoNav's interface; nil without a token
	Sheets         *sheets.Syncer // nil without a spreadsheet
	Outside        Outside        // the ways out other than Slack
	KeepMonths     int            // whole months of positions; 0 keeps all
	Now            func() time.Time
	Log            *slog.Logger
	Observe        func(name string, value float64) // metrics; may be nil
	// Expect says when trips on their way arrive; nil predicts no delay.
	Expect func(ctx context.Context, now time.Time, trips []fleet.Trip, tracks bool) ([]fleet.Expectation, error)
	// Ran is told of every run that ended, and of the job's next slot; may be nil.
	Ran func(run store.JobRun, next time.Time)
}

// Jobs are everything that runs unasked.
type Jobs struct {
	o       Options
	machine func() time.Time // for leases and rests: the clock of the machine, never a simulated one
	table   []*watched
	loops   []loop
	beats   beats
	watcher *watcher
}

// New builds the jobs; Run starts them.
func New(o Options) (*Jobs, error) {
	if o.Store == nil || o.Events == nil || o.Now == nil || o.Log == nil || o.Name == "" {
		return nil, fleet.Errorf(fleet.Internal, "jobs need a store, events, a name, a clock and a log")
	}
	if o.Observe == nil {
		o.Observe = func(string, float64) {}
	}
	if o.Ran == nil {
		o.Ran = func(store.JobRun, time.Time) {}
	}
	j := &Jobs{o: o, machine: time.Now, beats: beats{last: map[string]noted{}}, watcher: newWatcher(o)}
	for _, job := range j.jobTable() {
		j.table = append(j.table, &watched{Job: job})
	}
	j.loops = j.loopTable()
	return j, nil
}

// Run relays, decides and keeps house until ctx ends, and returns once what is
// in hand is finished.
func (j *Jobs) Run(ctx context.Context) error {
	if err := j.o.Store.SaveJobs(ctx, j.List()); err != nil {
		return err
	}
	stop, err := j.startClock(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var work sync.WaitGroup
	var alerts error
	for _, l := range j.loops {
		if l.off == "" {
			work.Go(func() { j.goRound(ctx, l) })
		}
	}
	work.Go(func() {
		alerts = j.o.Events.Consume(ctx, events.Group{Stream: events.StreamEvents, Name: events.GroupAlerts, Consumer: j.o.Name}, j.onEvents)
	})
	work.Wait()
	return alerts
}

// rest waits and says whether to go on.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
