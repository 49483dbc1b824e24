package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Pace is how far apart deliveries are kept, by the machine's clock.
type Pace struct {
	Post time.Duration // posts to one channel
	Edit time.Duration // edits, whatever the channel
}

// edits is the name under which the pace of all edits is kept.
const edits = "*"

// A claim is a lease: it moves next_try ahead, so that a replica that dies with
// a row in hand leaves it to the others when the lease ends. It takes at most
// one post for each channel, and the channel with it: of two replicas the
// second waits for the row of the pace, and then finds the channel held.
const claimPosts = `
WITH RECURSIVE waiting AS (
    (SELECT channel FROM deliveries WHERE sent < version AND slack_ts = '' ORDER BY channel LIMIT 1)
    UNION ALL
    SELECT (SELECT d.channel FROM deliveries d
            WHERE d.sent < d.version AND d.slack_ts = '' AND d.channel > w.channel ORDER BY d.channel LIMIT 1)
    FROM waiting w WHERE w.channel IS NOT NULL),
ready AS (
    SELECT w.channel, n.lane, n.next_try, n.id
    FROM waiting w
    LEFT JOIN delivery_pace p ON p.channel = w.channel
    CROSS JOIN LATERAL (
        SELECT d.lane, d.next_try, d.id FROM deliveries d
        WHERE d.channel = w.channel AND d.sent < d.version AND d.slack_ts = '' AND d.next_try <= $1
        ORDER BY d.lane, d.next_try, d.id LIMIT 1) n
    WHERE coalesce(p.held_until <= $1, true)
    ORDER BY n.lane, n.next_try, n.id
    LIMIT $3),
taken AS (
    INSERT INTO delivery_pace AS p (channel, held_until)
    SELECT channel, $4 FROM ready ORDER BY channel
    ON CONFLICT (channel) DO UPDATE SET held_until = excluded.held_until WHERE p.held_until <= $1
    RETURNING p.channel),
due AS (
    SELECT n.id FROM taken t CROSS JOIN LATERAL (
        SELECT d.id FROM deliveries d
        WHERE d.channel = t.channel AND d.sent < d.version AND d.slack_ts = '' AND d.next_try <= $1
        ORDER BY d.lane, d.next_try, d.id LIMIT 1
        FOR UPDATE SKIP LOCKED) n)
UPDATE deliveries d SET next_try = $2, tries = tries + 1
FROM due WHERE d.id = due.id ` + returningDelivery

// Edits share one limit over all channels, so one goes at a time.
const claimEdit = `
WITH taken AS (
    INSERT INTO delivery_pace AS p (channel, held_until)
    SELECT '` + edits + `', $3
    WHERE EXISTS (SELECT FROM deliveries WHERE sent < version AND slack_ts <> '' AND next_try <= $1)
    ON CONFLICT (channel) DO UPDATE SET held_until = excluded.held_until WHERE p.held_until <= $1
    RETURNING p.channel),
due AS (
    SELECT n.id FROM taken CROSS JOIN LATERAL (
        SELECT d.id FROM deliveries d
        WHERE d.sent < d.version AND d.slack_ts <> '' AND d.next_try <= $1
        ORDER BY d.lane, d.next_try, d.id LIMIT 1
        FOR UPDATE SKIP LOCKED) n)
UPDATE deliveries d SET next_try = $2, tries = tries + 1
FROM due WHERE d.id = due.id ` + returningDelivery

const returningDelivery = `
RETURNING d.id, d.key, d.channel, d.answer, d.version, d.slack_channel, d.slack_ts, d.tries - 1, d.created_at, d.thread_ts, d.lane, d.beside`

// ClaimDeliveries takes what is due for one attempt each: a post for each
// channel that is not held, at most limit, and one edit. Until the lease ends
// no other replica gets them; now is the machine's time.
func (s *Store) ClaimDeliveries(ctx context.Context, now time.Time, lease time.Duration, limit int, pace Pace) (out []Delivery, err error) {
	defer func() { err = wrap(err, "ClaimDeliveries") }()
	if limit < 1 {
		return []Delivery{}, nil
	}
	posts, err := s.pool.Query(ctx, claimPosts, now, now.Add(lease), limit, now.Add(pace.Post))
	if err != nil {
		return nil, err
	}
	if out, err = pgx.CollectRows(posts, scanDelivery); err != nil || len(out) == limit {
		return out, err
	}
	edit, err := s.pool.Query(ctx, claimEdit, now, now.Add(lease), now.Add(pace.Edit))
	if err != nil {
		return out, err
	}
	edited, err := pgx.CollectRows(edit, scanDelivery)
	return append(out, edited...), err
}

func scanDelivery(row pgx.CollectableRow) (d Delivery, err error) {
	err = row.Scan(&d.ID, &d.Key, &d.Channel, &d.Answer, &d.Version, &d.SlackChannel, &d.SlackTS, &d.Tries, &d.CreatedAt, &d.Thread, &d.Lane, &d.Beside)
	return d, err
}
