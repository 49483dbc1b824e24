package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// ruleSource is the source of alerts that our own rules make.
const ruleSource = "rule"

// oneCard are the kinds of which both LocoNav and rules of our own tell: people
// hear of the first only.
var oneCard = []fleet.AlertKind{fleet.AlertOverspeed, fleet.AlertIdle, fleet.AlertTheft, fleet.AlertOffline, fleet.AlertDeviation, fleet.AlertFatigue}

// watchMove is a move and the truck it is about.
type watchMove struct {
	fleet.Move
	truck int64
	point fleet.Point
	trip  string
}

// watchWriter keeps what a round of looks decided, and leaves events of what
// people are to hear.
type watchWriter struct {
	now    time.Time
	fresh  []watchMove // of incidents that nobody knew of
	known  []watchMove
	said   []watchMove // those of known that change the alert
	events []Event
}

func (w *watchWriter) take(x *WatchScene, moves []fleet.Move) {
	for _, m := range moves {
		if m.Same {
			continue
		}
		one := watchMove{Move: m, truck: x.TruckID, point: m.Point}
		for _, t := range x.Trips {
			if t.ID == m.TripID {
				one.trip = t.Ref
			}
		}
		switch {
		case m.ID == 0:
			w.fresh = append(w.fresh, one)
			continue
		case m.Reason != fleet.MoveQuiet || m.Over:
			w.said = append(w.said, one)
		}
		w.known = append(w.known, one)
	}
}

// moves are all of them, for whoever counts.
func (w *watchWriter) moves() (out []fleet.Move) {
	for _, list := range [][]watchMove{w.fresh, w.known} {
		for _, m := range list {
			out = append(out, m.Move)
		}
	}
	return out
}

func (w *watchWriter) write(ctx context.Context, tx pgx.Tx) error {
	if err := w.begin(ctx, tx); err != nil {
		return err
	}
	if err := w.change(ctx, tx); err != nil {
		return err
	}
	var q pgx.Batch
	w.queueIncidents(&q)
	queueEvents(&q, w.events)
	if q.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &q).Close()
}

// An incident of which LocoNav has told is part of LocoNav's alert: one that
// goes on, or that ended or happened shortly before this one began. What goes on
// is not part of what was over before it began: people have that behind them.
const insertFound = `
INSERT INTO alerts (source, kind, vendor_id, fingerprint, severity, status, truck_id, plate, point, detail, started_at, ended_at, received_at, part_of)
SELECT '` + ruleSource + `', u.kind, u.vendor_id, u.fingerprint, u.severity, CASE WHEN o.id IS NULL THEN u.status ELSE 'resolved' END, u.truck_id, t.plate,
       CASE WHEN u.has_point THEN ST_Point(u.lon, u.lat, 4326)::geography END, u.detail, u.started_at, u.ended_at, $1, o.id
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bool[], $9::float8[], $10::float8[],
            $11::jsonb[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[])
     AS u(kind, vendor_id, fingerprint, severity, status, truck_id, has_point, lon, lat, detail, since, started_at, ended_at)
JOIN trucks t ON t.id = u.truck_id
LEFT JOIN LATERAL (
    SELECT a.id FROM alerts a
    WHERE u.kind = ANY($15) AND a.truck_id = u.truck_id AND a.kind = u.kind AND a.source <> '` + ruleSource + `' AND a.part_of IS NULL
      AND (a.severity <> 'info' OR u.severity = 'info')
      AND a.received_at <= a.started_at + interval '16 minutes' -- else nobody heard of it
      AND a.started_at > u.since - interval '1 day' AND a.started_at <= coalesce(u.ended_at, $1)
      AND greatest(a.started_at, coalesce(a.ended_at, CASE WHEN a.status <> 'resolved' THEN $1::timestamptz END)) >= u.since - interval '15 minutes'
      AND (a.ended_at IS NULL OR u.ended_at IS NOT NULL OR a.ended_at >= u.since - interval '1 minute')
    ORDER BY a.started_at LIMIT 1
) o ON true
ON CONFLICT (source, kind, vendor_id) DO NOTHING
RETURNING id, kind, vendor_id, coalesce(part_of, 0)`

