package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// A day that is said again is completed: what is empty stays as it was.
const saveService = `
INSERT INTO services (truck_id, kind, done_on, odometer_km, cost_naira, workshop, note, who, via, recorded_at)
VALUES ($1, $2, $3, nullif($4::float8, 0), nullif($5::bigint, 0), $6, $7, $8, $9, $10)
ON CONFLICT (truck_id, kind, done_on) DO UPDATE SET
    odometer_km = coalesce(excluded.odometer_km, services.odometer_km), cost_naira = coalesce(excluded.cost_naira, services.cost_naira),
    workshop = coalesce(nullif(excluded.workshop, ''), services.workshop), note = coalesce(nullif(excluded.note, ''), services.note),
    who = excluded.who, via = excluded.via, recorded_at = excluded.recorded_at
RETURNING xmax = 0`

// SaveService records a service, or completes the one of that day, and says
// whether it is new.
func (s *Store) SaveService(ctx context.Context, x fleet.Service) (created bool, err error) {
	err = s.pool.QueryRow(ctx, saveService, x.TruckID, x.Kind, x.On.Start(), x.OdometerKm, x.CostNaira, x.Workshop, x.Note, x.Who, string(x.Via), x.RecordedAt).Scan(&created)
	return created, wrap(err, "SaveService(%d)", x.TruckID)
}

const servicesOf = `
SELECT truck_id, kind, done_on, coalesce(odometer_km, 0), coalesce(cost_naira, 0), workshop, note, who, via, recorded_at
FROM services WHERE truck_id = $1
ORDER BY done_on DESC, kind
LIMIT $2`

// Services lists what was done to a truck, newest first.
func (s *Store) Services(ctx context.Context, truck int64, limit int) ([]fleet.Service, error) {
	rows, err := s.pool.Query(ctx, servicesOf, truck, limit)
	if err != nil {
		return nil, wrap(err, "Services(%d)", truck)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x fleet.Service, err error) {
		var on time.Time
		err = row.Scan(&x.TruckID, &x.Kind, &on, &x.OdometerKm, &x.CostNaira, &x.Workshop, &x.Note, &x.Who, &x.Via, &x.RecordedAt)
		x.On = fleet.DayOf(on)
		return x, err
	})
	return out, wrap(err, "Services(%d)", truck)
}

const (
	savePlan = `
INSERT INTO service_plans (truck_id, kind, every_km, every_hours, every_days) VALUES (nullif($1::bigint, 0), $2, $3, $4, $5)
ON CONFLICT (truck_id, kind) DO UPDATE SET every_km = excluded.every_km, every_hours = excluded.every_hours, every_days = excluded.every_days`
	plansOf = `
SELECT coalesce(truck_id, 0), kind, every_km, every_hours, every_days FROM service_plans
WHERE truck_id IS NULL OR truck_id = $1`
)

// SavePlan sets how far apart services of a kind are to be, of one truck, or
// of all that have no plan of their own when truck is 0.
func (s *Store) SavePlan(ctx context.Context, truck int64, kind string, p fleet.ServicePlan) error {
	_, err := s.pool.Exec(ctx, savePlan, truck, kind, p.Km, p.Hours, p.Days)
	return wrap(err, "SavePlan(%d, %s)", truck, kind)
}

// Plan is the plan that holds for a truck, for all when truck is 0, and whether
// it is the truck's own.
func (s *Store) Plan(ctx context.Context, truck int64, kind string) (p fleet.ServicePlan, own bool, err error) {
	rows, err := s.pool.Query(ctx, plansOf, truck)
	if err != nil {
		return p, false, wrap(err, "Plan(%d)", truck)
	}
	var of int64
	var name string
	var x fleet.ServicePlan
	_, err = pgx.ForEachRow(rows, []any{&of, &name, &x.Km, &x.Hours, &x.Days}, func() error {
		if name == kind && (of != 0 || !own) {
			p, own = x, of != 0
		}
		return nil
	})
	return p, own, wrap(err, "Plan(%d)", truck)
}
