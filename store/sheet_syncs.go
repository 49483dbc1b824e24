package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// SheetSync is one sync of a spreadsheet, asked for or due.
type SheetSync struct {
	ID        int64
	Slot      time.Time // zero when somebody asked
	AskedAt   time.Time
	AskedBy   string
	Channel   string // where its progress is shown; empty for nowhere
	State     string // asked, running, done, failed
	StartedAt time.Time
	EndedAt   time.Time
	Result    json.RawMessage
	Reason    string // why it failed
}

const syncColumns = `id, slot, asked_at, asked_by, channel, state, started_at, ended_at, result, reason`

func scanSync(row pgx.CollectableRow) (y SheetSync, err error) {
	var slot, started, ended *time.Time
	err = row.Scan(&y.ID, &slot, &y.AskedAt, &y.AskedBy, &y.Channel, &y.State, &started, &ended, &y.Result, &y.Reason)
	y.Slot, y.StartedAt, y.EndedAt = orZero(slot), orZero(started), orZero(ended)
	return y, err
}

const askSync = `
INSERT INTO sheet_syncs (book, asked_at, asked_by, channel, state) VALUES ($1, $2, $3, $4, 'asked')
ON CONFLICT (book) WHERE state = 'asked' DO NOTHING`

// AskSheetSync has a sync begin soon, and says whether one was not asked for
// already.
func (s *Store) AskSheetSync(ctx context.Context, book, who, channel string, now time.Time) (fresh bool, err error) {
	tag, err := s.pool.Exec(ctx, askSync, book, now, who, channel)
	return tag.RowsAffected() == 1, wrap(err, "AskSheetSync")
}

const dropStaleSync = `
UPDATE sheet_syncs SET state = 'failed', ended_at = $2, reason = 'It was cut off.'
WHERE book = $1 AND state = 'running' AND lease_until < $3
RETURNING ` + syncColumns

// DropStaleSheetSyncs fails what a process that died left running, once its
// lease is over, and says what that was: whoever asked for it still waits.
func (s *Store) DropStaleSheetSyncs(ctx context.Context, book string, now, real time.Time) ([]SheetSync, error) {
	rows, err := s.pool.Query(ctx, dropStaleSync, book, now, real)
	if err != nil {
		return nil, wrap(err, "DropStaleSheetSyncs")
	}
	list, err := pgx.CollectRows(rows, scanSync)
	return list, wrap(err, "DropStaleSheetSyncs")
}

const claimAsked = `
UPDATE sheet_syncs SET state = 'running', started_at = $2, lease_until = $3
WHERE book = $1 AND state = 'asked' RETURNING ` + syncColumns

const claimSlot = `
INSERT INTO sheet_syncs (book, slot, asked_at, asked_by, state, started_at, lease_until)
SELECT $1, $4, $2, 'the clock', 'running', $2, $3
WHERE NOT EXISTS (SELECT FROM sheet_syncs WHERE book = $1 AND slot >= $4)
ON CONFLICT DO NOTHING
RETURNING ` + syncColumns

// ClaimSheetSync takes the sync that was asked for, or the due slot, for this
// process: nothing while another runs. now is the clock's time, real the machine's; a
// zero slot is never due.
func (s *Store) ClaimSheetSync(ctx context.Context, book string, slot, now, real time.Time, lease time.Duration) (y SheetSync, mine bool, err error) {
	defer func() { err = wrap(err, "ClaimSheetSync") }()
	y, err = s.oneSync(ctx, claimAsked, book, now, real.Add(lease))
	if errors.Is(err, pgx.ErrNoRows) && !slot.IsZero() {
		y, err = s.oneSync(ctx, claimSlot, book, now, real.Add(lease), slot)
	}
	if errors.Is(err, pgx.ErrNoRows) || isUnique(err, "sheet_syncs_running") {
		return y, false, nil
	}
	return y, err == nil, err
}

func (s *Store) oneSync(ctx context.Context, sql string, args ...any) (SheetSync, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return SheetSync{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanSync)
}

const keepSync = `UPDATE sheet_syncs SET lease_until = $2 WHERE id = $1 AND state = 'running'`

// KeepSheetSync renews the lease of a running sync. A sync that lost it is a
// Conflict: another process has taken over.
func (s *Store) KeepSheetSync(ctx context.Context, id int64, until time.Time) error {
	tag, err := s.pool.Exec(ctx, keepSync, id, until)
	if err == nil && tag.RowsAffected() == 0 {
		return fleet.Errorf(fleet.Conflict, "This sync was taken for dead and is over.")
	}
	return wrap(err, "KeepSheetSync(%d)", id)
}

// keptSyncs is how many syncs of a spreadsheet are kept.
const keptSyncs = 100

const endSync = `
UPDATE sheet_syncs SET state = $2, ended_at = $3, result = $4, reason = $5, lease_until = NULL WHERE id = $1 AND state = 'running'`

const dropSyncs = `
DELETE FROM sheet_syncs WHERE book = $1 AND state IN ('done', 'failed')
    AND id < (SELECT min(id) FROM (SELECT id FROM sheet_syncs WHERE book = $1 ORDER BY id DESC LIMIT $2) x)`

// EndSheetSync notes how a sync went, with an event, and forgets all but the
// newest hundred. An empty reason says that it went well.
func (s *Store) EndSheetSync(ctx context.Context, book string, id int64, result json.RawMessage, reason string, now time.Time, event Event) error {
	state := "done"
	if reason != "" {
		state = "failed"
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, endSync, id, state, now, result, reason)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, insertEvents, eventColumns([]Event{event})...); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, dropSyncs, book, keptSyncs)
		return err
	})
	return wrap(err, "EndSheetSync(%d)", id)
}

const newestSyncs = `SELECT ` + syncColumns + ` FROM sheet_syncs WHERE book = $1 ORDER BY id DESC LIMIT $2`

// SheetSyncs are the newest syncs of a spreadsheet, the last one first.
func (s *Store) SheetSyncs(ctx context.Context, book string, limit int) ([]SheetSync, error) {
	rows, err := s.pool.Query(ctx, newestSyncs, book, limit)
	if err != nil {
		return nil, wrap(err, "SheetSyncs")
	}
	list, err := pgx.CollectRows(rows, scanSync)
	return list, wrap(err, "SheetSyncs")
}

const sheetCounts = `
SELECT (SELECT count(*) FROM sheet_clashes WHERE book = $1 AND settled_at IS NULL),
       count(*) FILTER (WHERE gone_at IS NULL AND object_id IS NOT NULL), count(*) FILTER (WHERE reason <> '' AND gone_at IS NULL), count(*) FILTER (WHERE gone_at IS NOT NULL)
FROM sheet_rows WHERE book = $1`

// SheetCounts says how a spreadsheet stands.
type SheetCounts struct{ Open, Rows, Refused, Gone int }

// SheetCounts counts open conflicts, linked rows, refused ones and those that
// were deleted in the sheet.
func (s *Store) SheetCounts(ctx context.Context, book string) (c SheetCounts, err error) {
	err = s.pool.QueryRow(ctx, sheetCounts, book).Scan(&c.Open, &c.Rows, &c.Refused, &c.Gone)
	return c, wrap(err, "SheetCounts")
}
