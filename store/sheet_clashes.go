package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// SheetClash is a cell that both sides changed: what each said, and which was
// kept.
type SheetClash struct {
	ID       int64
	Row      string
	Kind     sheet.Kind
	ObjectID int64
	Name     string // what people call the row
	sheet.Clash
	At        time.Time
	SettledAt time.Time // zero while people are asked
	SettledBy string
	Version   int
}

// Open says whether people are still asked.
func (c SheetClash) Open() bool { return c.SettledAt.IsZero() }

const clashSelect = `
SELECT id, row_id, kind, object_id, name, column_name, sheet_value, tower_value, why, kept, at, settled_at, settled_by, version
FROM sheet_clashes`

func scanClash(row pgx.CollectableRow) (c SheetClash, err error) {
	var settled *time.Time
	err = row.Scan(&c.ID, &c.Row, &c.Kind, &c.ObjectID, &c.Name, &c.Column, &c.Sheet, &c.Tower, &c.Why, &c.Kept, &c.At, &settled, &c.SettledBy, &c.Version)
	c.SettledAt = orZero(settled)
	return c, err
}

func openClashes(ctx context.Context, tx pgx.Tx, book string) (map[SheetCell]SheetClash, error) {
	out := map[SheetCell]SheetClash{}
	err := eachRow(ctx, tx, scanClash, func(c SheetClash) { out[SheetCell{c.Row, c.Column}] = c },
		clashSelect+` WHERE book = $1 AND settled_at IS NULL`, book)
	return out, err
}

// The same values that clash again are told again; they are one row.
const insertClash = `
INSERT INTO sheet_clashes AS c (book, row_id, kind, object_id, name, column_name, sheet_value, tower_value, why, kept, at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $10 = '' THEN NULL ELSE $11::timestamptz END)
ON CONFLICT (book, row_id, column_name, sheet_value, tower_value) DO UPDATE SET
    why = excluded.why, kept = excluded.kept, at = excluded.at, settled_at = excluded.settled_at, settled_by = '', version = c.version + 1
WHERE c.settled_at IS NOT NULL AND c.at < excluded.at - interval '1 minute'`

// Other values of the cell that people were still asked about are no question
// any more.
const supersedeClash = `
UPDATE sheet_clashes SET settled_at = $4, settled_by = 'newer values', version = version + 1
WHERE book = $1 AND row_id = $2 AND column_name = $3 AND settled_at IS NULL AND (sheet_value <> $5 OR tower_value <> $6)`

func queueClashes(q *pgx.Batch, book string, list []SheetClash) {
	for _, c := range list {
		q.Queue(supersedeClash, book, c.Row, c.Column, c.At, c.Sheet, c.Tower)
		q.Queue(insertClash, book, c.Row, c.Kind, c.ObjectID, c.Name, c.Column, c.Sheet, c.Tower, c.Why, c.Kept, c.At)
	}
}

const endClash = `
UPDATE sheet_clashes SET settled_at = $4, settled_by = 'both sides', version = version + 1
WHERE book = $1 AND row_id = $2 AND column_name = $3 AND settled_at IS NULL`

// EndSheetClashes settles what people made equal themselves.
func (s *Store) EndSheetClashes(ctx context.Context, book string, cells []SheetCell, at time.Time) error {
	var q pgx.Batch
	for _, c := range cells {
		q.Queue(endClash, book, c.Row, c.Column, at)
	}
	if q.Len() == 0 {
		return nil
	}
	return wrap(s.pool.SendBatch(ctx, &q).Close(), "EndSheetClashes(%d)", len(cells))
}

const clashByID = clashSelect + ` WHERE book = $1 AND id = $2`

// SheetClash reads one.
func (s *Store) SheetClash(ctx context.Context, book string, id int64) (SheetClash, error) {
	c, err := sheetClash(ctx, s.pool, clashByID, book, id)
	return c, wrap(err, "SheetClash(%d)", id)
}

func sheetClash(ctx context.Context, q querier, sql string, book string, id int64) (c SheetClash, err error) {
	rows, err := q.Query(ctx, sql, book, id)
	if err != nil {
		return c, err
	}
	c, err = pgx.CollectExactlyOneRow(rows, scanClash)
	if errors.Is(err, pgx.ErrNoRows) {
		err = fleet.Errorf(fleet.NotFound, "There is no conflict %d.", id)
	}
	return c, err
}

const settleClash = `
UPDATE sheet_clashes SET kept = $3, settled_at = $4, settled_by = $5, version = version + 1 WHERE book = $1 AND id = $2`

// The side that is kept is made to look like the one that alone has changed, so
// that the next sync carries it over, and later edits clash anew.
const rebaseSheetCell = `
UPDATE sheet_rows SET base = base || jsonb_build_object($3::text, $4::text), pending = pending - $3::text
WHERE book = $1 AND id = $2`

// SettleSheetClash decides an open conflict for one side. One that is settled
// already is a Conflict.
func (s *Store) SettleSheetClash(ctx context.Context, book string, id int64, keep sheet.Side, who string, at time.Time) (c SheetClash, err error) {
	defer func() { err = wrap(err, "SettleSheetClash(%d)", id) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if c, err = sheetClash(ctx, tx, clashByID+` FOR UPDATE`, book, id); err != nil {
			return err
		}
		if !c.Open() {
			return &fleet.Error{Kind: fleet.Conflict, Field: SettledField, Message: "This conflict is settled already."}
		}
		base := c.Tower
		if keep == sheet.TowerSide {
			base = c.Sheet
		}
		if _, err := tx.Exec(ctx, rebaseSheetCell, book, c.Row, c.Column, base); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, settleClash, book, id, keep, at, who); err != nil {
			return err
		}
		c, err = sheetClash(ctx, tx, clashByID, book, id)
		return err
	})
	return c, err
}

const untoldClashes = clashSelect + ` WHERE book = $1 AND told < version ORDER BY id LIMIT $2`

// UntoldSheetClashes are those whose card has not been left to be said as they
// stand now.
func (s *Store) UntoldSheetClashes(ctx context.Context, book string, limit int) ([]SheetClash, error) {
	rows, err := s.pool.Query(ctx, untoldClashes, book, limit)
	if err != nil {
		return nil, wrap(err, "UntoldSheetClashes")
	}
	list, err := pgx.CollectRows(rows, scanClash)
	return list, wrap(err, "UntoldSheetClashes")
}

const tellClash = `UPDATE sheet_clashes SET told = greatest(told, $3) WHERE book = $1 AND id = $2`

// ToldSheetClash notes that a version was left to be said.
func (s *Store) ToldSheetClash(ctx context.Context, book string, id int64, version int) error {
	_, err := s.pool.Exec(ctx, tellClash, book, id, version)
	return wrap(err, "ToldSheetClash(%d)", id)
}

// TurnSheetClash notes that a settled conflict was turned to the other side.
func (s *Store) TurnSheetClash(ctx context.Context, book string, id int64, keep sheet.Side, who string, at time.Time) (SheetClash, error) {
	if _, err := s.pool.Exec(ctx, settleClash, book, id, keep, at, who); err != nil {
		return SheetClash{}, wrap(err, "TurnSheetClash(%d)", id)
	}
	return s.SheetClash(ctx, book, id)
}