// begin writes the alerts of incidents that nobody knew of.
func (w *watchWriter) begin(ctx context.Context, tx pgx.Tx) error {
	if len(w.fresh) == 0 {
		return nil
	}
	if err := w.holdTrucks(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, insertFound, w.foundColumns()...)
	if err != nil {
		return err
	}
	type made struct{ id, partOf int64 }
	ids := map[string]made{}
	var kind, vendor string
	var m made
	if _, err := pgx.ForEachRow(rows, []any{&m.id, &kind, &vendor, &m.partOf}, func() error { ids[kind+vendor] = m; return nil }); err != nil {
		return err
	}
	for i := range w.fresh {
		m := &w.fresh[i]
		made, ok := ids[string(m.Kind)+m.vendorID()]
		if !ok {
			continue // the very same was known and is long over
		}
		m.ID, m.Into = made.id, made.partOf
		w.known = append(w.known, *m)
		if m.Says() && made.partOf == 0 {
			w.raise(made.id, 1, AlertChange{AlertID: made.id, Phase: fleet.PhaseStart})
		}
	}
	return nil
}

// holdTrucks lets a batch of facts and the watch take turns at the trucks of
// which both may tell: else neither would see what the other is about to.
func (w *watchWriter) holdTrucks(ctx context.Context, tx pgx.Tx) error {
	var ids []int64
	for _, m := range w.fresh {
		if slices.Contains(oneCard, m.Kind) {
			ids = append(ids, m.truck)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, lockTrucks, ids)
	return err
}

func (w *watchWriter) raise(id, version int64, change AlertChange) {
	body, _ := json.Marshal(change) // numbers and words
	w.events = append(w.events, Event{Type: fleet.EventAlertTriggered, Key: alertKey(id), Version: version, Body: body, At: w.now})
}

// vendorID names the incident for ever: the same facts give the same.
func (m *watchMove) vendorID() string { return fmt.Sprintf("%d/%s/%d", m.truck, m.Key, m.Since.Unix()) }

// status is where an incident begins: what is only worth knowing is settled
// from the start, and so is what was learned of too late, and what has ended by
// itself unless it was critical.
func (m *watchMove) status() fleet.AlertStatus {
	if m.Severity == fleet.Info || m.Reason == fleet.MoveLate || m.Over && m.Severity != fleet.Critical {
		return fleet.AlertResolved
	}
	return fleet.AlertOpen
}

func (m *watchMove) ended() *time.Time {
	if !m.Over {
		return nil
	}
	return orNull(m.Seen)
}

func (m *watchMove) detail() json.RawMessage {
	d := AlertDetail{Text: m.Text, Since: m.Since, Trip: m.trip, Rule: m.Rule}
	if m.Kind == fleet.AlertOverspeed {
		d.SpeedKmh = m.Value
	}
	raw, _ := json.Marshal(d) // finite numbers and text
	return raw
}

func (w *watchWriter) foundColumns() []any {
	n := len(w.fresh)
	kind, vendor, print, severity, status := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	truck, hasPoint, lon, lat := make([]int64, n), make([]bool, n), make([]float64, n), make([]float64, n)
	detail, since, started, ended := make([]json.RawMessage, n), make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n)
	for i := range w.fresh {
		m := &w.fresh[i]
		kind[i], vendor[i], print[i] = string(m.Kind), m.vendorID(), fleet.Fingerprint(m.truck, m.Kind, m.Key)
		severity[i], status[i], truck[i] = string(m.Severity), string(m.status()), m.truck
		hasPoint[i], lon[i], lat[i] = m.point.Valid(), m.point.Lon, m.point.Lat
		detail[i], since[i], started[i], ended[i] = m.detail(), m.Since, m.Passed, m.ended()
	}
	return []any{w.now, kind, vendor, print, severity, status, truck, hasPoint, lon, lat, detail, since, started, ended, oneCard}
}

const saveIncidents = `
INSERT INTO incidents AS i (alert_id, truck_id, kind, key, since, seen, over, gone_at, hold)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bool[], $8::timestamptz[], $9::interval[])
ON CONFLICT (alert_id) DO UPDATE SET since = excluded.since, seen = excluded.seen, over = excluded.over, gone_at = excluded.gone_at, hold = excluded.hold`

func (w *watchWriter) queueIncidents(q *pgx.Batch) {
	n := len(w.known)
	if n == 0 {
		return
	}
	id, truck, kind, key := make([]int64, n), make([]int64, n), make([]string, n), make([]string, n)
	since, seen, gone := make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n)
	over, hold := make([]bool, n), make([]time.Duration, n)
	for i := range w.known {
		m := &w.known[i]
		id[i], truck[i], kind[i], key[i] = m.ID, m.truck, string(m.Kind), m.Key
		since[i], seen[i], gone[i], over[i], hold[i] = m.Since, m.Seen, orNull(m.Gone), m.Over, m.Hold
	}
	q.Queue(saveIncidents, id, truck, kind, key, since, seen, over, gone, hold)
}
