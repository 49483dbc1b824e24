package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
)

// Telling is what is to be said of an alert.
type Telling struct {
	Channel *answer.Answer // nil says nothing there
	Direct  []DirectTelling
}

// DirectTelling is what one person is told of an alert: a card now, or a place
// among all that is held until quiet hours end.
type DirectTelling struct {
	To    Listener
	Card  answer.Answer
	Until time.Time // zero: now
}

// directKey names the delivery that tells one person of an alert.
func directKey(alertID, personID int64) string {
	return fmt.Sprintf("%s:person:%d", alertKey(alertID), personID)
}

// TellAlert says of an alert, as it stands while nobody can change it, what
// tell wants said in the channel and to each who may listen.
func (s *Store) TellAlert(ctx context.Context, id int64, channel string, now time.Time, tell func(AlertNow, []Listener) Telling) (err error) {
	defer func() { err = wrap(err, "TellAlert(%d)", id) }()
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockAlert, id); err != nil {
			return err
		}
		a, err := s.alertNow(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Mute, err = muteOf(ctx, tx, id, now); err != nil {
			return err
		}
		people, err := listenersOf(ctx, tx, id)
		if err != nil {
			return err
		}
		telling := tell(a, people)
		if telling.Channel != nil {
			if err := say(ctx, tx, a.DeliveryKey(), Spot{Channel: channel}, LaneUnasked, *telling.Channel, now); err != nil {
				return err
			}
		}
		for _, d := range telling.Direct {
			if err := tellDirectly(ctx, tx, id, d, now); err != nil {
				return err
			}
		}
		return nil
	})
}

const insertTold = `
INSERT INTO alerts_told (alert_id, person_id, state, until_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (alert_id, person_id) DO NOTHING`

func tellDirectly(ctx context.Context, tx pgx.Tx, id int64, d DirectTelling, now time.Time) error {
	state := ToldCard
	if !d.Until.IsZero() {
		state = ToldHeld
	}
	if _, err := tx.Exec(ctx, insertTold, id, d.To.PersonID, state, orNull(d.Until)); err != nil || state == ToldHeld {
		return err
	}
	return say(ctx, tx, directKey(id, d.To.PersonID), Spot{Channel: d.To.Slack}, LaneUnasked, d.Card, now)
}

const heldFor = `
SELECT DISTINCT person_id FROM alerts_told WHERE state = 'held' AND until_at <= $1 LIMIT $2`

const takeHeld = `
UPDATE alerts_told SET state = 'digest' WHERE person_id = $1 AND state = 'held' AND until_at <= $2 RETURNING alert_id`

// TellHeld says to the people whose quiet hours are over, at most limit, what
// tell makes of all that was held for them; false says nothing. It gives how
// many people there were. Of two replicas one tells each.
func (s *Store) TellHeld(ctx context.Context, now time.Time, limit int, tell func(Listener, []AlertNow) (answer.Answer, bool)) (people int, err error) {
	defer func() { err = wrap(err, "TellHeld") }()
	rows, err := s.pool.Query(ctx, heldFor, now, limit)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := s.inTx(ctx, func(tx pgx.Tx) error { return s.tellHeld(ctx, tx, id, now, tell) }); err != nil {
			return people, err
		}
		people++
	}
	return people, nil
}

func (s *Store) tellHeld(ctx context.Context, tx pgx.Tx, person int64, now time.Time, tell func(Listener, []AlertNow) (answer.Answer, bool)) error {
	rows, err := tx.Query(ctx, takeHeld, person, now)
	if err != nil {
		return err
	}
	alerts, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(alerts) == 0 {
		return err // another replica was faster
	}
	all, err := listenersOf(ctx, tx, alerts[0])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(l Listener) bool { return l.PersonID == person })
	if i < 0 {
		return nil // nobody whom we may tell any more
	}
	list, err := s.alertsNow(ctx, tx, alertsByID, alerts)
	if err != nil {
		return err
	}
	a, yes := tell(all[i], list)
	if !yes {
		return nil
	}
	return say(ctx, tx, fmt.Sprintf("quiet:%d:%d", person, slices.Min(alerts)), Spot{Channel: all[i].Slack}, LaneUnasked, a, now)
}

const alertsByID = `
SELECT` + alertNowColumns + `
FROM alerts a` + alertNowJoins + `
WHERE a.id = ANY ($1)
ORDER BY a.started_at DESC, a.id DESC`
