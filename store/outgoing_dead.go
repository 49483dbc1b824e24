package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// OutID is how people name a row: the dead letters of Redis have other ids.
func OutID(id int64) string { return "out-" + strconv.FormatInt(id, 10) }

// ParseOutID reads what OutID wrote.
func ParseOutID(text string) (id int64, ok bool) {
	digits, ours := strings.CutPrefix(text, "out-")
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, ours && err == nil && id > 0
}

const deadOutgoing = `SELECT ` + outgoingColumns + ` FROM outgoing WHERE state = 'dead' ORDER BY id DESC LIMIT $1`

// DeadOutgoing lists the newest that were put aside, at most limit.
func (s *Store) DeadOutgoing(ctx context.Context, limit int) ([]Outgoing, error) {
	rows, err := s.pool.Query(ctx, deadOutgoing, limit)
	if err != nil {
		return nil, wrap(err, "DeadOutgoing")
	}
	list, err := pgx.CollectRows(rows, scanOutgoing)
	return list, wrap(err, "DeadOutgoing")
}

const deadOutgoingByID = `SELECT ` + outgoingColumns + ` FROM outgoing WHERE state = 'dead' AND id = $1`

// DeadOutgoingByID is one of them.
func (s *Store) DeadOutgoingByID(ctx context.Context, id int64) (o Outgoing, err error) {
	rows, err := s.pool.Query(ctx, deadOutgoingByID, id)
	if err != nil {
		return o, wrap(err, "DeadOutgoingByID(%d)", id)
	}
	o, err = pgx.CollectExactlyOneRow(rows, scanOutgoing)
	if errors.Is(err, pgx.ErrNoRows) {
		return o, noOutgoing(id)
	}
	return o, wrap(err, "DeadOutgoingByID(%d)", id)
}

func noOutgoing(id int64) error {
	return &fleet.Error{Kind: fleet.NotFound, Field: "id", Message: "There is no dead letter " + OutID(id) + ". List them to see their ids."}
}

const countDeadOutgoing = `SELECT count(*) FROM outgoing WHERE state = 'dead'`

// DeadOutgoingCount is how many wait for a person.
func (s *Store) DeadOutgoingCount(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, countDeadOutgoing).Scan(&n)
	return n, wrap(err, "DeadOutgoingCount")
}

// Whoever replays wants it sent, so a receiver that was switched off is asked again.
const replayOutgoing = `
WITH again AS (
    UPDATE outgoing SET state = 'waiting', tries = 0, next_at = $2, done_at = NULL, lease_until = NULL
    WHERE state = 'dead' AND ($1::bigint = 0 OR id = $1) RETURNING kind, target),
lifted AS (DELETE FROM outgoing_off WHERE target IN (SELECT target FROM again WHERE kind = 'webhook'))
SELECT count(*) FROM again`

// ReplayOutgoing gives a row that was put aside another round of tries, from
// now on.
func (s *Store) ReplayOutgoing(ctx context.Context, id int64, now time.Time) error {
	n, err := s.replayOutgoing(ctx, id, now)
	if err == nil && n == 0 {
		err = noOutgoing(id)
	}
	return wrap(err, "ReplayOutgoing(%d)", id)
}

// ReplayAllOutgoing does so for all of them.
func (s *Store) ReplayAllOutgoing(ctx context.Context, now time.Time) (int, error) {
	n, err := s.replayOutgoing(ctx, 0, now)
	return n, wrap(err, "ReplayAllOutgoing")
}

func (s *Store) replayOutgoing(ctx context.Context, id int64, now time.Time) (n int, err error) {
	err = s.pool.QueryRow(ctx, replayOutgoing, id, now).Scan(&n)
	return n, err
}

const dropOutgoing = `UPDATE outgoing SET state = 'dropped', done_at = $2 WHERE state = 'dead' AND id = $1`

// DropOutgoing gives a row up for good. It stays until it is tidied away, so
// that nothing writes it again.
func (s *Store) DropOutgoing(ctx context.Context, id int64, now time.Time) error {
	tag, err := s.pool.Exec(ctx, dropOutgoing, id, now)
	if err == nil && tag.RowsAffected() == 0 {
		return noOutgoing(id)
	}
	return wrap(err, "DropOutgoing(%d)", id)
}

// OutHealth is how the other ways out are doing.
type OutHealth struct {
	Waiting  int
	Oldest   time.Time // when what waits longest was written; zero when nothing waits
	Retrying int       // of these, not taken before
	Dead     int
	Sent     int    // in the last 24 hours
	Error    string // of the newest that was not taken
	Off      []string
}

const outHealth = `
SELECT count(*) FILTER (WHERE state = 'waiting'), min(created_at) FILTER (WHERE state = 'waiting'),
       count(*) FILTER (WHERE state = 'waiting' AND last_error <> ''), count(*) FILTER (WHERE state = 'dead'),
       (SELECT count(*) FROM outgoing WHERE state IN ('sent', 'dropped') AND state = 'sent' AND done_at > $1),
       coalesce((array_agg(last_error ORDER BY id DESC) FILTER (WHERE last_error <> ''))[1], ''),
       ARRAY(SELECT target || ': ' || note FROM outgoing_off ORDER BY target)
FROM outgoing WHERE state IN ('waiting', 'dead')`

// OutHealth looks at all of them.
func (s *Store) OutHealth(ctx context.Context, now time.Time) (h OutHealth, err error) {
	var oldest *time.Time
	err = s.pool.QueryRow(ctx, outHealth, now.Add(-24*time.Hour)).Scan(&h.Waiting, &oldest, &h.Retrying, &h.Dead, &h.Sent, &h.Error, &h.Off)
	h.Oldest = orZero(oldest)
	return h, wrap(err, "OutHealth")
}

const countWaitingOutgoing = `SELECT count(*) FROM outgoing WHERE state = 'waiting'`

// WaitingOutgoing counts what was not taken yet.
func (s *Store) WaitingOutgoing(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, countWaitingOutgoing).Scan(&n)
	return n, wrap(err, "WaitingOutgoing")
}

const orphanOutgoing = `
SELECT id FROM outgoing WHERE state = 'waiting' AND next_at < $1 AND kind = 'webhook' AND NOT target = ANY ($2) ORDER BY id LIMIT $3`

// OrphanOutgoing are rows for webhooks that are configured no more, due since
// before a moment.
func (s *Store) OrphanOutgoing(ctx context.Context, before time.Time, known []string, limit int) ([]int64, error) {
	rows, err := s.pool.Query(ctx, orphanOutgoing, before, known, limit)
	if err != nil {
		return nil, wrap(err, "OrphanOutgoing")
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return ids, wrap(err, "OrphanOutgoing")
}

const tidyOutgoing = `
DELETE FROM outgoing WHERE id IN (SELECT id FROM outgoing WHERE state IN ('sent', 'dropped') AND done_at < $1 LIMIT 5000)`

// TidyOutgoing removes what was sent or dropped before a moment, in portions.
func (s *Store) TidyOutgoing(ctx context.Context, before time.Time) (removed int64, err error) {
	for {
		tag, err := s.pool.Exec(ctx, tidyOutgoing, before)
		if err != nil {
			return removed, wrap(err, "TidyOutgoing")
		}
		removed += tag.RowsAffected()
		if tag.RowsAffected() < 5000 {
			return removed, nil
		}
	}
}
