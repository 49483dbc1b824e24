package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const (
	clearServicesSoon = `DELETE FROM services_soon RETURNING truck_id`

	saveServicesSoon = `
INSERT INTO services_soon (truck_id, kind, since, km, hours, days, plan_km, plan_hours, plan_days, on_day, by)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::date[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::int[], $10::date[], $11::text[])`
)

// ServiceDueSoon is a truck's service that is near or overdue.
type ServiceDueSoon struct {
	TruckID int64
	fleet.ServiceSoon
}

// SaveServicesSoon puts a list in the place of the last one, and has the watch
// look at the trucks of both.
func (s *Store) SaveServicesSoon(ctx context.Context, now time.Time, list []ServiceDueSoon) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, clearServicesSoon)
		if err != nil {
			return err
		}
		trucks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		n := len(list)
		truck, kind, since, by := make([]int64, n), make([]string, n), make([]time.Time, n), make([]string, n)
		km, hours, days, planKm, planHours := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		planDays, on := make([]int, n), make([]*time.Time, n)
		for i, x := range list {
			d := x.Due
			truck[i], kind[i], since[i], by[i] = x.TruckID, x.Kind, x.Since.Start(), d.By
			km[i], hours[i], days[i], planKm[i], planHours[i], planDays[i] = d.Km, d.Hours, d.Days, d.Plan.Km, d.Plan.Hours, d.Plan.Days
			if d.On != fleet.NoDay {
				on[i] = new(d.On.Start())
			}
		}
		if _, err := tx.Exec(ctx, saveServicesSoon, truck, kind, since, km, hours, days, planKm, planHours, planDays, on, by); err != nil {
			return err
		}
		trucks = append(trucks, truck...)
		marks := make([]time.Time, len(trucks))
		for i := range marks {
			marks[i] = now
		}
		_, err = tx.Exec(ctx, insertWatchMarks, trucks, marks)
		return err
	})
	return wrap(err, "SaveServicesSoon")
}

func (r sceneReader) services(rows pgx.Rows) error {
	var id int64
	var x fleet.ServiceSoon
	var since time.Time
	var on *time.Time
	d := &x.Due
	_, err := pgx.ForEachRow(rows, []any{&id, &x.Kind, &since, &d.Km, &d.Hours, &d.Days, &d.Plan.Km, &d.Plan.Hours, &d.Plan.Days, &on, &d.By}, func() error {
		one := x
		if one.Since, one.Due.On = fleet.DayOf(since), fleet.NoDay; on != nil {
			one.Due.On = fleet.DayOf(*on)
		}
		scene := r.of(id)
		scene.Services = append(scene.Services, one)
		return nil
	})
	return err
}
