// Package jobs is what Watch Tower does unasked: it relays the outbox, decides
// which alerts people are told of, keeps the daily roll-ups, keeps the spreadsheet
// and Watch Tower the same, and does the house-keeping of each day.
//
// It owns the clock's slots, once each among all replicas and caught up after
// downtime, and the decision to speak or to keep quiet, with its reason. It
// refuses rendering: it writes deliveries, and bot says them.
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
	Name       string         // unique among the replicas that run at the same time
	OpsChannel string         // Slack channel for alerts; empty tells nobody
	Sheets     *sheets.Syncer // nil without a spreadsheet
	KeepMonths int            // whole months of positions; 0 keeps all
	Now        func() time.Time
	Log        *slog.Logger
	Observe    func(name string, value float64) // metrics; may be nil
}

// Jobs are everything that runs unasked.
type Jobs struct {
	o     Options
	daily []*daily
}

// New builds the jobs; Run starts them.
func New(o Options) (*Jobs, error) {
	if o.Store == nil || o.Events == nil || o.Now == nil || o.Log == nil || o.Name == "" {
		return nil, fleet.Errorf(fleet.Internal, "jobs need a store, events, a name, a clock and a log")
	}
	if o.Observe == nil {
		o.Observe = func(string, float64) {}
	}
	j := &Jobs{o: o}
	j.daily = j.everyDay()
	return j, nil
}

// Run relays, decides and keeps house until ctx ends, and returns once what is
// in hand is finished.
func (j *Jobs) Run(ctx context.Context) error {
	stop, err := j.startClock()
	if err != nil {
		return err
	}
	defer stop()
	var work sync.WaitGroup
	var alerts error
	work.Go(func() { j.relayLoop(ctx) })
	work.Go(func() { j.tidyLoop(ctx) })
	work.Go(func() { j.rollupLoop(ctx) })
	work.Go(func() { j.wakeLoop(ctx) })
	if j.o.Sheets != nil {
		work.Go(func() { j.o.Sheets.Loop(ctx) })
	}
	work.Go(func() { j.digestLoop(ctx) })
	work.Go(func() { j.followLoop(ctx) })
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
