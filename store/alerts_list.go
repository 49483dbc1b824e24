package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// AlertQuery narrows a list of alerts; zero fields do not. What is told of as
// part of another alert is in none.
type AlertQuery struct {
	Statuses   []fleet.AlertStatus
	Severities []fleet.Severity
	Kind       fleet.AlertKind
	Window     *fleet.Window // of the beginning
	TruckID    int64
	Trucks     []int64
	DriverID   int64 // of the trip at the time, else the truck's own
	ClientID   int64 // of the trip at the time
	PlaceID    int64 // where it happened
	PersonID   int64 // assigned to, or taken in hand by
	StormID    int64 // of the storm that it is told in
	MinKmh     float64
	MinLitres  float64
	MinMinutes float64
	Now        time.Time // until when what goes on has lasted
	Limit      int
	Offset     int
}

// where builds the filter: each field that is set is served by an index of
// alerts, except the figures, which only narrow what the others found.
func (q AlertQuery) where() (string, []any) {
	var c conditions
	c.add("a.part_of IS NULL")
	if q.activeOnly() {
		c.add("a.status <> 'resolved'")
	}
	if len(q.Statuses) > 0 {
		c.add("a.status = ANY(%s)", q.Statuses)
	}
	if len(q.Severities) > 0 {
		c.add("a.severity = ANY(%s)", q.Severities)
	}
	if q.Kind != "" {
		c.add("a.kind = %s", q.Kind)
	}
	if q.Window != nil {
		c.add("a.started_at >= %s AND a.started_at < %s", q.Window.From, q.Window.To)
	}
	if q.TruckID != 0 {
		c.add("a.truck_id = %s", q.TruckID)
	}
	if len(q.Trucks) > 0 {
		c.add("a.truck_id = ANY(%s)", q.Trucks)
	}
	if q.DriverID != 0 {
		c.add(`a.truck_id IN (SELECT id FROM trucks WHERE driver_id = %s UNION SELECT truck_id FROM trips WHERE driver_id = %[1]s)
    AND coalesce((SELECT y.driver_id FROM (`+tripAtAlert+`) y), (SELECT k.driver_id FROM trucks k WHERE k.id = a.truck_id)) = %[1]s`, q.DriverID)
	}
	if q.ClientID != 0 {
		c.add("a.truck_id IN (SELECT truck_id FROM trips WHERE client_id = %s) AND (SELECT y.client_id FROM ("+tripAtAlert+") y) = %[1]s", q.ClientID)
	}
	if q.PlaceID != 0 {
		c.add(`ST_DWithin(a.point, (SELECT p.center FROM places p WHERE p.id = %s), (SELECT p.radius_m FROM places p WHERE p.id = %[1]s))
    AND coalesce((SELECT ST_Covers(p.outline, a.point) FROM places p WHERE p.id = %[1]s), true)`, q.PlaceID)
	}
	if q.PersonID != 0 {
		c.add("(a.assignee_id = %s OR a.acked_by = %[1]s)", q.PersonID)
	}
	if q.StormID != 0 {
		c.add("a.id IN (SELECT alert_id FROM alert_tellings WHERE storm_id = %s)", q.StormID)
	}
	q.figures(&c)
	return c.where()
}

func (q AlertQuery) figures(c *conditions) {
	if q.MinKmh > 0 {
		c.add("(a.detail->>'speed_kmh')::float8 >= %s", q.MinKmh)
	}
	if q.MinLitres > 0 {
		c.add("(a.detail->>'litres')::float8 >= %s", q.MinLitres)
	}
	if q.MinMinutes > 0 {
		c.add("extract(epoch FROM coalesce(a.ended_at, %s) - a.started_at) / 60 >= %s", q.Now, q.MinMinutes)
	}
}

// activeOnly says whether the partial index of unresolved alerts may serve.
func (q AlertQuery) activeOnly() bool {
	for _, s := range q.Statuses {
		if s == fleet.AlertResolved {
			return false
		}
	}
	return len(q.Statuses) > 0
}

