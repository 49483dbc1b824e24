package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet/sheet"
)

// SheetRow is what is kept of one row of a spreadsheet.
type SheetRow struct {
	ID       string
	Kind     sheet.Kind
	ObjectID int64 // 0 until Watch Tower has taken the row
	Base     sheet.Values
	Pending  sheet.Values
	Seen     bool
	GoneAt   time.Time // zero while the sheet has it
	Refused  string    // names what was refused last
	Reason   string
	TriedAt  time.Time
}

// SheetState is both sides as the database has them at one moment.
type SheetState struct {
	Rows    []SheetRow
	Objects map[sheet.Kind]map[int64]SheetObject
	Open    map[SheetCell]SheetClash // what people are asked about
}

// SheetCell names a cell by its row's id and its column.
type SheetCell struct{ Row, Column string }

// SheetObject is a truck, a driver and so on as a row.
type SheetObject struct {
	Values sheet.Values
	// Fresh says that it belongs into the sheet when it is not there: it is in
	// service, or a trip that still matters.
	Fresh bool
}

const sheetRows = `
SELECT id, kind, coalesce(object_id, 0), base, pending, seen, gone_at, refused, reason, tried_at
FROM sheet_rows WHERE book = $1`

// SheetState reads the rows of a spreadsheet and everything that belongs into
// it, as of one moment. Trips that ended before since are left out unless the
// sheet has them.
func (s *Store) SheetState(ctx context.Context, book string, since time.Time) (st SheetState, err error) {
	defer func() { err = wrap(err, "SheetState") }()
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, options, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sheetRows, book)
		if err != nil {
			return err
		}
		if st.Rows, err = pgx.CollectRows(rows, scanSheetRow); err != nil {
			return err
		}
		if st.Open, err = openClashes(ctx, tx, book); err != nil {
			return err
		}
		st.Objects, err = s.sheetObjects(ctx, tx, linkedTrips(st.Rows), since)
		return err
	})
	return st, err
}

func scanSheetRow(row pgx.CollectableRow) (r SheetRow, err error) {
	var gone, tried *time.Time
	err = row.Scan(&r.ID, &r.Kind, &r.ObjectID, &r.Base, &r.Pending, &r.Seen, &gone, &r.Refused, &r.Reason, &tried)
	r.GoneAt, r.TriedAt = orZero(gone), orZero(tried)
	return r, err
}

func linkedTrips(rows []SheetRow) []int64 {
	ids := []int64{}
	for _, r := range rows {
		if r.Kind == sheet.Trips && r.ObjectID != 0 && r.GoneAt.IsZero() {
			ids = append(ids, r.ObjectID)
		}
	}
	return ids
}

// SheetChange is what a sync found out about a row without changing an object.
type SheetChange struct {
	ID       string
	Kind     sheet.Kind
	ObjectID int64        // links the row; 0 leaves it as it is
	Was      string       // the id that the row had before; empty for the same
	Agreed   sheet.Values // equal on both sides
	Pending  sheet.Values // will be written into the sheet next
	Seen     bool         // the sheet shows it
	Gone     bool         // the sheet has lost it
	At       time.Time
}

const renameSheetRow = `UPDATE sheet_rows SET id = $3 WHERE book = $1 AND id = $2`

const noteSheetRow = `
INSERT INTO sheet_rows AS r (book, id, kind, object_id, base, pending, seen, gone_at)
VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6, $7, $8)
ON CONFLICT (book, id) DO UPDATE SET
    object_id = coalesce(r.object_id, excluded.object_id),
    base      = r.base || excluded.base,
    pending   = (r.pending - ARRAY(SELECT jsonb_object_keys(excluded.base))) || excluded.pending,
    seen      = r.seen OR excluded.seen,
    gone_at   = CASE WHEN excluded.seen THEN NULL ELSE coalesce(r.gone_at, excluded.gone_at) END`

// NoteSheetRows keeps what a sync found out, and the clashes it found, at once.
func (s *Store) NoteSheetRows(ctx context.Context, book string, list []SheetChange, clashes []SheetClash) error {
	if len(list)+len(clashes) == 0 {
		return nil
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var q pgx.Batch
		for _, c := range list {
			if c.Was != "" {
				q.Queue(renameSheetRow, book, c.Was, c.ID)
			}
			var gone *time.Time
			if c.Gone {
				gone = &c.At
			}
			q.Queue(noteSheetRow, book, c.ID, c.Kind, c.ObjectID, orNone(c.Agreed), orNone(c.Pending), c.Seen, gone)
		}
		queueClashes(&q, book, clashes)
		return tx.SendBatch(ctx, &q).Close()
	})
	return wrap(err, "NoteSheetRows(%d)", len(list))
}

// orNone keeps null out of a column that holds an object.
func orNone(v sheet.Values) sheet.Values {
	if v == nil {
		return sheet.Values{}
	}
	return v
}

const refuseSheetRow = `
INSERT INTO sheet_rows AS r (book, id, kind, refused, reason, tried_at, seen)
VALUES ($1, $2, $3, $4, $5, $6, true)
ON CONFLICT (book, id) DO UPDATE SET refused = excluded.refused, reason = excluded.reason, tried_at = excluded.tried_at`

// RefuseSheetRow keeps that a row was not taken, and why. An empty reason says
// that it is well again.
func (s *Store) RefuseSheetRow(ctx context.Context, book string, kind sheet.Kind, id, what, reason string, at time.Time) error {
	_, err := s.pool.Exec(ctx, refuseSheetRow, book, id, kind, what, reason, at)
	return wrap(err, "RefuseSheetRow(%s)", id)
}

const restoreSheetRow = `
UPDATE sheet_rows SET seen = false, gone_at = NULL, base = '{}', pending = '{}' WHERE book = $1 AND id = $2 AND gone_at IS NOT NULL`

// RestoreSheetRow has the next sync put a row back that was deleted in the
// sheet, and says whether there was one.
func (s *Store) RestoreSheetRow(ctx context.Context, book, id string) (bool, error) {
	tag, err := s.pool.Exec(ctx, restoreSheetRow, book, id)
	return tag.RowsAffected() > 0, wrap(err, "RestoreSheetRow(%s)", id)
}
