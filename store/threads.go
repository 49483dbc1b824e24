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

const beginThread = `
INSERT INTO threads (channel, thread_ts, person_id, memory, updated_at)
VALUES ($1, $2, nullif($3::bigint, 0), '{}', $4)
ON CONFLICT (channel, thread_ts) DO NOTHING`

const lockThread = `
SELECT CASE WHEN updated_at >= $3 AND (NOT $4 OR person_id IS NOT DISTINCT FROM nullif($5::bigint, 0)) THEN memory ELSE '{}' END
FROM threads
WHERE channel = $1 AND thread_ts = $2
FOR UPDATE`

const saveThread = `
UPDATE threads
SET person_id = nullif($3::bigint, 0), memory = $4, updated_at = $5
WHERE channel = $1 AND thread_ts = $2`

// UpdateThread keeps what a conversation is about now. change is given what is
// kept at this moment, {} for nothing that LoadThread would find, and says what
// is to be kept: whoever else goes on with the same conversation waits meanwhile.
func (s *Store) UpdateThread(ctx context.Context, t Thread, since, now time.Time, change func(json.RawMessage) (json.RawMessage, error)) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, beginThread, t.Channel, t.Thread, t.PersonID, now); err != nil {
			return err
		}
		var memory json.RawMessage
		if err := tx.QueryRow(ctx, lockThread, t.Channel, t.Thread, since, t.Private, t.PersonID).Scan(&memory); err != nil {
			return err
		}
		memory, err := change(memory)
		if err == nil {
			_, err = tx.Exec(ctx, saveThread, t.Channel, t.Thread, t.PersonID, memory, now)
		}
		return err
	}), "UpdateThread")
}

const dropThreads = `DELETE FROM threads WHERE updated_at < $1`

// DropThreads forgets conversations last touched before a moment, and says how
// many they were.
func (s *Store) DropThreads(ctx context.Context, before time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, dropThreads, before)
	return tag.RowsAffected(), wrap(err, "DropThreads")
}
