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

// What a truck did since counts by whole days, that of the service among them;
// by the odometer where it was read then and is known now. A truck whose
// service is not on record counts from the first day there is.
const serviced = `
SELECT t.id, t.plate, last.done_on, since.first, coalesce(since.m, 0) / 1000, coalesce(since.s, 0) / 3600.0,
       coalesce(pace.m, 0) / 1000 / $4::float8, coalesce(pace.s, 0) / 3600.0 / $4::float8,
       coalesce(last.odometer_km, 0), coalesce(state.odometer_km, 0),
       coalesce(own.every_km, usual.every_km), coalesce(own.every_hours, usual.every_hours), coalesce(own.every_days, usual.every_days)
FROM trucks t
LEFT JOIN service_plans own ON own.truck_id = t.id AND own.kind = $1
LEFT JOIN service_plans usual ON usual.truck_id IS NULL AND usual.kind = $1
LEFT JOIN truck_state state ON state.truck_id = t.id
LEFT JOIN LATERAL (SELECT done_on, odometer_km FROM services WHERE truck_id = t.id AND kind = $1 ORDER BY done_on DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (
    SELECT min(day) AS first, sum(distance_m) AS m, sum(moving_s + idling_s) AS s
    FROM rollups WHERE truck_id = t.id AND day >= coalesce(last.done_on, '2000-01-01') AND day <= $2
) since ON true
LEFT JOIN LATERAL (
    SELECT sum(distance_m) AS m, sum(moving_s + idling_s) AS s FROM rollups WHERE truck_id = t.id AND day >= $3 AND day < $2
) pace ON true
WHERE coalesce(own.truck_id, 0) + coalesce(usual.every_km + usual.every_hours + usual.every_days, 0) > 0
  AND t.active AND (cardinality($5::bigint[]) = 0 OR t.id = ANY($5))
ORDER BY t.key, t.id`

// Serviced says of active trucks that have a plan for a kind of service, of all
// when none is named, what they did since the last one.
func (s *Store) Serviced(ctx context.Context, kind string, today fleet.Day, trucks ...int64) ([]ServiceNow, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, serviced, kind, today.Start(), (today - paceDays).Start(), paceDays, trucks)
	if err != nil {
		return nil, wrap(err, "Serviced(%s)", kind)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x ServiceNow, err error) {
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
	return out, wrap(err, "Serviced(%s)", kind)
}
