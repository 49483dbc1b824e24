package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Health is what the database knows of how Watch Tower is doing.
type Health struct {
	Outbox          int       // events not relayed yet
	OutboxOldest    time.Time // zero when none waits
	Inbox           int       // facts that wait because Redis was away
	Rejects         int       // messages of the last 24 hours that could not be used
	Waiting         int       // deliveries that Slack does not have
	WaitingOldest   time.Time
	Failing         int    // of these, already refused once
	LastError       string // of the newest one refused
	Dropped         int    // given up for good, in the last 24 hours
	Limited         int    // channels that Slack is limiting us in
	LastFix         time.Time
	LastFixReceived time.Time
	Jobs            []JobRun
}

// JobRun is the newest run of one job.
type JobRun struct {
	Job     string
	Slot    time.Time
	Started time.Time
	Ended   time.Time // zero while it runs
	Outcome string
}

const healthCounts = `
SELECT (SELECT count(*) FROM outbox WHERE relayed_at IS NULL),
       (SELECT at FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT 1),
       (SELECT count(*) FROM inbox),
       (SELECT count(*) FROM rejects WHERE received_at > $1),
       (SELECT count(*) FROM delivery_pace WHERE limited_since IS NOT NULL),
       (SELECT max(at) FROM truck_state), (SELECT max(received_at) FROM truck_state)`

const healthDeliveries = `
SELECT count(*), min(created_at), count(*) FILTER (WHERE last_error <> '') FROM deliveries WHERE sent < version`

const healthRefused = `
SELECT count(*) FILTER (WHERE sent = version AND created_at > $1),
       coalesce((array_agg(last_error ORDER BY id DESC) FILTER (WHERE sent < version))[1], '')
FROM deliveries WHERE last_error <> ''`

// The index on job and slot gives one job after the other, without reading the
// runs in between.
const lastRuns = `
WITH RECURSIVE names AS (
    (SELECT job FROM job_runs ORDER BY job LIMIT 1)
    UNION ALL
    SELECT (SELECT r.job FROM job_runs r WHERE r.job > n.job ORDER BY r.job LIMIT 1) FROM names n WHERE n.job IS NOT NULL
)
SELECT x.job, x.slot, x.started_at, x.ended_at, x.outcome
FROM names n
CROSS JOIN LATERAL (SELECT * FROM job_runs r WHERE r.job = n.job ORDER BY r.slot DESC LIMIT 1) x`

// Health looks at everything that waits.
func (s *Store) Health(ctx context.Context, now time.Time) (h Health, err error) {
	defer func() { err = wrap(err, "Health") }()
	day := now.Add(-24 * time.Hour)
	var outbox, waiting, fix, received *time.Time
	err = s.pool.QueryRow(ctx, healthCounts, day).Scan(&h.Outbox, &outbox, &h.Inbox, &h.Rejects, &h.Limited, &fix, &received)
	if err != nil {
		return h, err
	}
	if err := s.pool.QueryRow(ctx, healthDeliveries).Scan(&h.Waiting, &waiting, &h.Failing); err != nil {
		return h, err
	}
	if err := s.pool.QueryRow(ctx, healthRefused, day).Scan(&h.Dropped, &h.LastError); err != nil {
		return h, err
	}
	h.OutboxOldest, h.WaitingOldest, h.LastFix, h.LastFixReceived = orZero(outbox), orZero(waiting), orZero(fix), orZero(received)
	rows, err := s.pool.Query(ctx, lastRuns)
	if err != nil {
		return h, err
	}
	h.Jobs, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r JobRun, err error) {
		var ended *time.Time
		err = row.Scan(&r.Job, &r.Slot, &r.Started, &ended, &r.Outcome)
		r.Ended = orZero(ended)
		return r, err
	})
	return h, err
}
