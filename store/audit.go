package store

import (
	"context"
	"encoding/json"
	"time"

	"watchtower/fleet"
)

// AuditRow is one write, export or look at personal data.
type AuditRow struct {
	At      time.Time
	Caller  fleet.Caller
	Via     fleet.Via
	Tool    string
	Args    json.RawMessage
	Outcome string // done, or the kind of error
}

const insertAudit = `
INSERT INTO audit (at, person_id, who, role, via, tool, args, outcome)
VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6, $7, $8)`

// Audit keeps a row for ever.
func (s *Store) Audit(ctx context.Context, r AuditRow) error {
	_, err := s.pool.Exec(ctx, insertAudit, r.At, r.Caller.PersonID, r.Caller.Name, r.Caller.Role, r.Via, r.Tool, r.Args, r.Outcome)
	return wrap(err, "Audit")
}
