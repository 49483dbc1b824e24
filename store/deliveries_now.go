package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

const standing = `SELECT slack_channel, slack_ts FROM deliveries WHERE key = $1`

// StandsAt is where a delivery stands in Slack; the zero Spot when it does not.
func (s *Store) StandsAt(ctx context.Context, key string) (at Spot, err error) {
	err = s.pool.QueryRow(ctx, standing, key).Scan(&at.Channel, &at.TS)
	if errors.Is(err, pgx.ErrNoRows) {
		return Spot{}, nil
	}
	return at, wrap(err, "StandsAt(%s)", key)
}

const claimNow = `
WITH held AS (
    INSERT INTO delivery_pace AS p (channel, held_until) VALUES ('` + edits + `', $4)
    ON CONFLICT (channel) DO UPDATE SET held_until = greatest(p.held_until, excluded.held_until))
UPDATE deliveries d SET next_try = $3, tries = tries + 1
WHERE d.key = $1 AND d.sent < d.version AND d.slack_ts <> '' AND d.next_try <= $2 ` + returningDelivery

// ClaimEdit takes one edit out of its turn, because a person waits for it; the
// others keep their distance from it. None when it is done or under way.
func (s *Store) ClaimEdit(ctx context.Context, key string, now time.Time, lease time.Duration, pace Pace) ([]Delivery, error) {
	rows, err := s.pool.Query(ctx, claimNow, key, now, now.Add(lease), now.Add(pace.Edit))
	if err != nil {
		return nil, wrap(err, "ClaimEdit(%s)", key)
	}
	out, err := pgx.CollectRows(rows, scanDelivery)
	return out, wrap(err, "ClaimEdit(%s)", key)
}
