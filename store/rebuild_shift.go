package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const takeDay = `
DELETE FROM positions
WHERE truck_id = $1 AND at >= $2 AND at < $3 AND coalesce(source, 'loconav') = $4
RETURNING truck_id, at, ST_X(place::geometry), ST_Y(place::geometry), speed_kmh, heading, ignition,
          coalesce(odometer_km, 0), received_at, ''`

// Shifted counts what a shift moved.
type Shifted struct {
	Skipped bool // it was done before
	Moved   int
	Merged  int // there was a fix at the new time already: that one stays
}

// ShiftDay moves the fixes that one source sent of one truck on one day by an
// offset, in one transaction. A step is done once: doing it again under the
// same task is nothing. The days must be taken in the direction of the offset:
// the earliest first when fixes move back, the latest first when they move on.
// What hangs on the fixes must be rebuilt after.
func (s *Store) ShiftDay(ctx context.Context, now time.Time, step RebuildStep, source string, offset time.Duration) (out Shifted, err error) {
	defer func() { err = wrap(err, "ShiftDay(%d, %v)", step.Truck, step.Day) }()
	from, to := step.Day.Start(), step.Day.End()
	if err := s.EnsurePartitions(ctx, from.Add(offset), to.Add(offset)); err != nil {
		return out, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := takeStep(ctx, tx, step, now)
		if err != nil || !mine {
			out.Skipped = !mine
			return err
		}
		rows, err := tx.Query(ctx, takeDay, step.Truck, from, to, source)
		if err != nil {
			return err
		}
		b := &batch{now: now}
		in := &Incoming{Fact: fleet.Fact{Source: source}}
		err = eachFix(rows, func(p fleet.Position) {
			p.At = p.At.Add(offset)
			b.fixes = append(b.fixes, fix{Position: p, in: in})
		})
		if err != nil || len(b.fixes) == 0 {
			return err
		}
		b.order()
		tag, err := tx.Exec(ctx, insertPositions, b.columns()...)
		out.Moved = int(tag.RowsAffected())
		out.Merged = len(b.fixes) - out.Moved
		return err
	})
	return out, err
}

const rebuildScope = `
SELECT t.id, t.plate, n.fixes, n.theirs,
       (SELECT count(*) FROM drives d WHERE d.truck_id = t.id AND d.started_at >= $1 AND d.started_at < $2),
       (SELECT count(*) FROM visits v WHERE v.truck_id = t.id AND v.entered_at >= $1 AND v.entered_at < $2)
FROM trucks t
CROSS JOIN LATERAL (
    SELECT count(*) AS fixes, count(*) FILTER (WHERE coalesce(p.source, 'loconav') = $3) AS theirs
    FROM positions p WHERE p.truck_id = t.id AND p.at >= $1 AND p.at < $2
) n
WHERE $4 = 0 OR t.id = $4
ORDER BY t.id`

// RebuildScope is what a rebuild of some days would touch, per truck.
type RebuildScope struct {
	Truck          int64
	Plate          string
	Fixes          int
	FromSource     int // of them, sent by the named source
	Drives, Visits int // as they are stored
}

// RebuildScopes lists every truck, or one, with what is stored in [from, to).
func (s *Store) RebuildScopes(ctx context.Context, from, to time.Time, source string, truck int64) ([]RebuildScope, error) {
	rows, err := s.pool.Query(ctx, rebuildScope, from, to, source, truck)
	if err != nil {
		return nil, wrap(err, "RebuildScopes")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RebuildScope])
	return out, wrap(err, "RebuildScopes")
}

const historyFloor = `SELECT coalesce((SELECT at FROM history_floor), '0001-01-01Z')`

// HistoryFloor is the moment before which fixes were dropped; the year 1 when
// none were.
func (s *Store) HistoryFloor(ctx context.Context) (t time.Time, err error) {
	err = s.pool.QueryRow(ctx, historyFloor).Scan(&t)
	return t.UTC(), wrap(err, "HistoryFloor")
}
