package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
)

// Feedback is one person's thumb under one answer, with what was asked.
type Feedback struct {
	Person             int64
	Channel, MessageTS string // the answer
	Thread             string
	Question           string
	Tool               string
	Args               json.RawMessage // may be empty
	Good               bool
	At                 time.Time
}

const saveFeedback = `
INSERT INTO feedback (channel, message_ts, person_id, thread_ts, question, tool, args, good, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (channel, message_ts, person_id) DO UPDATE SET good = excluded.good, at = excluded.at`

// SaveFeedback keeps a thumb; a second one of the same person under the same
// answer takes its place.
func (s *Store) SaveFeedback(ctx context.Context, f Feedback) error {
	if len(f.Args) == 0 {
		f.Args = json.RawMessage("{}")
	}
	_, err := s.pool.Exec(ctx, saveFeedback, f.Channel, f.MessageTS, f.Person, f.Thread, f.Question, f.Tool, f.Args, f.Good, f.At)
	return wrap(err, "SaveFeedback")
}

const feedbackSince = `
SELECT person_id, channel, message_ts, thread_ts, question, tool, args, good, at
FROM feedback WHERE at >= $1 ORDER BY at DESC LIMIT $2`

// FeedbackSince lists the newest thumbs since a moment, at most limit.
func (s *Store) FeedbackSince(ctx context.Context, since time.Time, limit int) ([]Feedback, error) {
	rows, err := s.pool.Query(ctx, feedbackSince, since, limit)
	if err != nil {
		return nil, wrap(err, "FeedbackSince")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Feedback])
	return out, wrap(err, "FeedbackSince")
}
