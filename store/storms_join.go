package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Around is what was told lately beside an alert that is to be told anew. What
// is critical is counted by itself, and belongs to critical storms alone.
type Around struct {
	Region                string // the place that it is counted in
	KindStorm, PlaceStorm int64  // that it belongs to; 0 for none
	Kind, Place           int    // cards of its kind, and in its place
}

// Windows say how long storms last.
type Windows struct {
	Within time.Duration // cards so close together make a storm
	Quiet  time.Duration // without a new alert a storm is over
	Most   time.Duration // no storm lasts longer: the next one begins a card of its own
}

// Storms begin and grow in turns for each channel, so that of two replicas
// that tell of two alerts at once the second knows what the first has made.
const lockStorms = `SELECT pg_advisory_xact_lock(hashtextextended('alert_storms:' || $1, 42))`

const stormsOpen = `
SELECT id, sort FROM alert_storms
WHERE channel = $1 AND ended_at IS NULL AND last_at >= $4 AND began_at >= $5
  AND (sort = 'kind' AND name = $2 OR sort = 'place' AND name = $3 AND $3 <> '') AND (severity = 'critical' OR NOT $6)`

const cardsLately = `
SELECT count(*) FILTER (WHERE kind = $2), count(*) FILTER (WHERE place = $3 AND $3 <> '')
FROM alert_tellings WHERE way = 'card' AND told_at >= $4 AND channel = $1 AND (severity = 'critical') = $5`

func aroundOf(ctx context.Context, tx pgx.Tx, a AlertNow, channel string, w Windows, now time.Time) (out Around, err error) {
	if _, err = tx.Exec(ctx, lockStorms, channel); err != nil {
		return out, err
	}
	out.Region = region(a)
	critical := a.Severity == fleet.Critical
	rows, err := tx.Query(ctx, stormsOpen, channel, a.Kind, out.Region, now.Add(-w.Quiet), now.Add(-w.Most), critical)
	if err != nil {
		return out, err
	}
	var id int64
	var sort StormSort
	if _, err = pgx.ForEachRow(rows, []any{&id, &sort}, func() error {
		if sort == StormOfKind {
			out.KindStorm = id
		} else {
			out.PlaceStorm = id
		}
		return nil
	}); err != nil {
		return out, err
	}
	err = tx.QueryRow(ctx, cardsLately, channel, a.Kind, out.Region, now.Add(-w.Within), critical).Scan(&out.Kind, &out.Place)
	return out, err
}

// StormTelling puts an alert into a storm: one that goes on, or, without an id,
// one that begins with it and with the cards that were told lately.
type StormTelling struct {
	ID     int64
	Sort   StormSort
	Name   string
	Since  time.Time // cards told since then belong to a new one
	Draw   time.Time // when the card is drawn anew at the earliest
	Gap    time.Duration
	Card   StormCard
	Direct []Listener // told of the storm, not of the alert
	Follow FollowUp
}

const endStorm = `UPDATE alert_storms SET ended_at = $4 WHERE channel = $1 AND sort = $2 AND name = $3 AND ended_at IS NULL`

const insertStorm = `
INSERT INTO alert_storms (channel, sort, name, severity, began_at, last_at, drawn_at, next, step, due_at)
VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8) RETURNING id`

// The cards of its members stay, but what nobody acknowledges is followed up
// for the storm as a whole. What is critical is followed up by itself, unless
// the storm is.
const takeCards = `
UPDATE alert_tellings SET storm_id = $2, next = '', due_at = NULL
WHERE way = 'card' AND told_at >= $3 AND channel = $1 AND storm_id IS NULL AND (severity <> 'critical' OR $6 = 'critical')
  AND CASE WHEN $4 = 'kind' THEN kind = $5 ELSE place = $5 END`

// A storm that was in hand as a whole waits for somebody again.
const growStorm = `
UPDATE alert_storms SET last_at = $2, draw_at = coalesce(draw_at, greatest($3, drawn_at + $4::interval)),
    next = CASE WHEN next = '' AND step = 0 THEN $5 ELSE next END,
    due_at = CASE WHEN next = '' AND step = 0 THEN $6 ELSE due_at END
WHERE id = $1`

