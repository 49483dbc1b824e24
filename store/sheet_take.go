package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// SheetTake is a row of a spreadsheet that is to become what Watch Tower has:
// the row's memory changes in the same transaction as the object, so that a
// crash can neither repeat nor lose it.
type SheetTake struct {
	Book    string
	Row     string
	Kind    sheet.Kind
	Object  int64 // 0 makes a new one
	Base    sheet.Values
	Clashes []SheetClash
	At      time.Time
}

const takeSheetRow = `
INSERT INTO sheet_rows AS r (book, id, kind, object_id, base, seen)
VALUES ($1, $2, $3, $4, $5, true)
ON CONFLICT (book, id) DO UPDATE SET object_id = excluded.object_id, base = r.base || excluded.base,
    pending = r.pending - ARRAY(SELECT jsonb_object_keys(excluded.base)), seen = true, gone_at = NULL, refused = '', reason = ''`

const sheetRowObject = `SELECT coalesce(object_id, 0) FROM sheet_rows WHERE book = $1 AND id = $2`

// take runs a change of the object and keeps the row with it. A row that made
// its object already, in a sync that was cut off, makes no second one.
func (s *Store) take(ctx context.Context, m SheetTake, change func(pgx.Tx) (object int64, err error)) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if m.Row == "" {
			_, err := change(tx)
			return err
		}
		var object int64
		err := tx.QueryRow(ctx, sheetRowObject+" FOR UPDATE", m.Book, m.Row).Scan(&object)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if m.Object == 0 && object != 0 {
			return &fleet.Error{Kind: fleet.Conflict, Field: WasField, Message: "This row was taken over already."}
		}
		if object, err = change(tx); err != nil {
			return err
		}
		var q pgx.Batch
		q.Queue(takeSheetRow, m.Book, m.Row, m.Kind, object, orNone(m.Base))
		queueClashes(&q, m.Book, m.Clashes)
		return tx.SendBatch(ctx, &q).Close()
	})
	if isUnique(err, "sheet_rows_object") {
		err = fleet.Errorf(fleet.Conflict, "Another row of the sheet is this %s already.", m.Kind.One())
	}
	return err
}

// WasField marks the error of a take that worked on what is no longer so: the
// next sync looks again.
const WasField = "was"

const (
	lockDriver   = allDrivers + ` WHERE id = $1 FOR UPDATE`
	insertDriver = `INSERT INTO drivers (name, key, phone, licence, active) VALUES ($1, $2, $3, $4, $5) RETURNING id`
	updateDriver = `UPDATE drivers SET name = $2, key = $3, phone = $4, licence = $5, active = $6 WHERE id = $1`
)

// TakeDriver changes one driver, or makes one, with the row it comes from.
func (s *Store) TakeDriver(ctx context.Context, m SheetTake, change func(*fleet.Driver) error) (err error) {
	defer func() { err = wrap(err, "TakeDriver(%d)", m.Object) }()
	err = s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		d := fleet.Driver{Active: true}
		if err := lockOne(ctx, tx, &d, scanDriver, m, lockDriver); err != nil {
			return 0, err
		}
		if err := change(&d); err != nil {
			return 0, err
		}
		if m.Object == 0 {
			err := tx.QueryRow(ctx, insertDriver, d.Name, fleet.Key(d.Name), d.Phone, d.Licence, d.Active).Scan(&d.ID)
			return d.ID, err
		}
		_, err := tx.Exec(ctx, updateDriver, d.ID, d.Name, fleet.Key(d.Name), d.Phone, d.Licence, d.Active)
		return d.ID, err
	})
	if isUnique(err, "drivers_key_key") {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "name", Message: "There is already a driver of this name."}
	}
	return err
}

const (
	lockClient   = allClients + ` WHERE id = $1 FOR UPDATE`
	insertClient = `INSERT INTO clients (name, key, contact, phone) VALUES ($1, $2, $3, $4) RETURNING id`
	updateClient = `UPDATE clients SET name = $2, key = $3, contact = $4, phone = $5 WHERE id = $1`
)

// TakeClient changes one client, or makes one, with the row it comes from.
func (s *Store) TakeClient(ctx context.Context, m SheetTake, change func(*fleet.Client) error) (err error) {
	defer func() { err = wrap(err, "TakeClient(%d)", m.Object) }()
	err = s.take(ctx, m, func(tx pgx.Tx) (int64, error) {
		var c fleet.Client
		if err := lockOne(ctx, tx, &c, scanClient, m, lockClient); err != nil {
			return 0, err
		}
		if err := change(&c); err != nil {
			return 0, err
		}
		if m.Object == 0 {
			err := tx.QueryRow(ctx, insertClient, c.Name, fleet.Key(c.Name), c.Contact, c.Phone).Scan(&c.ID)
			return c.ID, err
		}
		_, err := tx.Exec(ctx, updateClient, c.ID, c.Name, fleet.Key(c.Name), c.Contact, c.Phone)
		return c.ID, err
	})
	if isUnique(err, "clients_key_key") {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "name", Message: "There is already a client of this name."}
	}
	return err
}

// lockOne reads what a row stands for under a lock; nothing for a new one.
func lockOne[T any](ctx context.Context, tx pgx.Tx, into *T, scan func(pgx.CollectableRow) (T, error), m SheetTake, sql string) error {
	if m.Object == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, sql, m.Object)
	if err != nil {
		return err
	}
	found, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return fleet.Errorf(fleet.NotFound, "This %s is not in Watch Tower any more.", m.Kind.One())
	}
	*into = found
	return err
}
