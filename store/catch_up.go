package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const cardAt = `
SELECT key FROM deliveries
WHERE slack_channel = $1 AND slack_ts = $2 AND slack_ts <> '' AND key LIKE 'alert:%' AND reply_to = ''
LIMIT 1`

// AlertAt is the alert whose card stands at a place in Slack, 0 when none does.
func (s *Store) AlertAt(ctx context.Context, at Spot) (id int64, err error) {
	var key string
	err = s.pool.QueryRow(ctx, cardAt, at.Channel, at.TS).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, wrap(err, "AlertAt(%s)", at.Channel)
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(key, "alert:"), ":") // "alert:12", "alert:12:person:3"
	id, err = strconv.ParseInt(number, 10, 64)
	return id, wrap(err, "AlertAt(%s)", key)
}

const noteWrote = `
UPDATE people SET wrote_at = $2 WHERE id = $1 AND (wrote_at IS NULL OR wrote_at < $3)`

// NoteWrote remembers that a person wrote to Watch Tower.
func (s *Store) NoteWrote(ctx context.Context, person int64, now time.Time) error {
	_, err := s.pool.Exec(ctx, noteWrote, person, now, now.Add(-noteEvery))
	return wrap(err, "NoteWrote(%d)", person)
}

const lastWrote = `SELECT coalesce(max(wrote_at), 'epoch') FROM people WHERE id = $1`

// LastWrote is when a person last wrote, long ago when never.
func (s *Store) LastWrote(ctx context.Context, person int64) (at time.Time, err error) {
	err = s.pool.QueryRow(ctx, lastWrote, person).Scan(&at)
	return at.UTC(), wrap(err, "LastWrote(%d)", person)
}