// joinStorm gives the storm that an alert belongs to from now on.
func (s *Store) joinStorm(ctx context.Context, tx pgx.Tx, h Hearing, channel string, t StormTelling, now time.Time) (id int64, err error) {
	if t.ID != 0 {
		_, err = tx.Exec(ctx, growStorm, t.ID, now, t.Draw, t.Gap, t.Follow.Next, orNull(t.Follow.Due))
		return t.ID, err
	}
	if _, err := tx.Exec(ctx, endStorm, channel, t.Sort, t.Name, now); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, insertStorm, channel, t.Sort, t.Name, h.Alert.Severity, now, t.Follow.Next, t.Follow.Step, orNull(t.Follow.Due)).Scan(&id)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, takeCards, channel, id, t.Since, t.Sort, t.Name, h.Alert.Severity)
	return id, err
}

const tellOfStorm = `INSERT INTO alert_storms_told (storm_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`

// tellStorm notes an alert as a member and draws a storm that has just begun,
// or whoever is told of it for the first time would not see it.
func (s *Store) tellStorm(ctx context.Context, tx pgx.Tx, h Hearing, t Telling, now time.Time) error {
	id, err := s.joinStorm(ctx, tx, h, t.Channel, *t.Storm, now)
	if err != nil {
		return err
	}
	if err := writeTelling(ctx, tx, h.Alert, AlertTelling{Way: WayStorm, Channel: t.Channel, Status: h.Alert.Status, Severity: h.Alert.Severity, ToldAt: now, Storm: id}); err != nil {
		return err
	}
	fresh := t.Storm.ID == 0
	for _, l := range t.Storm.Direct {
		tag, err := tx.Exec(ctx, tellOfStorm, id, l.PersonID)
		if err != nil {
			return err
		}
		fresh = fresh || tag.RowsAffected() == 1
	}
	if !fresh {
		return nil
	}
	return s.drawStorm(ctx, tx, id, t.Storm.Card, now)
}

const stormChanged = `
UPDATE alert_storms SET draw_at = least(draw_at, greatest($2, drawn_at + $3::interval)) WHERE id = $1`

const stormTouched = `
UPDATE alert_storms SET draw_at = $2 WHERE id = (SELECT storm_id FROM alert_tellings WHERE alert_id = $1)`

const stormsToDraw = `SELECT id FROM alert_storms WHERE draw_at <= $1 ORDER BY draw_at LIMIT $2`

const takeStorm = `SELECT FROM alert_storms WHERE id = $1 AND draw_at <= $2 FOR UPDATE`

// DrawStorms draws the cards of storms anew whose time has come, at most limit.
func (s *Store) DrawStorms(ctx context.Context, now time.Time, limit int, card StormCard) (drawn int, err error) {
	defer func() { err = wrap(err, "DrawStorms") }()
	rows, err := s.pool.Query(ctx, stormsToDraw, now, limit)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range ids {
		failed := s.inTx(ctx, func(tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, takeStorm, id, now)
			if err != nil || tag.RowsAffected() == 0 {
				return err // another replica was faster
			}
			drawn++
			return s.drawStorm(ctx, tx, id, card, now)
		})
		err = errors.Join(err, failed) // the others are drawn all the same
	}
	return drawn, err
}

// DrawStorm draws a storm's card at once, because a person has changed it.
func (s *Store) DrawStorm(ctx context.Context, id int64, card StormCard, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error { return s.drawStorm(ctx, tx, id, card, now) }), "DrawStorm(%d)", id)
}

const stormDrawn = `UPDATE alert_storms SET drawn_at = $2, draw_at = NULL WHERE id = $1`

const stormListeners = `
SELECT p.id, p.slack_user, p.role, coalesce(f.units, 'km')
FROM alert_storms_told t JOIN people p ON p.id = t.person_id LEFT JOIN preferences f ON f.person_id = p.id
WHERE t.storm_id = $1 AND p.active AND p.standing = '' AND p.slack_user IS NOT NULL ORDER BY p.id`

// drawStorm locks the storm first: what joins it meanwhile is drawn next time.
func (s *Store) drawStorm(ctx context.Context, tx pgx.Tx, id int64, card StormCard, now time.Time) error {
	if _, err := tx.Exec(ctx, stormDrawn, id, now); err != nil {
		return err
	}
	n, err := s.stormNow(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := say(ctx, tx, n.DeliveryKey(), Spot{Channel: n.Channel}, LaneUnasked, card(n, "", fleet.Kilometres), now); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, stormListeners, id)
	if err != nil {
		return err
	}
	people, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Listener, err error) {
		err = row.Scan(&l.PersonID, &l.Slack, &l.Role, &l.Units)
		return l, err
	})
	if err != nil {
		return err
	}
	for _, l := range people {
		if err := say(ctx, tx, stormDirectKey(id, l.PersonID), Spot{Channel: l.Slack}, LaneUnasked, card(n, l.Role, l.Units), now); err != nil {
			return err
		}
	}
	return nil
}
