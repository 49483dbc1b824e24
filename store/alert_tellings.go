package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Way is how people are told of an alert.
type Way string

// The ways. What nobody is told of has none.
const (
	WayCard   Way = "card"   // by a card of its own
	WayStorm  Way = "storm"  // in the list of a storm
	WayDigest Way = "digest" // counted, at set times
)

// Next is what follows when its time comes and nothing else has happened.
type Next string

// What may follow.
const (
	NextNothing  Next = ""
	NextEscalate Next = "escalate" // tell the next step that nobody has acknowledged it
	NextRemind   Next = "remind"   // remind whoever has it in hand
)

// FollowUp is what follows, and when. Step counts what was done already.
type FollowUp struct {
	Next Next
	Step int
	Due  time.Time
}

// AlertTelling is how people were told of an alert so far; the zero value when
// they were not.
type AlertTelling struct {
	Way      Way
	Channel  string
	Status   fleet.AlertStatus // as people were last told
	Severity fleet.Severity
	ToldAt   time.Time
	Turns    int   // changes by no person that its thread was told of
	Storm    int64 // that it belongs to; 0 for none
	FollowUp
}

const tellingOf = `
SELECT way, channel, status, severity, told_at, turns, next, step, due_at, coalesce(storm_id, 0) FROM alert_tellings WHERE alert_id = $1 FOR UPDATE`

func readTelling(ctx context.Context, q querier, alertID int64) (t AlertTelling, err error) {
	var due *time.Time
	err = q.QueryRow(ctx, tellingOf, alertID).Scan(&t.Way, &t.Channel, &t.Status, &t.Severity, &t.ToldAt, &t.Turns, &t.Next, &t.Step, &due, &t.Storm)
	if errors.Is(err, pgx.ErrNoRows) {
		return AlertTelling{}, nil
	}
	t.Due = orZero(due).UTC()
	return t, err
}

const saveTelling = `
INSERT INTO alert_tellings (alert_id, way, channel, kind, place, status, severity, told_at, turns, next, step, due_at, storm_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, nullif($13::bigint, 0))
ON CONFLICT (alert_id) DO UPDATE SET way = excluded.way, channel = excluded.channel, status = excluded.status,
    severity = excluded.severity, told_at = excluded.told_at, turns = excluded.turns, next = excluded.next, step = excluded.step, due_at = excluded.due_at, storm_id = excluded.storm_id`

func writeTelling(ctx context.Context, tx pgx.Tx, a AlertNow, t AlertTelling) error {
	_, err := tx.Exec(ctx, saveTelling, a.ID, t.Way, t.Channel, a.Kind, region(a), t.Status, t.Severity, t.ToldAt, t.Turns, t.Next, t.Step, orNull(t.Due), t.Storm)
	return err
}

// region is the place that an alert is counted in with others: the one it is
// in, else the one that people name when they say where it is.
func region(a AlertNow) string {
	if a.Place != "" {
		return a.Place
	}
	return a.Near.Name
}

const noteStatus = `UPDATE alert_tellings SET status = $2, severity = $3 WHERE alert_id = $1`
