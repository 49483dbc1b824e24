package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
)

// Subscription is a report that a person has sent to them.
type Subscription struct {
	ID       int64
	PersonID int64
	Rhythm   fleet.Rhythm
	Slice    json.RawMessage // whose: arguments of the report
	Words    string          // the same for people; empty for the fleet
	Next     time.Time
}

const saveSubscription = `
INSERT INTO report_subscriptions (person_id, rhythm, weekday, minute, slice, words, next_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, rhythm, slice) DO UPDATE SET weekday = excluded.weekday, minute = excluded.minute, words = excluded.words, next_at = excluded.next_at`

// SaveSubscription keeps a subscription. A person has one of each rhythm and
// slice: saving it again changes its time.
func (s *Store) SaveSubscription(ctx context.Context, x Subscription, now time.Time) error {
	_, err := s.pool.Exec(ctx, saveSubscription, x.PersonID, x.Rhythm.Every, int(x.Rhythm.Weekday), x.Rhythm.Minute, []byte(x.Slice), x.Words, x.Next, now)
	return wrap(err, "SaveSubscription(%d)", x.PersonID)
}

const endSubscriptions = `
DELETE FROM report_subscriptions WHERE person_id = $1 AND ($2 = '' OR rhythm = $2) AND ($3 = 0 OR id = $3)`

// EndSubscriptions ends a person's subscriptions of a rhythm, or one by its id,
// and says how many there were.
func (s *Store) EndSubscriptions(ctx context.Context, person int64, rhythm string, id int64) (int, error) {
	tag, err := s.pool.Exec(ctx, endSubscriptions, person, rhythm, id)
	return int(tag.RowsAffected()), wrap(err, "EndSubscriptions(%d)", person)
}

const subscriptionColumns = `s.id, s.person_id, s.rhythm, s.weekday, s.minute, s.slice, s.words, s.next_at`

func (x *Subscription) into() []any {
	return []any{&x.ID, &x.PersonID, &x.Rhythm.Every, &x.Rhythm.Weekday, &x.Rhythm.Minute, &x.Slice, &x.Words, &x.Next}
}

// Subscriptions are those of a person, the next one first.
func (s *Store) Subscriptions(ctx context.Context, person int64) ([]Subscription, error) {
	rows, err := s.pool.Query(ctx, "SELECT "+subscriptionColumns+" FROM report_subscriptions s WHERE s.person_id = $1 ORDER BY s.next_at, s.id", person)
	if err != nil {
		return nil, wrap(err, "Subscriptions(%d)", person)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Subscription, err error) {
		err = row.Scan(x.into()...)
		return x, err
	})
	return list, wrap(err, "Subscriptions(%d)", person)
}

// DueSubscription is a subscription whose time has come, and who has it.
type DueSubscription struct {
	Subscription
	To    fleet.Caller
	Slack string // user id; empty for who may not be told any more
}

const dueSubscriptions = `
SELECT ` + subscriptionColumns + `, p.name, p.role, coalesce(p.driver_id, 0), coalesce(f.units, 'km'),
       CASE WHEN p.active AND p.standing = '' THEN coalesce(p.slack_user, '') ELSE '' END
FROM report_subscriptions s
JOIN people p ON p.id = s.person_id
LEFT JOIN preferences f ON f.person_id = p.id
WHERE s.next_at <= $1 AND s.id > $3
ORDER BY s.id
LIMIT $2`

// DueSubscriptions are those whose time has come, after one of them.
func (s *Store) DueSubscriptions(ctx context.Context, now time.Time, after int64, most int) ([]DueSubscription, error) {
	rows, err := s.pool.Query(ctx, dueSubscriptions, now, most, after)
	if err != nil {
		return nil, wrap(err, "DueSubscriptions")
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x DueSubscription, err error) {
		err = row.Scan(append(x.into(), &x.To.Name, &x.To.Role, &x.To.DriverID, &x.To.Units, &x.Slack)...)
		x.To.PersonID = x.PersonID
		return x, err
	})
	return list, wrap(err, "DueSubscriptions")
}

const moveSubscription = `UPDATE report_subscriptions SET next_at = $3 WHERE id = $1 AND next_at = $2`

// SendSubscription leaves what is to be said to the person, once of all
// replicas, and moves the subscription on; nil says nothing.
func (s *Store) SendSubscription(ctx context.Context, x DueSubscription, next time.Time, a *answer.Answer, now time.Time) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, moveSubscription, x.ID, x.Next, next)
		if err != nil || tag.RowsAffected() == 0 || a == nil {
			return err
		}
		key := fmt.Sprintf("report:to:%d:%s", x.ID, x.Next.In(fleet.WAT).Format("2006-01-02T15:04"))
		return say(ctx, tx, key, Spot{Channel: x.Slack}, LaneUnasked, *a, now)
	})
	return wrap(err, "SendSubscription(%d)", x.ID)
}
