package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Mute keeps people from being told of the alerts of a truck, of a kind, in a
// place, or of what all that is given have in common.
type Mute struct {
	ID        int64
	TruckID   int64
	Truck     string
	Kind      fleet.AlertKind
	PlaceID   int64
	Place     string
	Until     time.Time
	Reason    string
	PersonID  int64
	Who       string
	CreatedAt time.Time
}

const muteSelect = `
SELECT m.id, coalesce(m.truck_id, 0), coalesce(t.plate, ''), m.kind, coalesce(m.place_id, 0), coalesce(p.name, ''),
       m.until_at, m.reason, coalesce(m.person_id, 0), m.who, m.created_at
FROM mutes m
LEFT JOIN trucks t ON t.id = m.truck_id
LEFT JOIN places p ON p.id = m.place_id`

const insertMute = `
INSERT INTO mutes (truck_id, kind, place_id, until_at, reason, person_id, who, created_at)
VALUES (nullif($1::bigint, 0), $2, nullif($3::bigint, 0), $4, $5, nullif($6::bigint, 0), $7, $8)
RETURNING id`

// One of the same scope gives way to the new one.
const endSameMute = `
UPDATE mutes SET ended_at = $4, ended_by = $5
WHERE ended_at IS NULL AND until_at > $4
  AND coalesce(truck_id, 0) = $1 AND kind = $2 AND coalesce(place_id, 0) = $3`

// SaveMute begins a mute, in the place of a running one of the same scope.
func (s *Store) SaveMute(ctx context.Context, m Mute) (id int64, err error) {
	defer func() { err = wrap(err, "SaveMute") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, endSameMute, m.TruckID, m.Kind, m.PlaceID, m.CreatedAt, m.Who); err != nil {
			return err
		}
		return tx.QueryRow(ctx, insertMute, m.TruckID, m.Kind, m.PlaceID, m.Until, m.Reason, m.PersonID, m.Who, m.CreatedAt).Scan(&id)
	})
	return id, err
}

const runningMutes = muteSelect + `
WHERE m.ended_at IS NULL AND m.until_at > $1
ORDER BY m.until_at, m.id`

// Mutes are the mutes that run at a moment, the first to end first.
func (s *Store) Mutes(ctx context.Context, now time.Time) ([]Mute, error) {
	rows, err := s.pool.Query(ctx, runningMutes, now)
	if err != nil {
		return nil, wrap(err, "Mutes")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Mute])
	return out, wrap(err, "Mutes")
}

const endMute = `
UPDATE mutes SET ended_at = $2, ended_by = $3
WHERE id = $1 AND ended_at IS NULL AND until_at > $2`

// EndMute ends a running mute.
func (s *Store) EndMute(ctx context.Context, id int64, now time.Time, who string) error {
	tag, err := s.pool.Exec(ctx, endMute, id, now, who)
	if err == nil && tag.RowsAffected() == 0 {
		return &fleet.Error{Kind: fleet.Conflict, Field: "id", Message: "That mute has already ended."}
	}
	return wrap(err, "EndMute(%d)", id)
}

// A mute that names no kind leaves out what must always be heard. An alert
// without a place happened where the truck is.
const muteOfAlert = muteSelect + `
JOIN alerts a ON a.id = $1
LEFT JOIN truck_state s ON s.truck_id = a.truck_id
WHERE m.ended_at IS NULL AND m.until_at > $2
  AND (m.truck_id IS NULL OR m.truck_id = a.truck_id)
  AND (m.kind = a.kind OR m.kind = '' AND a.kind <> ALL ($3))
  AND (m.place_id IS NULL OR ST_DWithin(p.center, coalesce(a.point, s.point), p.radius_m)
       AND coalesce(ST_Covers(p.outline, coalesce(a.point, s.point)), true))
ORDER BY m.until_at DESC
LIMIT 1`

// muteOf is the running mute that covers an alert; its id is 0 when none does.
func muteOf(ctx context.Context, q querier, alertID int64, now time.Time) (Mute, error) {
	rows, err := q.Query(ctx, muteOfAlert, alertID, now, fleet.AlwaysHeard())
	if err != nil {
		return Mute{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Mute])
	if errors.Is(err, pgx.ErrNoRows) {
		return Mute{}, nil
	}
	return m, err
}
