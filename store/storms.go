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

// StormSort is what the alerts of a storm have in common.
type StormSort string

// The sorts of storms.
const (
	StormOfKind  StormSort = "kind"
	StormInPlace StormSort = "place"
)

// listedInStorm is how many of its alerts the card of a storm lists.
const listedInStorm = 10

// StormNow is a storm as its card shows it.
type StormNow struct {
	ID       int64
	Channel  string
	Sort     StormSort
	Name     string // the kind, or the place
	Severity fleet.Severity
	Began    time.Time
	Trucks   int
	Counts   AlertCounts
	Waits    time.Time    // since when people know of the oldest that is open; zero when none is
	Places   []PlaceCount // most alerts first
	Alerts   []AlertNow   // those that wait most for somebody
}

// PlaceCount is how many alerts were in or near a place.
type PlaceCount struct {
	Place string
	Count int
}

// StormCard is a storm as somebody of a role reads it; no role is a channel.
type StormCard func(StormNow, fleet.Role, fleet.Units) answer.Answer

func stormKey(id int64) string { return fmt.Sprintf("storm:%d", id) }

func stormDirectKey(id, person int64) string { return fmt.Sprintf("storm:%d:person:%d", id, person) }

// DeliveryKey names the delivery that tells of a storm.
func (s StormNow) DeliveryKey() string { return stormKey(s.ID) }

const stormByID = `SELECT id, channel, sort, name, severity, began_at FROM alert_storms WHERE id = $1`

const stormCounts = `
SELECT count(*), count(DISTINCT a.truck_id), count(*) FILTER (WHERE a.status = 'open'), count(*) FILTER (WHERE a.status = 'acknowledged'),
    count(*) FILTER (WHERE a.status = 'snoozed'), count(*) FILTER (WHERE a.status = 'resolved'), count(*) FILTER (WHERE a.severity = 'critical'),
    min(t.told_at) FILTER (WHERE a.status = 'open')
FROM alert_tellings t JOIN alerts a ON a.id = t.alert_id
WHERE t.storm_id = $1`

const stormPlaces = `
SELECT place, count(*) FROM alert_tellings WHERE storm_id = $1 AND place <> '' GROUP BY place ORDER BY 2 DESC, 1 LIMIT 3`

const stormAlerts = `
SELECT` + alertNowColumns + `
FROM (SELECT a.* FROM alert_tellings t JOIN alerts a ON a.id = t.alert_id WHERE t.storm_id = $1` + stormOrder + ` LIMIT $2) a` + alertNowJoins + stormOrder

const stormOrder = `
ORDER BY array_position(ARRAY['open', 'acknowledged', 'snoozed', 'resolved'], a.status), a.started_at DESC, a.id DESC`

// Storm reads one storm.
func (s *Store) Storm(ctx context.Context, id int64) (StormNow, error) {
	out, err := s.stormNow(ctx, s.pool, id)
	return out, wrap(err, "Storm(%d)", id)
}

func (s *Store) stormNow(ctx context.Context, q querier, id int64) (n StormNow, err error) {
	err = q.QueryRow(ctx, stormByID, id).Scan(&n.ID, &n.Channel, &n.Sort, &n.Name, &n.Severity, &n.Began)
	if errors.Is(err, pgx.ErrNoRows) {
		return n, &fleet.Error{Kind: fleet.NotFound, Field: "storm_id", Message: fmt.Sprintf("There is no storm %d.", id)}
	}
	if err != nil {
		return n, err
	}
	c := &n.Counts
	var waits *time.Time
	if err := q.QueryRow(ctx, stormCounts, id).Scan(&c.Total, &n.Trucks, &c.Open, &c.Acknowledged, &c.Snoozed, &c.Resolved, &c.Critical, &waits); err != nil {
		return n, err
	}
	n.Waits = orZero(waits).UTC()
	rows, err := q.Query(ctx, stormPlaces, id)
	if err != nil {
		return n, err
	}
	if n.Places, err = pgx.CollectRows(rows, pgx.RowToStructByPos[PlaceCount]); err != nil {
		return n, err
	}
	n.Alerts, err = s.alertsNow(ctx, q, stormAlerts, id, listedInStorm)
	return n, err
}

const stormMembers = `
SELECT a.id FROM alert_tellings t JOIN alerts a ON a.id = t.alert_id
WHERE t.storm_id = $1 AND a.status = ANY ($2) ORDER BY a.started_at DESC, a.id DESC LIMIT $3`

// StormMembers are the alerts of a storm that are in one of the states, the
// newest first, at most limit.
func (s *Store) StormMembers(ctx context.Context, id int64, in []fleet.AlertStatus, limit int) ([]int64, error) {
	rows, err := s.pool.Query(ctx, stormMembers, id, in, limit)
	if err != nil {
		return nil, wrap(err, "StormMembers(%d)", id)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return out, wrap(err, "StormMembers(%d)", id)
}
