package store

import (
	"context"
	"encoding/json"
	"fmt"
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

const auditColumns = `
SELECT a.at, coalesce(a.person_id, 0), a.who, a.role, a.via, a.tool, a.args, a.outcome FROM audit a`

// LastAudit is what was done and looked at most recently, newest first.
func (s *Store) LastAudit(ctx context.Context, n int) ([]AuditRow, error) {
	return s.auditRows(ctx, auditColumns+"\nORDER BY a.at DESC, a.id DESC LIMIT $1", n)
}

func (s *Store) auditRows(ctx context.Context, sql string, args ...any) ([]AuditRow, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, wrap(err, "audit")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r AuditRow, err error) {
		err = row.Scan(&r.At, &r.Caller.PersonID, &r.Caller.Name, &r.Caller.Role, &r.Via, &r.Tool, &r.Args, &r.Outcome)
		return r, err
	})
	return out, wrap(err, "audit")
}

// AuditQuery narrows the audit; zero fields do not.
type AuditQuery struct {
	PersonID      int64
	Tool          string
	TripRef       string // the trip that was changed
	Window        *fleet.Window
	Limit, Offset int
}

// where has a fixed part per field, each served by an index of audit.
func (q AuditQuery) where() (string, []any) {
	var c conditions
	if q.PersonID != 0 {
		c.add("a.person_id = %s", q.PersonID)
	}
	if q.Tool != "" {
		c.add("a.tool = %s", q.Tool)
	}
	if q.TripRef != "" {
		c.add("a.args->>'trip_id' = %s", q.TripRef)
	}
	if q.Window != nil {
		c.add("a.at >= %s AND a.at < %s", q.Window.From, q.Window.To)
	}
	return c.where()
}

// AuditList lists the audit, newest first, and how many rows there are in all.
func (s *Store) AuditList(ctx context.Context, q AuditQuery) (list []AuditRow, total int, err error) {
	where, args := q.where()
	list, err = s.auditRows(ctx, fmt.Sprintf("%s%s\nORDER BY a.at DESC, a.id DESC LIMIT %d OFFSET %d", auditColumns, where, q.Limit, q.Offset), args...)
	if err != nil {
		return nil, 0, err
	}
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM audit a"+where, args...).Scan(&total)
	return list, total, wrap(err, "AuditList")
}
