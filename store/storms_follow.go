package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
)

// StormHearing is what is known of a storm when its next step is due.
type StormHearing struct {
	Storm  StormNow
	Route  fleet.AlertRoute
	Follow FollowUp
	People []Listener // of the next step
}

// StormStep is who is told of a storm, what its thread is told, and what
// follows.
type StormStep struct {
	Tell   []Listener
	Card   StormCard
	Reply  *answer.Answer
	Follow FollowUp
}

const stormsDue = `SELECT id FROM alert_storms WHERE due_at <= $1 ORDER BY due_at LIMIT $2`

const takeStormDue = `SELECT next, step, due_at FROM alert_storms WHERE id = $1 AND due_at <= $2 FOR UPDATE`

const followStorm = `UPDATE alert_storms SET next = $2, step = $3, due_at = $4 WHERE id = $1`

// FollowStorms does what has come due for storms, at most limit. Of two
// replicas one does each.
func (s *Store) FollowStorms(ctx context.Context, now time.Time, limit int, do func(StormHearing) StormStep) (done int, err error) {
	defer func() { err = wrap(err, "FollowStorms") }()
	rows, err := s.pool.Query(ctx, stormsDue, now, limit)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range ids {
		failed := s.inTx(ctx, func(tx pgx.Tx) error { return s.followStorm(ctx, tx, id, now, do) })
		if failed == nil {
			done++
		}
		err = errors.Join(err, failed) // the others go on all the same
	}
	return done, err
}

func (s *Store) followStorm(ctx context.Context, tx pgx.Tx, id int64, now time.Time, do func(StormHearing) StormStep) error {
	var h StormHearing
	err := tx.QueryRow(ctx, takeStormDue, id, now).Scan(&h.Follow.Next, &h.Follow.Step, &h.Follow.Due)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // another replica was faster
	}
	if err != nil {
		return err
	}
	if h.Storm, err = s.stormNow(ctx, tx, id); err != nil {
		return err
	}
	var like AlertNow // what a route is looked up for
	if len(h.Storm.Alerts) > 0 {
		like = h.Storm.Alerts[0]
	}
	if h.Route, err = routeOf(ctx, tx, like, now); err != nil {
		return err
	}
	if h.People, err = listenersOf(ctx, tx, like.ID, h.Route.Step(h.Follow.Step+1)); err != nil {
		return err
	}
	return carryOutStorm(ctx, tx, h, do(h), now)
}

func carryOutStorm(ctx context.Context, tx pgx.Tx, h StormHearing, step StormStep, now time.Time) error {
	n := h.Storm
	for _, l := range step.Tell {
		key := stormDirectKey(n.ID, l.PersonID)
		tag, err := tx.Exec(ctx, tellOfStorm, n.ID, l.PersonID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 { // the card stands there already, and an edit of it calls nobody
			key += fmt.Sprintf(":step:%d", h.Follow.Step+1)
		}
		if err := say(ctx, tx, key, Spot{Channel: l.Slack}, LaneUnasked, step.Card(n, l.Role, l.Units), now); err != nil {
			return err
		}
	}
	if step.Reply != nil {
		if err := reply(ctx, tx, n.DeliveryKey(), fmt.Sprintf("%s:step:%d", n.DeliveryKey(), h.Follow.Step+1), *step.Reply, now); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, followStorm, n.ID, step.Follow.Next, step.Follow.Step, orNull(step.Follow.Due))
	return err
}

// ReplyToStorm tells the thread of a storm's card what somebody did at a moment.
func (s *Store) ReplyToStorm(ctx context.Context, id int64, a answer.Answer, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error {
		return reply(ctx, tx, stormKey(id), fmt.Sprintf("%s:said:%d", stormKey(id), now.UnixNano()), a, now)
	}), "ReplyToStorm(%d)", id)
}
