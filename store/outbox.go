package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Event is something that changed, written in the transaction that made it
// true. A reader drops an event whose version for its key is not newer than
// the last one it saw.
type Event struct {
	ID      int64
	Type    fleet.EventType
	Key     string // the truck, trip or alert it is about
	Version int64
	Body    json.RawMessage
	At      time.Time
}

// StatusChange is the body of a truck.status_changed event.
type StatusChange struct {
	TruckID int64        `json:"truck_id"`
	From    fleet.Motion `json:"from"` // empty for a truck seen for the first time
	To      fleet.Motion `json:"to"`
	Since   time.Time    `json:"since"`
	At      time.Time    `json:"at"`
	Lat     float64      `json:"lat"`
	Lon     float64      `json:"lon"`
}

func truckKey(id int64) string { return "truck:" + strconv.FormatInt(id, 10) }

func alertKey(id int64) string { return "alert:" + strconv.FormatInt(id, 10) }

const insertEvents = `
INSERT INTO outbox (type, key, version, body, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[], $5::timestamptz[])`

func eventColumns(list []Event) []any {
	n := len(list)
	types, key, version := make([]string, n), make([]string, n), make([]int64, n)
	body, at := make([]json.RawMessage, n), make([]time.Time, n)
	for i, e := range list {
		types[i], key[i], version[i], body[i], at[i] = string(e.Type), e.Key, e.Version, e.Body, e.At
	}
	return []any{types, key, version, body, at}
}

func queueEvents(q *pgx.Batch, list []Event) {
	if len(list) > 0 {
		q.Queue(insertEvents, eventColumns(list)...)
	}
}

// SaveEvents writes events outside of any other change.
func (s *Store) SaveEvents(ctx context.Context, list ...Event) error {
	if len(list) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, insertEvents, eventColumns(list)...)
	return wrap(err, "SaveEvents(%d)", len(list))
}

const waitingEvents = `
SELECT id, type, key, version, body, at FROM outbox
WHERE relayed_at IS NULL
ORDER BY id
LIMIT $1
FOR UPDATE SKIP LOCKED`

const markRelayed = `UPDATE outbox SET relayed_at = $2 WHERE id = ANY($1)`

// RelayOutbox hands the oldest waiting events, at most n, to publish and marks
// them when it succeeds. Several relays share the work. A relay that dies in
// between publishes again: at least once.
func (s *Store) RelayOutbox(ctx context.Context, now time.Time, n int, publish func(context.Context, []Event) error) (relayed int, err error) {
	defer func() { err = wrap(err, "RelayOutbox") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, waitingEvents, n)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Event])
		if err != nil || len(list) == 0 {
			return err
		}
		if err := publish(ctx, list); err != nil {
			return err
		}
		ids := make([]int64, len(list))
		for i, e := range list {
			ids[i] = e.ID
		}
		relayed = len(list)
		_, err = tx.Exec(ctx, markRelayed, ids, now)
		return err
	})
	return relayed, err
}

// OutboxWaiting counts the events that wait, and when the oldest was written.
func (s *Store) OutboxWaiting(ctx context.Context) (n int64, oldest time.Time, err error) {
	var at *time.Time
	err = s.pool.QueryRow(ctx, `SELECT count(*), min(at) FROM outbox WHERE relayed_at IS NULL`).Scan(&n, &at)
	return n, orZero(at), wrap(err, "OutboxWaiting")
}

// TidyOutbox removes events that were relayed before a moment, in portions, so
// that no statement locks for long.
func (s *Store) TidyOutbox(ctx context.Context, before time.Time) (removed int64, err error) {
	const tidy = `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE relayed_at < $1 LIMIT 5000)`
	for {
		tag, err := s.pool.Exec(ctx, tidy, before)
		if err != nil {
			return removed, wrap(err, "TidyOutbox")
		}
		removed += tag.RowsAffected()
		if tag.RowsAffected() < 5000 {
			return removed, nil
		}
	}
}

// Fields are the event as an entry of a stream.
func (e Event) Fields() map[string]string {
	return map[string]string{
		"id": strconv.FormatInt(e.ID, 10), "type": string(e.Type), "key": e.Key,
		"version": strconv.FormatInt(e.Version, 10), "body": string(e.Body), "at": e.At.UTC().Format(time.RFC3339Nano),
	}
}

// EventOf reads the entry of a stream back.
func EventOf(fields map[string]string) (Event, error) {
	e := Event{Type: fleet.EventType(fields["type"]), Key: fields["key"], Body: json.RawMessage(fields["body"])}
	var errID, errVersion, errAt error
	e.ID, errID = strconv.ParseInt(fields["id"], 10, 64)
	e.Version, errVersion = strconv.ParseInt(fields["version"], 10, 64)
	e.At, errAt = time.Parse(time.RFC3339Nano, fields["at"])
	if err := errors.Join(errID, errVersion, errAt); err != nil || !json.Valid(e.Body) {
		return e, fleet.Errorf(fleet.Invalid, "the event %s %s cannot be read", e.Type, e.Key)
	}
	return e, nil
}
