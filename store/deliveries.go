package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
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
	Lane      Lane
	CreatedAt time.Time
	// Beside is what package bot shows with the answer, as it wrote it; nil for
	// what nobody asked for.
	Beside json.RawMessage
}

// Spot is where in Slack something is said. With a TS it takes the place of
// the message that stands there.
type Spot struct{ Channel, Thread, TS string }

// Lane orders what waits for a channel: whoever asked is answered first.
type Lane int

// The lanes.
const (
	LaneAnswer  Lane = 0
	LaneUnasked Lane = 1
)

// What is due at once has been due for ever: the time of a new row is the
// caller's, which may be simulated, and the queue goes by the machine's.
const sayDelivery = `
INSERT INTO deliveries (key, channel, answer, next_try, created_at, thread_ts, slack_channel, slack_ts, lane, beside)
VALUES ($1, $2, $3, '-infinity', $4, $5, CASE WHEN $6 = '' THEN '' ELSE $2 END, $6, $7, $8)
ON CONFLICT (key) DO UPDATE SET
    answer   = excluded.answer,
    beside   = excluded.beside,
    version  = deliveries.version + 1,
    tries    = CASE WHEN deliveries.sent < deliveries.version THEN deliveries.tries ELSE 0 END,
    -- a version in flight keeps its lease, so that an older edit cannot land after a newer one
    next_try = CASE WHEN deliveries.sent < deliveries.version THEN deliveries.next_try ELSE excluded.next_try END
WHERE deliveries.answer IS DISTINCT FROM excluded.answer`

// Say leaves something to be said: a new key is posted, a known key edits what
// was posted under it. Saying the same again changes nothing.
func (s *Store) Say(ctx context.Context, key, channel string, a answer.Answer, now time.Time) error {
	return say(ctx, s.pool, key, Spot{Channel: channel}, LaneUnasked, a, now)
}

// SayAt is Say for a spot within a channel: a thread, or a message to edit.
func (s *Store) SayAt(ctx context.Context, key string, at Spot, a answer.Answer, now time.Time) error {
	return say(ctx, s.pool, key, at, LaneUnasked, a, now)
}

// AnswerAt is SayAt for the answer to a person: it goes ahead of what waits
// for the channel unasked, and keeps what was to be beside it.
func (s *Store) AnswerAt(ctx context.Context, key string, at Spot, a answer.Answer, beside json.RawMessage, now time.Time) error {
	return sayWith(ctx, s.pool, key, at, LaneAnswer, a, beside, now)
}

// say is SayAt within a transaction of the caller.
func say(ctx context.Context, q querier, key string, at Spot, lane Lane, a answer.Answer, now time.Time) error {
	return sayWith(ctx, q, key, at, lane, a, nil, now)
}

func sayWith(ctx context.Context, q querier, key string, at Spot, lane Lane, a answer.Answer, beside json.RawMessage, now time.Time) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return wrap(err, "Say(%s)", key)
	}
	_, err = q.Exec(ctx, sayDelivery, key, at.Channel, raw, now, at.Thread, at.TS, lane, []byte(beside))
	return wrap(err, "Say(%s)", key)
}

const rootSpot = `SELECT channel, slack_channel, slack_ts FROM deliveries WHERE key = $1 FOR UPDATE`

const sayReply = `
INSERT INTO deliveries (key, channel, answer, next_try, created_at, thread_ts, lane, reply_to)
VALUES ($1, $2, $3, CASE WHEN $5 = '' THEN 'infinity' ELSE '-infinity' END::timestamptz, $4, $5, $6, $7)
ON CONFLICT (key) DO NOTHING`

// reply says something once in the thread of what another delivery said, as
// soon as that stands in Slack. Without such a delivery nothing is said.
func reply(ctx context.Context, tx pgx.Tx, root, key string, a answer.Answer, now time.Time) error {
	var at Spot
	var channel string
	switch err := tx.QueryRow(ctx, rootSpot, root).Scan(&channel, &at.Channel, &at.TS); {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return wrap(err, "reply(%s)", key)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return wrap(err, "reply(%s)", key)
	}
	_, err = tx.Exec(ctx, sayReply, key, cmp.Or(at.Channel, channel), raw, now, at.TS, LaneUnasked, root)
	return wrap(err, "reply(%s)", key)
}

const waitingDeliveries = `SELECT count(*) FROM deliveries WHERE sent < version`

// WaitingDeliveries counts what Slack does not have yet.
func (s *Store) WaitingDeliveries(ctx context.Context) (n int, err error) {
	err = s.pool.QueryRow(ctx, waitingDeliveries).Scan(&n)
	return n, wrap(err, "WaitingDeliveries")
}
