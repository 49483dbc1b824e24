package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A drop waits for running queries and makes new ones wait behind it, so it
// gives up soon and is tried again another day.
const dropSoon = `SET LOCAL lock_timeout = '5s'`

const raiseFloor = `
INSERT INTO history_floor (at) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET at = greatest(history_floor.at, excluded.at)`

// DropPositions drops the whole months of positions that ended at or before a
// moment, and says which. Drives, visits and roll-ups of those months stay.
func (s *Store) DropPositions(ctx context.Context, before time.Time) (dropped []string, err error) {
	defer func() { err = wrap(err, "DropPositions") }()
	names, err := s.Partitions(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		month, err := time.Parse("2006_01", strings.TrimPrefix(name, "positions_"))
		if err != nil || month.AddDate(0, 1, 0).After(before) {
			continue // not one of ours, or not old enough
		}
		err = s.inTx(ctx, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, dropSoon); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, raiseFloor, month.AddDate(0, 1, 0)); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `DROP TABLE `+pgx.Identifier{name}.Sanitize())
			return err
		})
		if err != nil {
			return dropped, err
		}
		dropped = append(dropped, name)
	}
	return dropped, nil
}

// The newest mark before the floor stays: folds start from it.
const tidyMarks = `
DELETE FROM marks m
USING history_floor f
WHERE m.truck_id = ANY($1) AND m.at < f.at
  AND EXISTS (SELECT FROM marks n WHERE n.truck_id = m.truck_id AND n.at > m.at AND n.at < f.at)`

// TidyMarks removes the marks of months whose fixes were dropped.
func (s *Store) TidyMarks(ctx context.Context) (removed int64, err error) {
	defer func() { err = wrap(err, "TidyMarks") }()
	var after int64
	for {
		rows, err := s.pool.Query(ctx, `SELECT id FROM trucks WHERE id > $1 ORDER BY id LIMIT 500`, after)
		if err != nil {
			return removed, err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil || len(ids) == 0 {
			return removed, err
		}
		tag, err := s.pool.Exec(ctx, tidyMarks, ids)
		if err != nil {
			return removed, err
		}
		removed += tag.RowsAffected()
		after = ids[len(ids)-1]
	}
}

const (
	tidyPortion = 5000
	tidyRejects = `DELETE FROM rejects WHERE ctid = ANY (ARRAY(SELECT ctid FROM rejects WHERE received_at < $1 LIMIT $2))`
	tidyPhases  = `DELETE FROM alert_phases WHERE ctid = ANY (ARRAY(SELECT ctid FROM alert_phases WHERE at < $1 LIMIT $2))`
)

// TidyRejects removes rejects that were received before a moment.
func (s *Store) TidyRejects(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.inPortions(ctx, tidyRejects, before)
	return n, wrap(err, "TidyRejects")
}

// TidyAlertPhases forgets which phases of alerts were seen before a moment.
// The alerts stay, and one that is sent again after that long is still one.
func (s *Store) TidyAlertPhases(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.inPortions(ctx, tidyPhases, before)
	return n, wrap(err, "TidyAlertPhases")
}

const (
	dropReplies = `
DELETE FROM deliveries WHERE id = ANY (ARRAY(
    SELECT id FROM deliveries WHERE created_at < $1 AND key LIKE 'reply:%' AND sent >= version LIMIT $2))`
	dropDeliveries = `
DELETE FROM deliveries WHERE id = ANY (ARRAY(
    SELECT id FROM deliveries WHERE created_at < $1 AND sent >= version LIMIT $2))`
	tidyPace = `
DELETE FROM delivery_pace WHERE channel = ANY (ARRAY(
    SELECT channel FROM delivery_pace WHERE held_until < $1 AND limited_since IS NULL AND notice = '' LIMIT $2))`
)

// DropReplies forgets the answers to people that were left as deliveries
// before a moment, sent or given up. They may hold telephone numbers.
func (s *Store) DropReplies(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.inPortions(ctx, dropReplies, before)
	return n, wrap(err, "DropReplies")
}

// DropDeliveries forgets whatever was first said before a moment, sent or
// given up. What stands in Slack stays there, and is not edited any more.
func (s *Store) DropDeliveries(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.inPortions(ctx, dropDeliveries, before)
	return n, wrap(err, "DropDeliveries")
}

// TidyPace forgets the pace of channels that nothing was held for since a
// moment, by the machine's clock. What Slack limits still, or was told so, stays.
func (s *Store) TidyPace(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.inPortions(ctx, tidyPace, before)
	return n, wrap(err, "TidyPace")
}

// inPortions deletes bit by bit, so that no statement locks for long.
func (s *Store) inPortions(ctx context.Context, sql string, before time.Time) (removed int64, err error) {
	for {
		tag, err := s.pool.Exec(ctx, sql, before, tidyPortion)
		if err != nil {
			return removed, err
		}
		removed += tag.RowsAffected()
		if tag.RowsAffected() < tidyPortion {
			return removed, nil
		}
	}
}
