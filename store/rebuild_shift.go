package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const takeDay = `
DELETE FROM positions
WHERE truck_id = $1 AND at >= $2 AND at < $3 AND coalesce(source, 'loconav') = $4 AND received_at < $5
RETURNING truck_id, at, ST_X(place::geometry), ST_Y(place::geometry), speed_kmh, heading, ignition,
          coalesce(odometer_km, 0), received_at, ''`

const stepDone = `SELECT EXISTS (SELECT FROM rebuild_steps WHERE task = $1 AND truck_id = $2 AND day = $3)`

// Shift is by how much fixes are moved, and which.
type Shift struct {
	Source string
	Offset time.Duration
	Before time.Time // only fixes received before it: later ones were read right
}

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
// A day into which fixes were moved already is refused, for they would move
// twice. What hangs on the fixes must be rebuilt after.
func (s *Store) ShiftDay(ctx context.Context, now time.Time, step RebuildStep, by Shift) (out Shifted, err error) {
	defer func() { err = wrap(err, "ShiftDay(%d, %v)", step.Truck, step.Day) }()
	from, to := step.Day.Start(), step.Day.End()
	if err := s.EnsurePartitions(ctx, from.Add(by.Offset), to.Add(by.Offset)); err != nil {
		return out, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := takeStep(ctx, tx, step, now)
		if err != nil || !mine {
			out.Skipped = !mine
			return err
		}
		if err := unmixed(ctx, tx, step, by.Offset); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, takeDay, step.Truck, from, to, by.Source, by.Before)
		if err != nil {
			return err
		}
		b := &batch{now: now}
		in := &Incoming{Fact: fleet.Fact{Source: by.Source}}
		err = eachFix(rows, func(p fleet.Position) {
			p.At = p.At.Add(by.Offset)
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

// unmixed refuses a day that holds fixes which were moved into it.
func unmixed(ctx context.Context, tx pgx.Tx, step RebuildStep, offset time.Duration) error {
	from := step.Day + 1
	if offset > 0 {
		from = step.Day - 1
	}
	var mixed bool
	if err := tx.QueryRow(ctx, stepDone, step.Task, step.Truck, from.Start()).Scan(&mixed); err != nil || !mixed {
		return err
	}
	return fleet.Errorf(fleet.Conflict, "The fixes of %s were moved before, some of them into %s; they would move twice. Leave %s out.", from, step.Day, step.Day)
}

const rebuildScope = `
SELECT t.id, t.plate, n.fixes, n.theirs,
       (SELECT count(*) FROM drives d WHERE d.truck_id = t.id AND d.started_at >= $1 AND d.started_at < $2),
       (SELECT count(*) FROM visits v WHERE v.truck_id = t.id AND v.entered_at >= $1 AND v.entered_at < $2)
FROM trucks t
CROSS JOIN LATERAL (
    SELECT count(*) AS fixes, count(*) FILTER (WHERE coalesce(p.source, 'loconav') = $3 AND p.received_at < $5) AS theirs
    FROM positions p WHERE p.truck_id = t.id AND p.at >= $1 AND p.at < $2
) n
WHERE $4 = 0 OR t.id = $4
ORDER BY t.id`

// RebuildScope is what a rebuild of some days would touch, per truck.
type RebuildScope struct {
	Truck          int64
	Plate          string
	Fixes          int
	ToMove         int // of them, those that a shift would move
	Drives, Visits int // as they are stored
}

// RebuildScopes lists every truck, or one, with what is stored in [from, to).
func (s *Store) RebuildScopes(ctx context.Context, from, to time.Time, by Shift, truck int64) ([]RebuildScope, error) {
	rows, err := s.pool.Query(ctx, rebuildScope, from, to, by.Source, truck, by.Before)
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
