package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
)

// AlertUpdate is one row of an alert's history.
type AlertUpdate struct {
	At     time.Time
	Who    string
	Via    fleet.Via
	Action fleet.AlertAction
	Status fleet.AlertStatus // afterwards
	What   string            // one sentence
	Note   string
}

// AlertEdit is a step to be made, and what the history says of it.
type AlertEdit struct {
	fleet.AlertStep
	Version int // the state that it was worked out on; 0 takes any
	Who     string
	Via     fleet.Via
	What    string
	Note    string
	Reply   answer.Answer // what the thread of its card is told; nothing without a headline
}

// Card is an alert as its message in Slack shows it.
type Card func(AlertNow) answer.Answer

const lockAlert = `SELECT FROM alerts WHERE id = $1 FOR UPDATE`

const setAlert = `
UPDATE alerts SET status = $2, snoozed_until = $3, assignee_id = nullif($4::bigint, 0), acked_by = nullif($5::bigint, 0),
    acked_at = $6, resolved_by = nullif($7::bigint, 0), resolved_at = $8, false_alarm = $9, version = $10
WHERE id = $1`

const insertAlertUpdate = `
INSERT INTO alert_updates (alert_id, at, person_id, who, via, action, status, what, note)
VALUES ($1, $2, nullif($3::bigint, 0), $4, $5, $6, $7, $8, $9)
RETURNING id`

// ChangeAlert makes one step of an alert's life, and with it, in the same
// transaction, the history, the event and the new face of its card. Of two
// steps at once the second meets what the first has done.
func (s *Store) ChangeAlert(ctx context.Context, id int64, e AlertEdit, card Card) (a AlertNow, err error) {
	defer func() { err = wrap(err, "ChangeAlert(%d)", id) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockAlert, id); err != nil {
			return err
		}
		before, err := s.alertNow(ctx, tx, id)
		if err != nil {
			return err
		}
		if e.Version != 0 && e.Version != before.Version {
			return fleet.Errorf(fleet.Conflict, "Alert %d has changed since you were asked; it is %s now. Look at it and ask again.", id, before.Status)
		}
		after, why := before.After(e.AlertStep)
		if why != "" {
			return why.Err(before.AlertState, e.Action, before.whoDid())
		}
		update, err := keepStep(ctx, tx, id, before.Status, after, e)
		if err != nil {
			return err
		}
		if a, err = s.alertNow(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, noteStatus, a.ID, a.Status, a.Severity); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stormTouched, a.ID, e.At); err != nil || !a.Said {
			return err
		}
		return sayStep(ctx, tx, a, e, update, card)
	})
	return a, err
}

// sayStep gives the card of an alert its new face and tells its thread of the
// step, so that what no person did can be told apart later.
func sayStep(ctx context.Context, tx pgx.Tx, a AlertNow, e AlertEdit, update int64, card Card) error {
	if err := say(ctx, tx, a.DeliveryKey(), Spot{}, LaneUnasked, card(a), e.At); err != nil || e.Reply.Headline == "" {
		return err
	}
	return reply(ctx, tx, a.DeliveryKey(), fmt.Sprintf("%s:update:%d", a.DeliveryKey(), update), e.Reply, e.At)
}

// whoDid is the person whose doing stands in the way of a step.
func (a AlertNow) whoDid() string {
	if a.Status == fleet.AlertResolved {
		return a.Names.ResolvedBy
	}
	return a.Names.AckedBy
}

// keepStep writes a step and its row of the history, whose id it gives.
func keepStep(ctx context.Context, tx pgx.Tx, id int64, before fleet.AlertStatus, s fleet.AlertState, e AlertEdit) (update int64, err error) {
	_, err = tx.Exec(ctx, setAlert, id, s.Status, orNull(s.Until), s.Assignee, s.AckedBy, orNull(s.AckedAt),
		s.ResolvedBy, orNull(s.ResolvedAt), s.FalseAlarm, s.Version)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, insertAlertUpdate, id, e.At, e.By, e.Who, e.Via, e.Action, s.Status, e.What, e.Note).Scan(&update)
	if err != nil || s.Status == before && e.Action != fleet.Assign {
		return update, err
	}
	return update, stateEvent(ctx, tx, id, s, e)
}

// stateEvent tells who follows the alert that people have changed its state.
// Its versions go on from the two phases that a tracker tells of.
func stateEvent(ctx context.Context, tx pgx.Tx, id int64, s fleet.AlertState, e AlertEdit) error {
	body, err := json.Marshal(AlertChange{AlertID: id, Status: s.Status, By: e.By, Assigned: e.Assignee})
	if err != nil {
		return err
	}
	event := Event{Type: fleet.EventAlertTriggered, Key: alertKey(id), Version: int64(s.Version) + 1, Body: body, At: e.At}
	_, err = tx.Exec(ctx, insertEvents, eventColumns([]Event{event})...)
	return err
}

const snoozesOver = `
SELECT id FROM alerts WHERE status = 'snoozed' AND snoozed_until <= $1 ORDER BY snoozed_until LIMIT $2`

// WakeAlerts opens the alerts whose snooze is over, at most limit, and says
// how many there were. Of two replicas one wakes each.
func (s *Store) WakeAlerts(ctx context.Context, now time.Time, limit int, card Card) (woken int, err error) {
	defer func() { err = wrap(err, "WakeAlerts") }()
	rows, err := s.pool.Query(ctx, snoozesOver, now, limit)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	step := AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Wake, At: now}, Who: fleet.SystemCaller.Name, Via: fleet.ViaJob, What: "The snooze is over",
		Reply: answer.Answer{Kind: answer.Result, Headline: "Open again: the snooze is over."}}
	for _, id := range ids {
		switch _, failed := s.ChangeAlert(ctx, id, step, card); {
		case failed == nil:
			woken++
		case ctx.Err() != nil:
			return woken, errors.Join(err, failed)
		case fleet.KindOf(failed) != fleet.Conflict: // else somebody was faster
			err = errors.Join(err, failed) // the others wake all the same
		}
	}
	return woken, err
}

const alertHistory = `
SELECT at, who, via, action, status, what, note FROM alert_updates WHERE alert_id = $1 ORDER BY id DESC LIMIT $2`

// AlertHistory is what was done to an alert, newest first, at most limit rows.
func (s *Store) AlertHistory(ctx context.Context, id int64, limit int) ([]AlertUpdate, error) {
	rows, err := s.pool.Query(ctx, alertHistory, id, limit)
	if err != nil {
		return nil, wrap(err, "AlertHistory(%d)", id)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AlertUpdate])
	return out, wrap(err, "AlertHistory(%d)", id)
}
