package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// An alert of which a rule of our own has told is part of that one.
const joinRules = `
UPDATE alerts v SET part_of = r.id, status = 'resolved'
FROM alerts r
WHERE v.id = ANY($1) AND v.kind = ANY($2) AND r.truck_id = v.truck_id AND r.kind = v.kind AND r.source = '` + ruleSource + `' AND r.part_of IS NULL
  AND (r.severity <> 'info' OR v.severity = 'info')
  AND r.received_at <= r.started_at + interval '16 minutes' -- else nobody heard of it
  AND r.started_at > v.started_at - interval '1 day' AND r.started_at <= coalesce(v.ended_at, v.started_at) + interval '15 minutes'
  AND greatest(r.started_at, coalesce(r.ended_at, CASE WHEN r.status <> 'resolved' THEN $3::timestamptz END)) >= v.started_at - interval '15 minutes'
RETURNING v.id`

// joinRules finds the vendor's new alerts of which our own rules have told
// before: nobody hears of those.
func (b *batch) joinRules(ctx context.Context, tx pgx.Tx, first []int64, quiet map[int64]bool) error {
	if len(first) == 0 || !slices.ContainsFunc(b.notices, func(in Incoming) bool { return slices.Contains(oneCard, in.Fact.Alert.Kind) }) {
		return nil
	}
	rows, err := tx.Query(ctx, joinRules, first, oneCard, b.now)
	if err != nil {
		return err
	}
	joined, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range joined {
		quiet[id] = true
	}
	return err
}
