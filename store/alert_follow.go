package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const followsDue = `SELECT alert_id FROM alert_tellings WHERE due_at <= $1 ORDER BY due_at LIMIT $2`

// FollowAlerts does what has come due for the alerts that people were told of,
// at most limit, and says how many there were. Of two replicas one does each.
func (s *Store) FollowAlerts(ctx context.Context, now time.Time, limit int, do func(Hearing) Telling) (done int, err error) {
	defer func() { err = wrap(err, "FollowAlerts") }()
	rows, err := s.pool.Query(ctx, followsDue, now, limit)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		switch mine, failed := s.followAlert(ctx, id, now, do); {
		case failed != nil && ctx.Err() != nil:
			return done, errors.Join(err, failed)
		case failed != nil:
			err = errors.Join(err, failed) // the others go on all the same
		case mine:
			done++
		}
	}
	return done, err
}

func (s *Store) followAlert(ctx context.Context, id int64, now time.Time, do func(Hearing) Telling) (mine bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		h, err := s.hear(ctx, tx, id, now, byStep)
		if err != nil || h.Before.Next == NextNothing || h.Before.Due.After(now) {
			return err // another replica was faster, or the alert has moved on
		}
		mine = true
		return s.carryOut(ctx, tx, h, do(h), now)
	})
	return mine, err
}

// byStep is whom what follows goes to.
func byStep(h Hearing) fleet.Audience {
	if h.Before.Next == NextRemind {
		return fleet.Audience{PersonID: h.Alert.AckedBy}
	}
	return h.Route.Step(h.Before.Step + 1)
}
