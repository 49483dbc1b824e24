package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/jobs"
	"watchtower/store"
	"watchtower/tools"
)

const (
	dailyReports = 7                // mornings; the first warms up
	beforeSix    = 2 * time.Second  // that the clock is set to before the slot
	reportWithin = 30 * time.Second // else the morning has failed
)

// dailyReport measures the daily report of a large fleet: from the slot to the
// row that the bot posts, with the scheduler's own look at the clock, claim and
// tool call. Posting itself is one call to Slack.
func dailyReport(ctx context.Context, _ bool) ([]Result, error) {
	at, err := newPlace(ctx, "bench_reports", 12)
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, at.database); err != nil {
		return nil, err
	}
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	s, err := store.Open(ctx, at.database, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := layHistory(ctx, s, db, 10_000_000); err != nil {
		return nil, err
	}
	var took []float64
	for i := range dailyReports {
		ms, err := oneMorning(ctx, s, at.redis, time.Date(2026, 11, 16+i, 6, 0, 0, 0, fleet.WAT))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			took = append(took, ms)
		}
	}
	fmt.Fprintf(os.Stderr, "reports: daily of %d trucks p50 %.0f max %.0f ms\n", historyTrucks, median(took), percentile(took, 100))
	return []Result{lower("reports.daily_ms", percentile(took, 100), "ms", 2000)}, nil
}

// oneMorning runs the jobs from just before a slot until its report is there.
func oneMorning(ctx context.Context, s *store.Store, redis string, slot time.Time) (ms float64, err error) {
	log := slog.New(slog.DiscardHandler)
	q, err := events.Open(redis, log)
	if err != nil {
		return 0, err
	}
	defer q.Close() // nothing is written any more
	began := time.Now()
	now := func() time.Time { return slot.Add(time.Since(began) - beforeSix).UTC() }
	yesterday := store.JobClaim{Job: "daily-report", Slot: slot.AddDate(0, 0, -1), Now: now(), Machine: time.Now(), Until: time.Now()}
	if _, err := s.ClaimJob(ctx, yesterday); err != nil {
		return 0, err
	}
	var done atomic.Int64
	j, err := jobs.New(jobs.Options{Store: s, Events: q, Name: "bench", ReportsChannel: "C0REPORTS", Run: tools.New(s, now, log).Run, Now: now, Log: log,
		Ran: func(r store.JobRun, _ time.Time) {
			if r.Job == "daily-report" && r.Slot.Equal(slot) && r.Outcome == "done" {
				done.CompareAndSwap(0, int64(time.Since(began)-beforeSix))
			}
		}})
	if err != nil {
		return 0, err
	}
	running, stop := context.WithTimeout(ctx, reportWithin)
	ended := make(chan error, 1)
	go func() { ended <- j.Run(running) }()
	for done.Load() == 0 && pause(running, 5*time.Millisecond) == nil {
	}
	stop()
	if err := <-ended; err != nil {
		return 0, err
	}
	if done.Load() == 0 {
		return 0, fmt.Errorf("no report at %s within %s", fleet.FormatTime(slot), reportWithin)
	}
	return millis(time.Duration(done.Load())), reportThere(ctx, s, slot)
}

// reportThere checks that the report waits to be posted, and is whole.
func reportThere(ctx context.Context, s *store.Store, slot time.Time) error {
	for {
		due, err := s.ClaimDeliveries(ctx, time.Now(), time.Minute, 50, store.Pace{})
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return fmt.Errorf("the report of %s is not there", fleet.FormatTime(slot))
		}
		for _, d := range due {
			if err := s.Sent(ctx, d.ID, d.Version, d.Channel, d.Key); err != nil {
				return err
			}
			if d.Key != "report:daily:"+slot.AddDate(0, 0, -1).Format(time.DateOnly) {
				continue
			}
			if raw, err := json.Marshal(d.Answer); err != nil || d.Answer.Table == nil || d.Answer.Chart == nil || len(d.Answer.Files) != 1 || len(d.Answer.Details) < 3 {
				return fmt.Errorf("the report is not whole: %.300s %w", raw, err)
			}
			return nil
		}
	}
}
