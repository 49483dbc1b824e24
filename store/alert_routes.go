package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// RouteNow is a route with the names that people read.
type RouteNow struct {
	fleet.AlertRoute
	Place, Client string
	ChannelName   string
	Person, Next  string // who is told, and who is told next; empty for none
	Who           string // who saved it
	SavedAt       time.Time
}

const alertRoutes = `
SELECT r.id, r.kind, r.severity, coalesce(r.place_id, 0), coalesce(r.client_id, 0), r.shift, r.channel, r.role, coalesce(r.person_id, 0),
    r.after_min, r.next_role, coalesce(r.next_person_id, 0),
    coalesce(p.name, ''), coalesce(c.name, ''), r.channel_name, coalesce(x.name, ''), coalesce(n.name, ''), r.who, r.saved_at
FROM alert_routes r
LEFT JOIN places p ON p.id = r.place_id
LEFT JOIN clients c ON c.id = r.client_id
LEFT JOIN people x ON x.id = r.person_id
LEFT JOIN people n ON n.id = r.next_person_id
WHERE r.ended_at IS NULL
ORDER BY r.id`

// AlertRoutes are the routes that hold, the oldest first.
func (s *Store) AlertRoutes(ctx context.Context) ([]RouteNow, error) {
	out, err := routesNow(ctx, s.pool)
	return out, wrap(err, "AlertRoutes")
}

func routesNow(ctx context.Context, q querier) ([]RouteNow, error) {
	rows, err := q.Query(ctx, alertRoutes)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r RouteNow, err error) {
		var minutes int
		err = row.Scan(&r.ID, &r.Kind, &r.Severity, &r.PlaceID, &r.ClientID, &r.Shift, &r.Channel, &r.Role, &r.PersonID,
			&minutes, &r.NextRole, &r.NextID, &r.Place, &r.Client, &r.ChannelName, &r.Person, &r.Next, &r.Who, &r.SavedAt)
		r.After = time.Duration(minutes) * time.Minute
		return r, err
	})
}

// routeOf is the route of an alert at a moment.
func routeOf(ctx context.Context, q querier, a AlertNow, now time.Time) (fleet.AlertRoute, error) {
	list, err := routesNow(ctx, q)
	routes := make([]fleet.AlertRoute, len(list))
	for i := range list {
		routes[i] = list[i].AlertRoute
	}
	shift, _ := fleet.ShiftAt(now)
	return fleet.RouteFor(routes, fleet.RouteMatch{Kind: a.Kind, Severity: a.Severity, PlaceID: a.PlaceID, ClientID: a.ClientID, Shift: shift}), err
}

const endSameRoute = `
UPDATE alert_routes SET ended_at = $6
WHERE ended_at IS NULL AND kind = $1 AND severity = $2 AND coalesce(place_id, 0) = $3 AND coalesce(client_id, 0) = $4 AND shift = $5`

const insertRoute = `
INSERT INTO alert_routes (kind, severity, place_id, client_id, shift, channel, role, person_id, after_min, next_role, next_person_id, who, saved_at, channel_name)
VALUES ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6, $7, nullif($8::bigint, 0), $9, $10, nullif($11::bigint, 0), $12, $13, $14)
RETURNING id`

// SaveRoute makes a route hold, in the place of the one that was for the same.
func (s *Store) SaveRoute(ctx context.Context, r RouteNow) (id int64, err error) {
	defer func() { err = wrap(err, "SaveRoute") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, endSameRoute, r.Kind, r.Severity, r.PlaceID, r.ClientID, r.Shift, r.SavedAt); err != nil {
			return err
		}
		return tx.QueryRow(ctx, insertRoute, r.Kind, r.Severity, r.PlaceID, r.ClientID, r.Shift, r.Channel, r.Role, r.PersonID,
			int(r.After/time.Minute), r.NextRole, r.NextID, r.Who, r.SavedAt, r.ChannelName).Scan(&id)
	})
	return id, err
}

const endRoute = `UPDATE alert_routes SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`

// EndRoute ends a route: what it was for goes the way of the next that fits.
func (s *Store) EndRoute(ctx context.Context, id int64, now time.Time) error {
	tag, err := s.pool.Exec(ctx, endRoute, id, now)
	if err == nil && tag.RowsAffected() == 0 {
		return &fleet.Error{Kind: fleet.NotFound, Field: "id", Message: "There is no such route. /alerts routes lists them."}
	}
	return wrap(err, "EndRoute(%d)", id)
}
