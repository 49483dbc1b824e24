package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// What ended by itself is resolved unless it was critical: then a person says
// so. What begins anew is open again, and nobody has it in hand any more. A part
// of another alert is one by itself from when it begins anew after that was
// resolved, or becomes graver than that.
const changeFound = `
WITH u AS (
    SELECT f.*, o.id IS NOT NULL AND (f.reason = 'again' AND o.status = 'resolved' OR f.reason = 'worse' AND f.severity = 'critical' AND o.severity <> 'critical') AS apart
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[], $6::bigint[]) AS f(id, reason, severity, ended_at, detail, into_id)
    JOIN alerts x ON x.id = f.id
    LEFT JOIN alerts o ON o.id = x.part_of
)
UPDATE alerts a SET
    severity = CASE WHEN u.reason IN ('worse', 'again') THEN u.severity ELSE a.severity END,
    status = CASE
        WHEN a.part_of IS NOT NULL AND NOT u.apart THEN a.status
        WHEN (u.reason = 'again' OR u.apart) AND u.severity <> 'info' THEN 'open'
        WHEN u.reason = 'joined' OR u.reason = 'resolved' AND a.severity <> 'critical' THEN 'resolved'
        ELSE a.status END,
    snoozed_until = CASE WHEN u.reason IN ('again', 'joined') OR u.reason = 'resolved' AND a.severity <> 'critical' THEN NULL ELSE a.snoozed_until END,
    acked_by = CASE WHEN u.reason = 'again' THEN NULL ELSE a.acked_by END,
    acked_at = CASE WHEN u.reason = 'again' THEN NULL ELSE a.acked_at END,
    resolved_by = CASE WHEN u.reason = 'again' THEN NULL ELSE a.resolved_by END,
    resolved_at = CASE WHEN u.reason = 'again' THEN NULL ELSE a.resolved_at END,
    false_alarm = a.false_alarm AND u.reason <> 'again',
    ended_at = u.ended_at, detail = a.detail || u.detail, part_of = coalesce(nullif(u.into_id, 0), CASE WHEN NOT u.apart THEN a.part_of END),
    version = a.version + CASE WHEN u.reason = 'quiet' THEN 0 ELSE 1 END
FROM u
WHERE a.id = u.id
RETURNING a.id, u.reason, a.version, a.status, a.part_of IS NOT NULL AND u.reason <> 'joined'`

const insertWatchUpdates = `
INSERT INTO alert_updates (alert_id, at, who, via, action, status, what)
SELECT u.id, $1, $2, $3, u.action, u.status, u.what FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[]) AS u(id, action, status, what)`

// change writes what became of incidents that were known, with a line in each
// one's history and an event where people are to hear of it.
func (w *watchWriter) change(ctx context.Context, tx pgx.Tx) error {
	if len(w.said) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, changeFound, w.changeColumns()...)
	if err != nil {
		return err
	}
	by := map[int64]*watchMove{}
	for i := range w.said {
		by[w.said[i].ID] = &w.said[i]
	}
	var ids []int64
	var actions, states, whats []string
	var id, version int64
	var reason fleet.MoveReason
	var status fleet.AlertStatus
	var silent bool
	_, err = pgx.ForEachRow(rows, []any{&id, &reason, &version, &status, &silent}, func() error {
		action, what := by[id].history()
		if silent || action == "" {
			return nil
		}
		ids, actions, states, whats = append(ids, id), append(actions, string(action)), append(states, string(status)), append(whats, what)
		change := AlertChange{AlertID: id, Status: status}
		if reason == fleet.MoveResolved {
			change = AlertChange{AlertID: id, Phase: fleet.PhaseEnd}
		}
		w.raise(id, version+1, change)
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, insertWatchUpdates, w.now, fleet.SystemCaller.Name, fleet.ViaJob, ids, actions, states, whats)
	return err
}

func (w *watchWriter) changeColumns() []any {
	n := len(w.said)
	id, reason, severity := make([]int64, n), make([]string, n), make([]string, n)
	ended, detail, into := make([]*time.Time, n), make([]json.RawMessage, n), make([]int64, n)
	for i := range w.said {
		m := &w.said[i]
		id[i], reason[i], severity[i], ended[i], into[i] = m.ID, string(m.Reason), string(m.Severity), m.ended(), m.Into
		if detail[i] = json.RawMessage("{}"); m.Text != "" {
			detail[i] = m.detail()
		}
	}
	return []any{id, reason, severity, ended, detail, into}
}

// history is what an alert's history says of a move; nothing of a quiet one.
func (m *watchMove) history() (fleet.AlertAction, string) {
	switch m.Reason {
	case fleet.MoveWorse:
		return fleet.Worsen, "It got worse: " + m.Text
	case fleet.MoveAgain:
		return fleet.Reopen, "It began again at " + fleet.FormatClock(m.Passed)
	case fleet.MoveResolved:
		return fleet.Resolve, "It ended at " + fleet.FormatClock(m.Seen)
	case fleet.MoveJoined:
		return fleet.Resolve, "It is one with an earlier alert"
	}
	return "", ""
}
