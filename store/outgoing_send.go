package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Outgoing is a row on its way.
type Outgoing struct {
	ID      int64
	Key     string
	Kind    OutKind
	Target  string
	AlertID int64 // 0 for none
	Body    []byte
	Tries   int // this one among them
	Created time.Time
	Next    time.Time // when it is due
	Error   string    // of the last try
}

const outgoingColumns = `id, key, kind, target, coalesce(alert_id, 0), body, tries, created_at, next_at, last_error`

func scanOutgoing(row pgx.CollectableRow) (o Outgoing, err error) {
	err = row.Scan(&o.ID, &o.Key, &o.Kind, &o.Target, &o.AlertID, &o.Body, &o.Tries, &o.Created, &o.Next, &o.Error)
	return o, err
}

// A claim is a lease by the machine's clock: a replica that dies with a row in
// hand leaves it to the others, who send it again under the same key.
const claimOutgoing = `
UPDATE outgoing SET tries = tries + 1, lease_until = $4
WHERE id IN (
    SELECT id FROM outgoing
    WHERE state = 'waiting' AND kind = $1 AND target = $2 AND next_at <= $5 AND coalesce(lease_until <= $3, true)
        AND (alert_id IS NOT NULL) = $7
    ORDER BY next_at, id LIMIT $6
    FOR UPDATE SKIP LOCKED)
RETURNING ` + outgoingColumns

// Claim is what a sender takes in hand.
type Claim struct {
	Kind    OutKind
	Target  string
	Alerts  bool      // what tells of alerts, else what does not
	Now     time.Time // by the clock that things are due by
	Machine time.Time // by the clock that leases run by
	Lease   time.Duration
	Limit   int
}

// ClaimOutgoing takes what is due for a target, for one try each.
func (s *Store) ClaimOutgoing(ctx context.Context, c Claim) ([]Outgoing, error) {
	rows, err := s.pool.Query(ctx, claimOutgoing, c.Kind, c.Target, c.Machine, c.Machine.Add(c.Lease), c.Now, c.Limit, c.Alerts)
	if err != nil {
		return nil, wrap(err, "ClaimOutgoing(%s)", c.Kind)
	}
	list, err := pgx.CollectRows(rows, scanOutgoing)
	slices.SortFunc(list, func(a, b Outgoing) int { return cmp.Compare(a.ID, b.ID) })
	return list, wrap(err, "ClaimOutgoing(%s)", c.Kind)
}

const dueOutgoing = `
SELECT DISTINCT target FROM outgoing
WHERE state = 'waiting' AND kind = $1 AND next_at <= $3 AND coalesce(lease_until <= $2, true)
ORDER BY target`

// DueTargets are whom something of a kind is due for that nobody has in hand.
func (s *Store) DueTargets(ctx context.Context, kind OutKind, now, machine time.Time) ([]string, error) {
	rows, err := s.pool.Query(ctx, dueOutgoing, kind, machine, now)
	if err != nil {
		return nil, wrap(err, "DueTargets(%s)", kind)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, wrap(err, "DueTargets(%s)", kind)
}

// A mail may be large, and nobody needs it once it is sent.
const sentOutgoing = `
UPDATE outgoing SET state = 'sent', done_at = $2, lease_until = NULL, last_error = '',
    body = CASE kind WHEN 'email' THEN ''::bytea ELSE body END
WHERE id = $1`

// SentOutgoing notes that the other side has taken it.
func (s *Store) SentOutgoing(ctx context.Context, id int64, now time.Time) error {
	_, err := s.pool.Exec(ctx, sentOutgoing, id, now)
	return wrap(err, "SentOutgoing(%d)", id)
}

const retryOutgoing = `
UPDATE outgoing SET next_at = $2, last_error = $3, lease_until = NULL WHERE id = $1 AND state = 'waiting'`

// RetryOutgoing puts a row back until its next try.
func (s *Store) RetryOutgoing(ctx context.Context, id int64, next time.Time, why string) error {
	_, err := s.pool.Exec(ctx, retryOutgoing, id, next, why)
	return wrap(err, "RetryOutgoing(%d)", id)
}

const buryOutgoing = `
UPDATE outgoing SET state = 'dead', done_at = $2, last_error = $3, lease_until = NULL
WHERE id = $1 AND state = 'waiting' RETURNING kind, target, tries`

// BuryOutgoing puts a row aside for a person to look at, and says so with an
// event in the same transaction.
func (s *Store) BuryOutgoing(ctx context.Context, id int64, now time.Time, why string) (err error) {
	defer func() { err = wrap(err, "BuryOutgoing(%d)", id) }()
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var kind OutKind
		var target string
		var tries int
		err := tx.QueryRow(ctx, buryOutgoing, id, now, why).Scan(&kind, &target, &tries)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // another replica was faster
		}
		if err != nil {
			return err
		}
		return outTrouble(ctx, tx, OutID(id), now, fmt.Sprintf("A message by %s was not taken in %d tries and was put aside. See watchtower deadletters list.", kind, tries))
	})
}

// outTrouble leaves an error.occurred event. A target may be the address of a
// person, so it is not told.
func outTrouble(ctx context.Context, tx pgx.Tx, key string, now time.Time, message string) error {
	body, err := json.Marshal(struct {
		What    string `json:"what"`
		Message string `json:"message"`
	}{"outgoing", message})
	if err != nil {
		return err
	}
	event := Event{Type: fleet.EventErrorOccurred, Key: "outgoing:" + key, Version: now.UnixMilli(), Body: body, At: now}
	_, err = tx.Exec(ctx, insertEvents, eventColumns([]Event{event})...)
	return err
}

const turnOff = `
INSERT INTO outgoing_off (target, address, at, note) VALUES ($1, $2, $3, $4)
ON CONFLICT (target) DO UPDATE SET address = excluded.address, at = excluded.at, note = excluded.note
WHERE outgoing_off.address <> excluded.address`

// TurnOff keeps a webhook from being sent to, because its receiver wants no
// more. Address is a digest of where it leads to.
func (s *Store) TurnOff(ctx context.Context, target, address string, now time.Time, note string) (err error) {
	defer func() { err = wrap(err, "TurnOff(%s)", target) }()
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, turnOff, target, address, now, note)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return outTrouble(ctx, tx, target, now, "The webhook "+target+" is switched off: "+note)
	})
}

const offNote = `SELECT note FROM outgoing_off WHERE target = $1 AND address = $2`

// OffNote is why a webhook is switched off; empty when it is not.
func (s *Store) OffNote(ctx context.Context, target, address string) (note string, err error) {
	err = s.pool.QueryRow(ctx, offNote, target, address).Scan(&note)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return note, wrap(err, "OffNote(%s)", target)
}

const forgetOff = `
DELETE FROM outgoing_off o
WHERE o.at < $1 AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS known(target, address) WHERE known.target = o.target AND known.address = o.address)`

// ForgetOff removes what was switched off before a moment and is not among the
// webhooks, by name and digest of the address, that there are.
func (s *Store) ForgetOff(ctx context.Context, before time.Time, names, addresses []string) error {
	_, err := s.pool.Exec(ctx, forgetOff, before, names, addresses)
	return wrap(err, "ForgetOff")
}
