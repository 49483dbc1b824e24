package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
)

const holdPace = `
INSERT INTO delivery_pace AS p (channel, held_until, limited_since)
VALUES ($1, $2, $3)
ON CONFLICT (channel) DO UPDATE SET
    held_until    = greatest(p.held_until, excluded.held_until),
    limited_since = coalesce(p.limited_since, excluded.limited_since)`

// LimitChannel keeps deliveries off a channel until Slack takes messages
// there again, on every replica. Times are the machine's.
func (s *Store) LimitChannel(ctx context.Context, channel string, now, until time.Time) error {
	_, err := s.pool.Exec(ctx, holdPace, channel, until, now)
	return wrap(err, "LimitChannel(%s)", channel)
}

// LimitEdits does the same for all edits.
func (s *Store) LimitEdits(ctx context.Context, until time.Time) error {
	_, err := s.pool.Exec(ctx, holdPace, edits, until, nil)
	return wrap(err, "LimitEdits")
}

// An answer takes a whole turn of its own, so that in the long run the channel
// gets no more than one message a turn; deliveries wait for at most four.
const yieldPace = `
UPDATE delivery_pace SET held_until = least(greatest(held_until, $2) + $3::interval, $2 + 4 * $3::interval) WHERE channel = $1`

// YieldChannel lets deliveries to a channel wait for one more turn, because an
// answer to a person has just taken theirs.
func (s *Store) YieldChannel(ctx context.Context, channel string, now time.Time, turn time.Duration) error {
	_, err := s.pool.Exec(ctx, yieldPace, channel, now, turn)
	return wrap(err, "YieldChannel(%s)", channel)
}

// Backlog is a channel with unasked posts that wait, or with a notice that
// says so.
type Backlog struct {
	Channel string
	Waiting int    // unasked posts that Slack does not have yet
	Limited bool   // Slack has said so itself
	Notice  string // key of the delivery that tells the channel; empty when it was not told
	Told    bool   // the notice stands in Slack
	Settled bool   // nothing more becomes of the notice: it was sent, given up, or forgotten
}

const backlogs = `
SELECT coalesce(w.channel, p.channel), coalesce(w.n, 0), p.limited_since IS NOT NULL, coalesce(p.notice, ''), coalesce(d.slack_ts <> '', false),
    coalesce(d.sent >= d.version, true)
FROM (SELECT channel, count(*) AS n FROM deliveries
      WHERE sent < version AND slack_ts = '' AND lane = 1 GROUP BY channel) w
FULL JOIN (SELECT channel, limited_since, notice FROM delivery_pace
           WHERE limited_since IS NOT NULL OR notice <> '') p ON p.channel = w.channel
LEFT JOIN deliveries d ON d.key = p.notice AND p.notice <> ''`

// Backlogs are the channels that wait, and those that were told so.
func (s *Store) Backlogs(ctx context.Context) ([]Backlog, error) {
	rows, err := s.pool.Query(ctx, backlogs)
	if err != nil {
		return nil, wrap(err, "Backlogs")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Backlog])
	return out, wrap(err, "Backlogs")
}

const openNotice = `
INSERT INTO delivery_pace AS p (channel, held_until, notice)
VALUES ($1, '-infinity', $2)
ON CONFLICT (channel) DO UPDATE SET notice = excluded.notice WHERE p.notice = ''`

// OpenNotice tells a channel that its messages wait, ahead of them and once:
// while a notice stands, no replica opens another.
func (s *Store) OpenNotice(ctx context.Context, channel, key string, a answer.Answer, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, openNotice, channel, key)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return say(ctx, tx, key, Spot{Channel: channel}, LaneAnswer, a, now)
	}), "OpenNotice(%s)", channel)
}

const closeNotice = `UPDATE delivery_pace SET notice = '', limited_since = NULL WHERE channel = $1 AND notice = $2`

// CloseNotice ends a backlog: the notice, if it stands in Slack, says so from
// now on.
func (s *Store) CloseNotice(ctx context.Context, l Backlog, a answer.Answer, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, closeNotice, l.Channel, l.Notice)
		if err != nil || tag.RowsAffected() == 0 || !l.Told {
			return err
		}
		return say(ctx, tx, l.Notice, Spot{Channel: l.Channel}, LaneAnswer, a, now)
	}), "CloseNotice(%s)", l.Channel)
}
