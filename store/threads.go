package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Thread is one conversation: a thread of a channel, or a direct message.
type Thread struct {
	Channel, Thread string
	PersonID        int64 // who wrote last; 0 for the system
	Private         bool  // a direct message: nobody else may be told what it was about
}

const loadThread = `
SELECT memory
FROM threads
WHERE channel = $1 AND thread_ts = $2 AND updated_at >= $3
  AND (NOT $4 OR person_id IS NOT DISTINCT FROM nullif($5::bigint, 0))`

// LoadThread is what a conversation was about. It is not found when nothing is
// kept, when it was last touched before since, or when a private one is
// another person's.
func (s *Store) LoadThread(ctx context.Context, t Thread, since time.Time) (memory json.RawMessage, found bool, err error) {
	err = s.pool.QueryRow(ctx, loadThread, t.Channel, t.Thread, since, t.Private, t.PersonID).Scan(&memory)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return memory, err == nil, wrap(err, "LoadThread")
}

const saveThread = `
INSERT INTO threads (channel, thread_ts, person_id, memory, updated_at)
VALUES ($1, $2, nullif($3::bigint, 0), $4, $5)
ON CONFLICT (channel, thread_ts) DO UPDATE
SET person_id = excluded.person_id, memory = excluded.memory, updated_at = excluded.updated_at`

// SaveThread keeps what a conversation is about now.
func (s *Store) SaveThread(ctx context.Context, t Thread, memory json.RawMessage, now time.Time) error {
	_, err := s.pool.Exec(ctx, saveThread, t.Channel, t.Thread, t.PersonID, memory, now)
	return wrap(err, "SaveThread")
}

const dropThreads = `DELETE FROM threads WHERE updated_at < $1`

// DropThreads forgets conversations last touched before a moment, and says how
// many they were.
func (s *Store) DropThreads(ctx context.Context, before time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, dropThreads, before)
	return tag.RowsAffected(), wrap(err, "DropThreads")
}
