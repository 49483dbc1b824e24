package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AuditRow is one write, export or look at personal data.
type AuditRow struct {
	At      time.Time
	Caller  fleet.Caller
	Via     fleet.Via
	Tool    string
	Args    json.RawMessage
	Outcome string // begun, done, or the kind of error
}

const insertAudit = `
INSERT INTO audit (at, person_id, who, role, via, tool, args, outcome)
VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6, $7, $8)
RETURNING id`

// Audit keeps a row for ever and returns its id.
func (s *Store) Audit(ctx context.Context, r AuditRow) (id int64, err error) {
	err = s.pool.QueryRow(ctx, insertAudit, r.At, r.Caller.PersonID, r.Caller.Name, r.Caller.Role, r.Via, r.Tool, r.Args, r.Outcome).Scan(&id)
	return id, wrap(err, "Audit")
}

const auditOutcome = `UPDATE audit SET outcome = $2 WHERE id = $1`

// AuditOutcome says how a write that was audited as begun ended.
func (s *Store) AuditOutcome(ctx context.Context, id int64, outcome string) error {
	_, err := s.pool.Exec(ctx, auditOutcome, id, outcome)
	return wrap(err, "AuditOutcome")
}

const lastAudit = `
SELECT at, coalesce(person_id, 0), who, role, via, tool, args, outcome
FROM audit ORDER BY at DESC, id DESC LIMIT $1`

// LastAudit is what was done and looked at most recently, newest first.
func (s *Store) LastAudit(ctx context.Context, n int) ([]AuditRow, error) {
	rows, err := s.pool.Query(ctx, lastAudit, n)
	if err != nil {
		return nil, wrap(err, "LastAudit")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r AuditRow, err error) {
		err = row.Scan(&r.At, &r.Caller.PersonID, &r.Caller.Name, &r.Caller.Role, &r.Via, &r.Tool, &r.Args, &r.Outcome)
		return r, err
	})
	return out, wrap(err, "LastAudit")
}
