package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
)

// Delivery is one thing to say in Slack, claimed for one attempt.
type Delivery struct {
	ID      int64
	Key     string // names the thing said: a second Say with it is an edit
	Channel string // Slack channel, or a user for a direct message
	Thread  string // ts of the thread's root; empty for the main line
	Answer  answer.Answer
	Version int
	// Where it stands in Slack, empty until it was posted.
	SlackChannel, SlackTS string
	// Tries counts earlier claims of this version: after one of them, Slack
	// may have the message although nobody knows.
	Tries     int
	CreatedAt time.Time
}

// Spot is where in Slack something is said. With a TS it takes the place of
// the message that stands there.
type Spot struct{ Channel, Thread, TS string }

const sayDelivery = `
INSERT INTO deliveries (key, channel, answer, next_try, created_at, thread_ts, slack_channel, slack_ts)
VALUES ($1, $2, $3, $4, $4, $5, CASE WHEN $6 = '' THEN '' ELSE $2 END, $6)
ON CONFLICT (key) DO UPDATE SET
    answer   = excluded.answer,
    version  = deliveries.version + 1,
    tries    = CASE WHEN deliveries.sent < deliveries.version THEN deliveries.tries ELSE 0 END,
    -- a version in flight keeps its lease, so that an older edit cannot land after a newer one
    next_try = greatest(excluded.next_try, CASE WHEN deliveries.sent < deliveries.version THEN deliveries.next_try END)
WHERE deliveries.answer IS DISTINCT FROM excluded.answer`

// Say leaves something to be said: a new key is posted, a known key edits what
// was posted under it. Saying the same again changes nothing.
func (s *Store) Say(ctx context.Context, key, channel string, a answer.Answer, now time.Time) error {
	return say(ctx, s.pool, key, Spot{Channel: channel}, a, now)
}

// SayAt is Say for a spot within a channel: a thread, or a message to edit.
func (s *Store) SayAt(ctx context.Context, key string, at Spot, a answer.Answer, now time.Time) error {
	return say(ctx, s.pool, key, at, a, now)
}

// say is SayAt within a transaction of the caller.
func say(ctx context.Context, q querier, key string, at Spot, a answer.Answer, now time.Time) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return wrap(err, "Say(%s)", key)
	}
	_, err = q.Exec(ctx, sayDelivery, key, at.Channel, raw, now, at.Thread, at.TS)
	return wrap(err, "Say(%s)", key)
}

// The claim is a lease: it moves next_try ahead, so that a replica that dies
// with a row in hand leaves it to the others when the lease ends.
const claimDeliveries = `
WITH due AS (
    SELECT id FROM deliveries
    WHERE sent < version AND next_try <= $1 AND channel <> ALL ($4)
    ORDER BY next_try, id
    LIMIT $3
    FOR UPDATE SKIP LOCKED)
UPDATE deliveries d SET next_try = $2, tries = tries + 1
FROM due WHERE d.id = due.id
RETURNING d.id, d.key, d.channel, d.answer, d.version, d.slack_channel, d.slack_ts, d.tries - 1, d.created_at, d.thread_ts`

// ClaimDeliveries takes rows that are due for one attempt each, oldest first.
// Until the lease ends no other replica gets them. Channels that are held are
// left alone.
func (s *Store) ClaimDeliveries(ctx context.Context, now time.Time, lease time.Duration, limit int, held []string) (out []Delivery, err error) {
	defer func() { err = wrap(err, "ClaimDeliveries") }()
	rows, err := s.pool.Query(ctx, claimDeliveries, now, now.Add(lease), limit, held)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Delivery, err error) {
		err = row.Scan(&d.ID, &d.Key, &d.Channel, &d.Answer, &d.Version, &d.SlackChannel, &d.SlackTS, &d.Tries, &d.CreatedAt, &d.Thread)
		return d, err
	})
}

const sentDelivery = `
UPDATE deliveries SET sent = greatest(sent, $2), slack_channel = $3, slack_ts = $4, tries = 0, last_error = '',
    next_try = CASE WHEN version > $2 THEN $5 ELSE next_try END
WHERE id = $1`

// Sent notes that Slack has a version, and where. A newer version that was
// said meanwhile is due at once.
func (s *Store) Sent(ctx context.Context, id int64, version int, channel, ts string, now time.Time) error {
	_, err := s.pool.Exec(ctx, sentDelivery, id, version, channel, ts, now)
	return wrap(err, "Sent(%d)", id)
}

const failedDelivery = `UPDATE deliveries SET next_try = $2, last_error = $3 WHERE id = $1 AND sent < version`

// Failed puts a delivery back until its next try.
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

const dropDelivery = `UPDATE deliveries SET sent = version, last_error = $2 WHERE id = $1`

// Drop gives a delivery up for good: Slack will never take it. The row and the
// reason stay for the doctor to show.
func (s *Store) Drop(ctx context.Context, id int64, why string) error {
	_, err := s.pool.Exec(ctx, dropDelivery, id, why)
	return wrap(err, "Drop(%d)", id)
}

const waitingDeliveries = `SELECT count(*) FROM deliveries WHERE sent < version`

// WaitingDeliveries counts what Slack does not have yet.
func (s *Store) WaitingDeliveries(ctx context.Context) (n int, err error) {
	err = s.pool.QueryRow(ctx, waitingDeliveries).Scan(&n)
	return n, wrap(err, "WaitingDeliveries")
}

const markThread = `
INSERT INTO threads (channel, thread_ts, person_id, memory, updated_at)
VALUES ($1, $2, nullif($3::bigint, 0), '{}', $4)
ON CONFLICT (channel, thread_ts) DO NOTHING`

// MarkThread notes that Watch Tower speaks in a thread, so that it answers
// there without being named again. What the thread was about is left alone.
func (s *Store) MarkThread(ctx context.Context, channel, ts string, personID int64, now time.Time) error {
	_, err := s.pool.Exec(ctx, markThread, channel, ts, personID, now)
	return wrap(err, "MarkThread")
}

const speaksIn = `SELECT EXISTS (SELECT FROM threads WHERE channel = $1 AND thread_ts = $2)`

// SpeaksIn says whether Watch Tower has spoken in a thread, or begun it.
func (s *Store) SpeaksIn(ctx context.Context, channel, ts string) (yes bool, err error) {
	err = s.pool.QueryRow(ctx, speaksIn, channel, ts).Scan(&yes)
	return yes, wrap(err, "SpeaksIn")
}
