package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// PendingWrite is a write that waits for a yes, with its exact arguments.
type PendingWrite struct {
	ID                   string
	Caller               fleet.Caller // person and role that asked
	Tool                 string
	Args                 json.RawMessage
	CreatedAt, ExpiresAt time.Time
}

const savePending = `
INSERT INTO pending_writes (id, person_id, role, tool, args, created_at, expires_at)
VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6, $7)`

// SavePending keeps a write until it is settled or expires.
func (s *Store) SavePending(ctx context.Context, p PendingWrite) error {
	_, err := s.pool.Exec(ctx, savePending, p.ID, p.Caller.PersonID, p.Caller.Role, p.Tool, p.Args, p.CreatedAt, p.ExpiresAt)
	return wrap(err, "SavePending")
}

const pendingByID = `
SELECT coalesce(person_id, 0), role, tool, args, created_at, expires_at
FROM pending_writes
WHERE id = $1`

// Pending finds a write by its id, settled or not.
func (s *Store) Pending(ctx context.Context, id string) (PendingWrite, error) {
	p := PendingWrite{ID: id}
	err := s.pool.QueryRow(ctx, pendingByID, id).
		Scan(&p.Caller.PersonID, &p.Caller.Role, &p.Tool, &p.Args, &p.CreatedAt, &p.ExpiresAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, fleet.Errorf(fleet.NotFound, "That request is no longer here. Please ask again.")
	}
	return p, wrap(err, "Pending")
}

const settlePending = `
UPDATE pending_writes
SET settled = $2, settled_at = $3
WHERE id = $1 AND settled IS NULL AND expires_at > $3`

const pendingOutcome = `SELECT coalesce(settled, '') FROM pending_writes WHERE id = $1`

// SettlePending takes a pending write for one outcome, confirmed or cancelled.
// The second to try is told what the first did; after expiry nobody can.
func (s *Store) SettlePending(ctx context.Context, id, how string, now time.Time) error {
	tag, err := s.pool.Exec(ctx, settlePending, id, how, now)
	if err != nil || tag.RowsAffected() == 1 {
		return wrap(err, "SettlePending")
	}
	var settled string
	if err := s.pool.QueryRow(ctx, pendingOutcome, id).Scan(&settled); err != nil {
		return wrap(err, "SettlePending")
	}
	if settled == "" {
		return fleet.Errorf(fleet.Conflict, "That request was older than 10 minutes, so nothing was changed. Please ask again.")
	}
	return &fleet.Error{Kind: fleet.Conflict, Field: SettledField, Message: "That request was already " + settled + "."}
}

// SettledField marks the error of whoever comes second to a pending write.
const SettledField = "settled"

const releasePending = `UPDATE pending_writes SET settled = NULL, settled_at = NULL WHERE id = $1`

// ReleasePending gives a write back whose carrying out failed, so that it can
// be confirmed again within its time.
func (s *Store) ReleasePending(ctx context.Context, id string) error {
	_, err := s.pool.Exec(ctx, releasePending, id)
	return wrap(err, "ReleasePending")
}

const dropPending = `DELETE FROM pending_writes WHERE expires_at < $1`

// DropPending forgets writes that expired before a moment; the audit keeps
// what was done.
func (s *Store) DropPending(ctx context.Context, before time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, dropPending, before)
	return tag.RowsAffected(), wrap(err, "DropPending")
}
