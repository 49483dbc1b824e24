package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// ServiceNow is how a truck stands to its next service of a kind.
type ServiceNow struct {
	TruckID int64
	Truck   string
	Use     fleet.ServiceUse
	Plan    fleet.ServicePlan
}

// paceDays is how many days tell a truck's pace.
const paceDays = 30

// servicedBy reads the trucks of due(id). What a truck did since counts by
// whole days, that of the service among them; by the odometer where it was read
// then and is known now. A truck whose service is not on record counts from the
// first day there is.
const servicedBy = `
SELECT t.id, t.plate, last.done_on, did.first, coalesce(did.m, 0) / 1000, coalesce(did.s, 0) / 3600.0,
       coalesce(did.pace_m, 0) / 1000 / $4::float8, coalesce(did.pace_s, 0) / 3600.0 / $4::float8,
       coalesce(last.odometer_km, 0), coalesce(state.odometer_km, 0),
       coalesce(own.every_km, usual.every_km), coalesce(own.every_hours, usual.every_hours), coalesce(own.every_days, usual.every_days)
FROM due JOIN trucks t ON t.id = due.id` + planned + `
LEFT JOIN truck_state state ON state.truck_id = t.id
LEFT JOIN LATERAL (SELECT done_on, odometer_km FROM services WHERE truck_id = t.id AND kind = $1 ORDER BY done_on DESC LIMIT 1) last ON true
CROSS JOIN LATERAL (SELECT coalesce(last.done_on, '2000-01-01') AS day) since
LEFT JOIN LATERAL (
    SELECT min(day) FILTER (WHERE day >= since.day) AS first, sum(distance_m) FILTER (WHERE day >= since.day) AS m,
           sum(moving_s + idling_s) FILTER (WHERE day >= since.day) AS s,
           sum(distance_m) FILTER (WHERE day >= $3 AND day < $2) AS pace_m, sum(moving_s + idling_s) FILTER (WHERE day >= $3 AND day < $2) AS pace_s
    FROM rollups WHERE truck_id = t.id AND day >= least(since.day, $3) AND day <= $2
) did ON true
WHERE t.active AND coalesce(own.truck_id, 0) + coalesce(usual.every_km + usual.every_hours + usual.every_days, 0) > 0
ORDER BY t.key, t.id`

// planned joins the plans that may hold for truck t.
const planned = `
LEFT JOIN service_plans own ON own.truck_id = t.id AND own.kind = $1
LEFT JOIN service_plans usual ON usual.truck_id IS NULL AND usual.kind = $1`

const servicedOf = `WITH due AS (SELECT unnest($5::bigint[]) AS id)` + servicedBy

// Of a large fleet, many trucks have neither a service nor a day on record: all
// of these stand alike, and are read only when less than their whole plan is
// asked for. The others are found by stepping from truck to truck along the
// index of roll-ups.
const servicedAll = `
WITH RECURSIVE heard (id) AS (
    (SELECT truck_id FROM rollups ORDER BY truck_id LIMIT 1)
    UNION ALL
    SELECT (SELECT r.truck_id FROM rollups r WHERE r.truck_id > h.id ORDER BY r.truck_id LIMIT 1) FROM heard h WHERE h.id IS NOT NULL
), due AS (
    SELECT id FROM heard WHERE id IS NOT NULL
    UNION
    SELECT truck_id FROM services WHERE kind = $1
    UNION
    SELECT t.id
    FROM trucks t` + planned + `
    WHERE ($5::float8 > 0 OR $6::float8 > 0) AND t.active
      AND (coalesce(own.every_km, usual.every_km) < $5 OR coalesce(own.every_hours, usual.every_hours) < $6)
)` + servicedBy

// Counting a hundred thousand trucks is all that a question may take time for:
// the few with a plan of their own are counted apart.
const plannedCount = `
WITH usual AS (
    SELECT coalesce((SELECT every_km + every_hours + every_days FROM service_plans WHERE truck_id IS NULL AND kind = $1), 0) > 0 AS any
), own AS (
    SELECT count(*) AS n, count(*) FILTER (WHERE p.every_km + p.every_hours + p.every_days > 0) AS planned
    FROM service_plans p JOIN trucks t ON t.id = p.truck_id
    WHERE p.kind = $1 AND t.active
)
SELECT own.planned + CASE WHEN usual.any THEN (SELECT count(*) FROM trucks WHERE active) - own.n ELSE 0 END FROM own, usual`

// Serviced says of active trucks that have a plan for a kind of service what
// they did since the last one.
func (s *Store) Serviced(ctx context.Context, kind string, today fleet.Day, trucks ...int64) ([]ServiceNow, error) {
	out, err := s.serviced(ctx, servicedOf, today, kind, trucks)
	return out, wrap(err, "Serviced(%s)", kind)
}

// ServicedAll is Serviced for all trucks. Of those that have neither a service
// nor a day on record it lists only the ones whose plan is for less than so
// many kilometres or hours; how many others of them have a plan is resting.
func (s *Store) ServicedAll(ctx context.Context, kind string, today fleet.Day, km, hours float64) (out []ServiceNow, resting int, err error) {
	defer func() { err = wrap(err, "ServicedAll(%s)", kind) }()
	if out, err = s.serviced(ctx, servicedAll, today, kind, km, hours); err != nil {
		return nil, 0, err
	}
	if err := s.pool.QueryRow(ctx, plannedCount, kind).Scan(&resting); err != nil {
		return nil, 0, err
	}
	for _, x := range out {
		if !x.Plan.Empty() {
			resting--
		}
	}
	return out, max(0, resting), nil
}

func (s *Store) serviced(ctx context.Context, sql string, today fleet.Day, kind string, args ...any) ([]ServiceNow, error) {
	rows, err := s.pool.Query(ctx, sql, append([]any{kind, today.Start(), (today - paceDays).Start(), paceDays}, args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x ServiceNow, err error) {
		var done, first *time.Time
		var then, now float64
		u, p := &x.Use, &x.Plan
		err = row.Scan(&x.TruckID, &x.Truck, &done, &first, &u.Km, &u.Hours, &u.KmADay, &u.HoursADay, &then, &now, &p.Km, &p.Hours, &p.Days)
		switch {
		case done != nil:
			u.Recorded, u.Since = true, fleet.DayOf(*done)
		case first != nil:
			u.Since = fleet.DayOf(*first)
		default:
			u.Since = today
		}
		if then > 0 && now >= then {
			u.Odometer, u.Km = true, now-then
		}
		return x, err
	})
}
