package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
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

// A vendor tells of the same trouble again and again while it lasts: a phone at
// the wheel, a low battery where a rule makes it a warning. What it told of
// before within so long, and somebody still has before them, is that alert. What
// is critical is told each time.
const joinSame = `
UPDATE alerts v SET part_of = h.id, status = 'resolved'
FROM alerts n CROSS JOIN LATERAL (
    SELECT h.id FROM alerts h
    WHERE h.truck_id = n.truck_id AND h.started_at BETWEEN n.started_at - interval '1 day' AND n.started_at + $3::interval
      AND h.id < n.id AND h.kind = n.kind AND h.fingerprint = n.fingerprint AND h.source = n.source AND h.part_of IS NULL
      AND h.severity = 'warning' AND h.status <> 'resolved'
      AND h.received_at <= h.started_at + interval '16 minutes' -- else nobody heard of it
      AND EXISTS (SELECT FROM alerts s WHERE s.id < n.id AND (s.id = h.id OR s.part_of = h.id) AND s.started_at BETWEEN n.started_at - $3::interval AND n.started_at + $3::interval)
    ORDER BY h.started_at, h.id LIMIT 1
) h
WHERE n.id = ANY($1) AND n.severity = 'warning' AND NOT n.kind = ANY($2) AND v.id = n.id
RETURNING v.id`

// joinSame finds the vendor's new alerts that repeat one which is not settled.
// Those of which reports count the moments stay by themselves.
func (b *batch) joinSame(ctx context.Context, tx pgx.Tx, first []int64, quiet map[int64]bool) error {
	first = slices.DeleteFunc(slices.Clone(first), func(id int64) bool { return quiet[id] })
	if len(first) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, joinSame, first, statKinds(), fleet.ReopenTime)
	if err != nil {
		return err
	}
	joined, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range joined {
		quiet[id] = true
	}
	return err
}
