package store

import (
	"context"
	"time"
)

// What waited to be said under it goes where it stands.
const sentDelivery = `
WITH root AS (
    UPDATE deliveries SET sent = greatest(sent, $2), slack_channel = $3, slack_ts = $4, tries = 0, last_error = '',
        next_try = '-infinity' -- a newer version that was said meanwhile is due at once
    WHERE id = $1
    RETURNING key)
UPDATE deliveries d SET channel = $3, thread_ts = $4, next_try = '-infinity'
FROM root WHERE d.reply_to = root.key AND d.reply_to <> '' AND d.thread_ts = ''`

// Sent notes that Slack has a version, and where.
func (s *Store) Sent(ctx context.Context, id int64, version int, channel, ts string) error {
	_, err := s.pool.Exec(ctx, sentDelivery, id, version, channel, ts)
	return wrap(err, "Sent(%d)", id)
}

const failedDelivery = `UPDATE deliveries SET next_try = $2, last_error = $3 WHERE id = $1 AND sent < version`

// Failed puts a delivery back until its next try, by the machine's clock.
func (s *Store) Failed(ctx context.Context, id int64, next time.Time, why string) error {
	_, err := s.pool.Exec(ctx, failedDelivery, id, next, why)
	return wrap(err, "Failed(%d)", id)
}

const postponeDelivery = `
UPDATE deliveries SET next_try = $2, tries = greatest(tries - 1, 0), last_error = $3 WHERE id = $1`

// Postpone puts a delivery back without counting a try: nothing was sent.
func (s *Store) Postpone(ctx context.Context, id int64, next time.Time, why string) error {
	_, err := s.pool.Exec(ctx, postponeDelivery, id, next, why)
	return wrap(err, "Postpone(%d)", id)
}

const dropDelivery = `
WITH root AS (UPDATE deliveries SET sent = version, last_error = $2 WHERE id = $1 RETURNING key)
UPDATE deliveries d SET sent = d.version, last_error = $2
FROM root WHERE d.reply_to = root.key AND d.reply_to <> '' AND d.thread_ts = ''`

// Drop gives a delivery up for good, and what waited to be said under it: Slack
// will never take it. The row and the reason stay for the doctor to show.
func (s *Store) Drop(ctx context.Context, id int64, why string) error {
	_, err := s.pool.Exec(ctx, dropDelivery, id, why)
	return wrap(err, "Drop(%d)", id)
}

const divertDelivery = `
UPDATE deliveries SET channel = $2, slack_channel = '', slack_ts = '', tries = 0, next_try = '-infinity', last_error = $3 WHERE id = $1`

// Divert has a delivery go to another channel, because its own takes nothing.
func (s *Store) Divert(ctx context.Context, id int64, channel, why string) error {
	_, err := s.pool.Exec(ctx, divertDelivery, id, channel, why)
	return wrap(err, "Divert(%d)", id)
}
