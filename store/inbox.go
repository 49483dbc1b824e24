package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// InboxEntry is a raw fact that waits because Redis was away.
type InboxEntry struct {
	ID         int64
	Source     string
	Body       []byte
	ReceivedAt time.Time
}

const insertInbox = `
INSERT INTO inbox (source, body, received_at)
SELECT $1, u.body, $3 FROM unnest($2::bytea[]) AS u(body)`

// SaveInbox keeps raw facts of one message until they are applied.
func (s *Store) SaveInbox(ctx context.Context, source string, facts [][]byte, receivedAt time.Time) error {
	_, err := s.pool.Exec(ctx, insertInbox, source, facts, receivedAt)
	return wrap(err, "SaveInbox(%d)", len(facts))
}

const oldestInbox = `
SELECT id, source, body, received_at FROM inbox ORDER BY id LIMIT $1`

// Inbox gives the oldest waiting facts, at most n. Two readers may get the
// same ones: applying a fact twice is nothing.
func (s *Store) Inbox(ctx context.Context, n int) ([]InboxEntry, error) {
	rows, err := s.pool.Query(ctx, oldestInbox, n)
	if err != nil {
		return nil, wrap(err, "Inbox")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[InboxEntry])
	return out, wrap(err, "Inbox")
}

// ClearInbox removes facts that were applied or rejected.
func (s *Store) ClearInbox(ctx context.Context, ids []int64) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM inbox WHERE id = ANY($1)`, ids)
	return wrap(err, "ClearInbox(%d)", len(ids))
}
