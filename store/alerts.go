package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const alertSource = "loconav"

const insertPhases = `
INSERT INTO alert_phases (kind, vendor_id, phase, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
ON CONFLICT DO NOTHING
RETURNING kind, vendor_id, phase`

// An end may arrive before its start, so each column merges the same either
// way round: the earliest start with its place, the latest end, and an alert
// that is over is resolved, whatever people have done to it so far.
const upsertAlerts = `
INSERT INTO alerts AS a (source, kind, vendor_kind, vendor_id, fingerprint, severity, status, truck_id, plate, point, detail,
                         started_at, ended_at, received_at)
SELECT $1, u.kind, u.vendor_kind, u.vendor_id, u.fingerprint, u.severity, u.status, nullif(u.truck_id, 0), u.plate,
       CASE WHEN u.has_point THEN ST_Point(u.lon, u.lat, 4326)::geography END, u.detail, u.started_at, u.ended_at, u.received_at
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::bool[],
            $11::float8[], $12::float8[], $13::jsonb[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])
     AS u(kind, vendor_kind, vendor_id, fingerprint, severity, status, truck_id, plate, has_point, lon, lat, detail,
          started_at, ended_at, received_at)
ON CONFLICT (source, kind, vendor_id) DO UPDATE SET
    point       = CASE WHEN excluded.started_at <= a.started_at THEN coalesce(excluded.point, a.point) ELSE coalesce(a.point, excluded.point) END,
    started_at  = least(a.started_at, excluded.started_at),
    ended_at    = greatest(a.ended_at, excluded.ended_at),
    received_at = least(a.received_at, excluded.received_at),
    detail      = CASE WHEN excluded.started_at <= a.started_at THEN a.detail || excluded.detail ELSE excluded.detail || a.detail END,
    status      = CASE WHEN excluded.status = 'resolved' THEN 'resolved' ELSE a.status END,
    snoozed_until = CASE WHEN excluded.status = 'resolved' THEN NULL ELSE a.snoozed_until END
RETURNING id, vendor_id, xmax = 0, a.part_of IS NOT NULL`

// AlertDetail is what only some alerts say.
type AlertDetail struct {
	SpeedKmh float64   `json:"speed_kmh,omitempty"`
	Litres   float64   `json:"litres,omitempty"`
	Text     string    `json:"text,omitempty"`
	Since    time.Time `json:"since,omitzero"` // since when it goes on, where a rule tells: it became an alert later
	Trip     string    `json:"trip,omitempty"` // what people call it
	Rule     int64     `json:"rule,omitempty"` // that told; 0 for the defaults
}

// notice is one alert of the batch with its new phases merged.
type notice struct {
	key      string // vendor kind and id: the vendor repeats ids between kinds
	alert    fleet.VendorAlert
	truck    int64
	received time.Time
	started  time.Time
	ended    *time.Time
	phases   []fleet.Phase
}

// insertAlerts writes the alert phases that are new and leaves an event for each.
func (b *batch) insertAlerts(ctx context.Context, tx pgx.Tx) error {
	if len(b.notices) == 0 {
		return nil
	}
	fresh, err := b.newPhases(ctx, tx)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if err := b.readSubjects(ctx, tx); err != nil {
		return err
	}
	notices := b.merge(fresh)
	rows, err := tx.Query(ctx, upsertAlerts, b.alertColumns(notices)...)
	if err != nil {
		return err
	}
	ids, quiet := map[string]int64{}, map[int64]bool{}
	var first []int64
	var id int64
	var key string
	var made, part bool
	if _, err := pgx.ForEachRow(rows, []any{&id, &key, &made, &part}, func() error {
		if ids[key], quiet[id] = id, part; made {
			first = append(first, id)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := b.joinRules(ctx, tx, first, quiet); err != nil {
		return err
	}
	if err := b.joinSame(ctx, tx, first, quiet); err != nil {
		return err
	}
	for i := range notices {
		if id := ids[notices[i].key]; !quiet[id] {
			b.raise(id, &notices[i])
		}
	}
	return nil
}

func noticeKey(a *fleet.VendorAlert) string { return a.Vendor + "/" + a.ID }

// newPhases inserts the phases in key order and gives the facts whose phase
// was not there yet.
func (b *batch) newPhases(ctx context.Context, tx pgx.Tx) ([]Incoming, error) {
	slices.SortStableFunc(b.notices, func(x, y Incoming) int {
		p, q := x.Fact.Alert, y.Fact.Alert
		return cmp.Or(cmp.Compare(p.Vendor, q.Vendor), cmp.Compare(p.ID, q.ID), cmp.Compare(p.Phase, q.Phase))
	})
	var kinds, vendorIDs, phases []string
	var at []time.Time
	for i := range b.notices {
		a := b.notices[i].Fact.Alert
		kinds, vendorIDs = append(kinds, a.Vendor), append(vendorIDs, a.ID)
		phases, at = append(phases, string(a.Phase)), append(at, a.At)
	}
	rows, err := tx.Query(ctx, insertPhases, kinds, vendorIDs, phases, at)
	if err != nil {
		return nil, err
	}
	type phaseKey struct{ kind, id, phase string }
	fresh := map[phaseKey]bool{}
	var k phaseKey
	if _, err := pgx.ForEachRow(rows, []any{&k.kind, &k.id, &k.phase}, func() error { fresh[k] = true; return nil }); err != nil {
		return nil, err
	}
	b.out.Alerts = len(fresh)
	var out []Incoming
	for i := range b.notices {
		a := b.notices[i].Fact.Alert
		if k := (phaseKey{a.Vendor, a.ID, string(a.Phase)}); fresh[k] {
			delete(fresh, k) // the same message twice in one batch
			out = append(out, b.notices[i])
		}
	}
	return out, nil
}