// AlertCounts counts the alerts of a query, whatever its limit.
type AlertCounts struct{ Total, Open, Acknowledged, Snoozed, Resolved, Critical int }

// StateCount is how many alerts are in a state.
type StateCount struct {
	Status fleet.AlertStatus
	Count  int
}

// States are the states that there are alerts in, the most pressing first.
func (c AlertCounts) States() []StateCount {
	return slices.DeleteFunc([]StateCount{{fleet.AlertOpen, c.Open}, {fleet.AlertAcknowledged, c.Acknowledged},
		{fleet.AlertSnoozed, c.Snoozed}, {fleet.AlertResolved, c.Resolved}}, func(s StateCount) bool { return s.Count == 0 })
}

const countAlerts = `
SELECT count(*), count(*) FILTER (WHERE a.status = 'open'), count(*) FILTER (WHERE a.status = 'acknowledged'),
    count(*) FILTER (WHERE a.status = 'snoozed'), count(*) FILTER (WHERE a.status = 'resolved'),
    count(*) FILTER (WHERE a.severity = 'critical')
FROM alerts a`

// CountAlerts counts by state and how many are critical.
func (s *Store) CountAlerts(ctx context.Context, q AlertQuery) (c AlertCounts, err error) {
	where, args := q.where()
	err = s.pool.QueryRow(ctx, countAlerts+where, args...).
		Scan(&c.Total, &c.Open, &c.Acknowledged, &c.Snoozed, &c.Resolved, &c.Critical)
	return c, wrap(err, "CountAlerts")
}

// order puts the newest first; of those not settled, the ones that nobody has
// in hand before the others, and what is critical before the rest.
func (q AlertQuery) order() string {
	const newest = "a.started_at DESC, a.id DESC"
	if q.activeOnly() {
		return "\nORDER BY array_position(ARRAY['open', 'acknowledged', 'snoozed'], a.status), (a.severity <> 'critical'), " + newest
	}
	return "\nORDER BY " + newest
}

// Alerts lists alerts in order. The page is cut before the places and people of
// each alert are looked up.
func (s *Store) Alerts(ctx context.Context, q AlertQuery) ([]AlertNow, error) {
	where, args := q.where()
	sql := fmt.Sprintf("SELECT%s\nFROM (SELECT * FROM alerts a%s%s LIMIT %d OFFSET %d) a%s%s",
		alertNowColumns, where, q.order(), q.Limit, q.Offset, alertNowJoins, q.order())
	out, err := s.alertsNow(ctx, s.pool, sql, args...)
	return out, wrap(err, "Alerts")
}

// alertsNow reads the alerts of a query, and says where each was.
func (s *Store) alertsNow(ctx context.Context, q querier, sql string, args ...any) ([]AlertNow, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (AlertNow, error) { return scanAlert(row) })
	if err != nil {
		return nil, err
	}
	index, err := s.places(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].place(index)
	}
	return out, nil
}

const alertsByKind = `
SELECT a.kind, count(*) FROM alerts a`

// KindCount is how many alerts of a kind there were.
type KindCount struct {
	Kind  fleet.AlertKind
	Count int
}

// AlertsByKind counts the alerts of a query by kind, most first.
func (s *Store) AlertsByKind(ctx context.Context, q AlertQuery) ([]KindCount, error) {
	where, args := q.where()
	rows, err := s.pool.Query(ctx, alertsByKind+where+"\nGROUP BY a.kind ORDER BY 2 DESC, 1", args...)
	if err != nil {
		return nil, wrap(err, "AlertsByKind")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KindCount])
	return out, wrap(err, "AlertsByKind")
}

// KnowsAlertKind says whether there was ever an alert of a kind: a vendor has
// words of its own.
func (s *Store) KnowsAlertKind(ctx context.Context, kind fleet.AlertKind) (yes bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM alerts WHERE kind = $1)`, kind).Scan(&yes)
	return yes, wrap(err, "KnowsAlertKind")
}
