package store

import (
	"context"
	"time"
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
	Jobs            []JobNow
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
	h.Jobs, err = s.JobList(ctx)
	return h, err
}
