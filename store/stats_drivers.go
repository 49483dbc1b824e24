package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// A trip whose times nobody noted counts from its plan; one that lasts more
// than sixty days is a trip that nobody closed.
const shiftsIn = `
SELECT x.truck_id, x.driver_id, coalesce(x.loading_at, x.departed_at, x.start_at),
       coalesce(x.completed_at, CASE WHEN x.status IN ('completed', 'failed') THEN x.start_at END)
FROM trips x
WHERE x.start_at > $1::timestamptz - interval '60 days' AND x.start_at < $2::timestamptz + interval '7 days'
  AND x.driver_id IS NOT NULL AND x.status NOT IN ('scheduled', 'cancelled')
  AND coalesce(x.loading_at, x.departed_at, x.start_at) < $2
  AND coalesce(x.completed_at, CASE WHEN x.status IN ('completed', 'failed') THEN x.start_at ELSE 'infinity' END) >= $1`

const usualDrivers = `SELECT id, driver_id FROM trucks WHERE driver_id IS NOT NULL`

// roster reads who drove what in a window.
func (s *Store) roster(ctx context.Context, w fleet.Window) (*fleet.Roster, error) {
	rows, err := s.pool.Query(ctx, shiftsIn, w.From, w.To)
	if err != nil {
		return nil, err
	}
	shifts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x fleet.Shift, err error) {
		var to *time.Time
		err = row.Scan(&x.TruckID, &x.DriverID, &x.From, &to)
		x.To = orZero(to)
		return x, err
	})
	if err != nil {
		return nil, err
	}
	if rows, err = s.pool.Query(ctx, usualDrivers); err != nil {
		return nil, err
	}
	usual := map[int64]int64{}
	var truck, driver int64
	_, err = pgx.ForEachRow(rows, []any{&truck, &driver}, func() error {
		usual[truck] = driver
		return nil
	})
	return fleet.NewRoster(shifts, usual), err
}

// driverStats gives what trucks did to their drivers: a day to the driver of
// the day, a day of several by the drives that each of them began, what happened
// at a moment to the driver of that moment.
func (s *Store) driverStats(ctx context.Context, q StatsQuery, sheet statSheet) error {
	from, to, edges := q.wholeDays()
	w := fleet.Window{From: from.Start(), To: to.Start()}
	for _, e := range append(edges, q.Window) {
		w.From, w.To = earlier(w.From, e.From), later(w.To, e.To)
	}
	roster, err := s.roster(ctx, w)
	if err != nil {
		return err
	}
	all := statSheet{}
	if from < to {
		if err := s.driverDays(ctx, from, to, roster, all); err != nil {
			return err
		}
	}
	for _, edge := range edges {
		if err := s.statEdge(ctx, q, edge, roster.At, all); err != nil {
			return err
		}
	}
	if err := s.driverAlerts(ctx, q.Window, roster, all); err != nil {
		return err
	}
	for id, x := range all {
		if q.DriverID == 0 || id == q.DriverID {
			x.Days, sheet[id] = int(to-from), x
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// driverDays shares the roll-ups of whole days among drivers.
func (s *Store) driverDays(ctx context.Context, from, to fleet.Day, roster *fleet.Roster, sheet statSheet) error {
	days, err := s.Rollups(ctx, from, to)
	if err != nil {
		return err
	}
	var mixed []Rollup
	used := map[int64]map[fleet.Day]bool{}
	give := func(r Rollup, driver int64, part float64) {
		x, day := sheet.of(driver), fleet.DayOf(r.Day)
		x.take(r, part)
		if r.Metres*part >= fleet.UsedMetres || roster.OnTrip(r.TruckID, driver, day) {
			if used[driver] == nil {
				used[driver] = map[fleet.Day]bool{}
			}
			used[driver][day] = true
		}
	}
	for _, r := range days {
		switch drivers := roster.On(r.TruckID, fleet.DayOf(r.Day)); len(drivers) {
		case 0:
		case 1:
			give(r, drivers[0], 1)
		default:
			mixed = append(mixed, r)
		}
	}
	if err := s.shareDays(ctx, mixed, roster, give); err != nil {
		return err
	}
	for driver, on := range used {
		sheet.of(driver).Used = len(on)
	}
	return nil
}

// take adds a part of a truck's day.
func (x *Stat) take(r Rollup, part float64) {
	some := func(n int) time.Duration { return time.Duration(part * float64(n) * float64(time.Second)) }
	x.Heard, x.Metres = true, x.Metres+part*r.Metres
	x.Moving, x.Idling, x.Fast = x.Moving+some(r.MovingS), x.Idling+some(r.IdlingS), x.Fast+some(r.OverspeedS)
	x.TopKmh = max(x.TopKmh, r.TopKmh)
}

const drivesOnDays = `
SELECT u.n, d.started_at, d.distance_m
FROM unnest($1::bigint[], $2::timestamptz[]) WITH ORDINALITY AS u(truck, starts, n)
JOIN drives d ON d.truck_id = u.truck AND d.started_at >= u.starts AND d.started_at < u.starts + interval '1 day'`

// shareDays divides days of several drivers by how far each went in the drives
// that they began, evenly where no drive tells.
func (s *Store) shareDays(ctx context.Context, mixed []Rollup, roster *fleet.Roster, give func(Rollup, int64, float64)) error {
	trucks, starts := make([]int64, len(mixed)), make([]time.Time, len(mixed))
	for i, r := range mixed {
		trucks[i], starts[i] = r.TruckID, fleet.DayOf(r.Day).Start()
	}
	rows, err := s.pool.Query(ctx, drivesOnDays, trucks, starts)
	if err != nil {
		return err
	}
	went := make([]map[int64]float64, len(mixed))
	var n int
	var began time.Time
	var metres float64
	_, err = pgx.ForEachRow(rows, []any{&n, &began, &metres}, func() error {
		if went[n-1] == nil {
			went[n-1] = map[int64]float64{}
		}
		if driver := roster.At(mixed[n-1].TruckID, began); driver != 0 {
			went[n-1][driver] += metres
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, r := range mixed {
		for driver, part := range parts(went[i], roster.On(r.TruckID, fleet.DayOf(r.Day))) {
			give(r, driver, part)
		}
	}
	return nil
}

// parts are the shares of a sum, even ones when there is none.
func parts(went map[int64]float64, otherwise []int64) map[int64]float64 {
	var sum float64
	for _, m := range went {
		sum += m
	}
	out := map[int64]float64{}
	for driver, m := range went {
		if sum > 0 {
			out[driver] = m / sum
		}
	}
	if sum > 0 {
		return out
	}
	for _, driver := range otherwise {
		out[driver] = 1 / float64(len(otherwise))
	}
	return out
}

const alertsToDrivers = `
SELECT a.truck_id, a.kind, a.started_at
FROM alerts a
WHERE a.kind = ANY($1) AND a.started_at >= $2 AND a.started_at < $3 AND NOT a.false_alarm AND a.truck_id IS NOT NULL` + happenedOnce

func (s *Store) driverAlerts(ctx context.Context, w fleet.Window, roster *fleet.Roster, sheet statSheet) error {
	rows, err := s.pool.Query(ctx, alertsToDrivers, statKinds(), w.From, w.To)
	if err != nil {
		return err
	}
	var truck int64
	var kind fleet.AlertKind
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&truck, &kind, &at}, func() error {
		if driver := roster.At(truck, at); driver != 0 {
			sheet.of(driver).alertCount(kind, 1)
		}
		return nil
	})
	return err
}
