package store

import (
	"context"
	"time"
)

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
