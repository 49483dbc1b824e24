package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
)

// Hearing is all that is known when it is decided how people are told of an
// alert.
type Hearing struct {
	Alert  AlertNow
	Off    bool // people have switched off what it was made by
	Route  fleet.AlertRoute
	People []Listener   // who asked to be told, was told, or is called by the route
	Before AlertTelling // how people were told so far
	// Channel is where its card stands, or would go.
	Channel string
	Around  Around // only of what is open and has no card of its own
}

// Telling is what is to be said of an alert.
type Telling struct {
	Way     Way            // empty says nothing of it, and remembers nothing
	Channel string         // of its card
	Card    *answer.Answer // nil says nothing there
	Reply   *answer.Answer // in the card's thread: what changed, and no person did it
	Direct  []DirectTelling
	Out     func([]OutTold) []OutRow // what leaves by other ways; nil for nothing
	Follow  FollowUp
	Storm   *StormTelling // tells of it in the list of a storm, instead of by a card
	Gap     time.Duration // between two drawings of the storm that it belongs to
}

// DirectTelling is what one person is told of an alert: a card now, or a place
// among all that is held until quiet hours end.
type DirectTelling struct {
	To    Listener
	Card  answer.Answer
	Until time.Time // zero: now
	Apart string    // names a message beside the card that follows the alert; empty is that card
}

// directKey names the delivery that tells one person of an alert.
func directKey(alertID, personID int64) string {
	return fmt.Sprintf("%s:person:%d", alertKey(alertID), personID)
}

// TellAlert says of an alert, as it stands while nobody can change it, what
// tell wants said, and notes what follows. Channel is where it goes unless its
// route names another.
func (s *Store) TellAlert(ctx context.Context, id int64, channel string, w Windows, now time.Time, tell func(Hearing) Telling) (err error) {
	defer func() { err = wrap(err, "TellAlert(%d)", id) }()
	rules, err := s.AlertRules(ctx)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		h, err := s.hear(ctx, tx, id, now, byRoute)
		if err != nil {
			return err
		}
		h.Off = !rules.For(h.Alert.Kind, h.Alert.ruleSubject()).On
		h.Channel = cmp.Or(h.Before.Channel, h.Route.Channel, channel)
		if h.Before.Way != WayCard && (h.Before.Way != WayStorm || h.Alert.Status == fleet.AlertOpen) && h.Alert.Severity != fleet.Info {
			if h.Around, err = aroundOf(ctx, tx, h.Alert, h.Channel, w, now); err != nil {
				return err
			}
		}
		return s.carryOut(ctx, tx, h, tell(h), now)
	})
}

// byRoute is whom an alert goes to when it begins.
func byRoute(h Hearing) fleet.Audience {
	return fleet.Audience{Role: h.Route.Role, PersonID: h.Route.PersonID}
}

// hear locks an alert and gathers what is known of it, and of those it goes to.
func (s *Store) hear(ctx context.Context, tx pgx.Tx, id int64, now time.Time, to func(Hearing) fleet.Audience) (h Hearing, err error) {
	if _, err = tx.Exec(ctx, lockAlert, id); err != nil {
		return h, err
	}
	if h.Alert, err = s.alertNow(ctx, tx, id); err != nil {
		return h, err
	}
	if h.Alert.Mute, err = muteOf(ctx, tx, id, now); err != nil {
		return h, err
	}
	if h.Before, err = readTelling(ctx, tx, id); err != nil {
		return h, err
	}
	if h.Route, err = routeOf(ctx, tx, h.Alert, now); err != nil {
		return h, err
	}
	h.People, err = listenersOf(ctx, tx, id, to(h))
	return h, err
}

// carryOut says what is to be said, and keeps in mind that it was.
func (s *Store) carryOut(ctx context.Context, tx pgx.Tx, h Hearing, t Telling, now time.Time) error {
	a, after := h.Alert, h.Before
	if err := tellOutside(ctx, tx, a.ID, now, t.Out); err != nil {
		return err
	}
	if t.Card != nil {
		if err := say(ctx, tx, a.DeliveryKey(), Spot{Channel: t.Channel}, LaneUnasked, *t.Card, now); err != nil {
			return err
		}
	}
	for _, d := range t.Direct {
		if err := tellDirectly(ctx, tx, a.ID, d, now); err != nil {
			return err
		}
	}
	if t.Reply != nil {
		after.Turns++
		if err := reply(ctx, tx, a.DeliveryKey(), fmt.Sprintf("%s:turn:%d", a.DeliveryKey(), after.Turns), *t.Reply, now); err != nil {
			return err
		}
	}
	if t.Storm != nil {
		return s.tellStorm(ctx, tx, h, t, now)
	}
	if t.Way == "" {
		return nil
	}
	if after.Storm != 0 {
		if _, err := tx.Exec(ctx, stormChanged, after.Storm, now, t.Gap); err != nil {
			return err
		}
	}
	if after.Way == "" || after.Way != WayCard && t.Way == WayCard {
		after.ToldAt = now
	}
	after.Way, after.Channel, after.Status, after.Severity, after.FollowUp = t.Way, t.Channel, a.Status, a.Severity, t.Follow
	return writeTelling(ctx, tx, a, after)
}

const insertTold = `
INSERT INTO alerts_told (alert_id, person_id, state, until_at, called) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (alert_id, person_id) DO NOTHING`

func tellDirectly(ctx context.Context, tx pgx.Tx, id int64, d DirectTelling, now time.Time) error {
	key := directKey(id, d.To.PersonID)
	if d.Apart != "" {
		return say(ctx, tx, key+":"+d.Apart, Spot{Channel: d.To.Slack}, LaneUnasked, d.Card, now)
	}
	state := ToldCard
	if !d.Until.IsZero() {
		state = ToldHeld
	}
	if _, err := tx.Exec(ctx, insertTold, id, d.To.PersonID, state, orNull(d.Until), d.To.Called || d.To.Assignee); err != nil || state == ToldHeld {
		return err
	}
	return say(ctx, tx, key, Spot{Channel: d.To.Slack}, LaneUnasked, d.Card, now)
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
	all, err := listenersOf(ctx, tx, alerts[0], fleet.Audience{})
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
