package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Act is a write that was asked for under a name of its own.
type Act struct {
	Again  bool            // it was begun before
	Answer json.RawMessage // of the first time; empty while that is not over, or was cut off
}

const beginAct = `INSERT INTO acts (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`

const readAct = `SELECT answer FROM acts WHERE id = $1`

// BeginAct takes the name of a write, once among all replicas and lives, or
// says what became of it.
func (s *Store) BeginAct(ctx context.Context, id string, now time.Time) (a Act, err error) {
	tag, err := s.pool.Exec(ctx, beginAct, id, now)
	if err != nil || tag.RowsAffected() == 1 {
		return a, wrap(err, "BeginAct")
	}
	a.Again = true
	err = s.pool.QueryRow(ctx, readAct, id).Scan(&a.Answer)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, nil // given back this moment: whoever did so answers
	}
	return a, wrap(err, "BeginAct")
}

const finishAct = `UPDATE acts SET answer = $2 WHERE id = $1`

// FinishAct keeps the answer to a write for whoever asks for it again.
func (s *Store) FinishAct(ctx context.Context, id string, answer json.RawMessage) error {
	_, err := s.pool.Exec(ctx, finishAct, id, answer)
	return wrap(err, "FinishAct")
}

const dropAct = `DELETE FROM acts WHERE id = $1`

// DropAct gives a name back under which nothing was done.
func (s *Store) DropAct(ctx context.Context, id string) error {
	_, err := s.pool.Exec(ctx, dropAct, id)
	return wrap(err, "DropAct")
}

const dropActs = `DELETE FROM acts WHERE at < $1`

// DropActs forgets the names of writes from before a moment, and says how many.
func (s *Store) DropActs(ctx context.Context, before time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, dropActs, before)
	return tag.RowsAffected(), wrap(err, "DropActs")
}
