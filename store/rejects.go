package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Reject is an authentic fact that could not be used, with the reason.
type Reject struct {
	EntryID    string // shard and id of the stream's entry: a redelivery adds nothing
	Source     string
	Reason     string
	Body       []byte
	ReceivedAt time.Time
}

const insertRejects = `
INSERT INTO rejects (entry_id, source, reason, body, received_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[])
ON CONFLICT (entry_id) DO NOTHING`

func rejectColumns(list []Reject) []any {
	n := len(list)
	entry, source, reason := make([]string, n), make([]string, n), make([]string, n)
	body, received := make([][]byte, n), make([]time.Time, n)
	for i, r := range list {
		entry[i], source[i], reason[i], body[i], received[i] = r.EntryID, r.Source, r.Reason, r.Body, r.ReceivedAt
		if body[i] == nil {
			body[i] = []byte{}
		}
	}
	return []any{entry, source, reason, body, received}
}

func queueRejects(q *pgx.Batch, list []Reject) {
	if len(list) > 0 {
		q.Queue(insertRejects, rejectColumns(list)...)
	}
}

// SaveRejects keeps facts that could not be read. One entry counts once.
func (s *Store) SaveRejects(ctx context.Context, list []Reject) error {
	if len(list) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, insertRejects, rejectColumns(list)...)
	return wrap(err, "SaveRejects(%d)", len(list))
}

const newestRejects = `
SELECT entry_id, source, reason, body, received_at FROM rejects ORDER BY received_at DESC, id DESC LIMIT $1`

// Rejects lists the newest rejects, at most n.
func (s *Store) Rejects(ctx context.Context, n int) ([]Reject, error) {
	rows, err := s.pool.Query(ctx, newestRejects, n)
	if err != nil {
		return nil, wrap(err, "Rejects")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Reject])
	return out, wrap(err, "Rejects")
}
