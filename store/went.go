package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Went is how far a truck went in a window.
type Went struct {
	TruckID int64
	Truck   string
	Metres  float64
	Moving  time.Duration
	Drives  int // begun in the window
	TopKmh  float64
	Idling  time.Duration // of the whole days alone
	Began   time.Time     // of one drive in an edge; zero for a sum
}

const wentDays = `
SELECT r.truck_id, t.plate, sum(r.distance_m), sum(r.moving_s)::bigint, sum(r.drives)::bigint, max(r.top_kmh)::float8, sum(r.idling_s)::bigint
FROM rollups r JOIN trucks t ON t.id = r.truck_id
WHERE r.day >= $1 AND r.day < $2 AND r.truck_id = ANY($3)
  AND NOT EXISTS (SELECT FROM unnest($4::bigint[], $5::date[]) AS u(truck, day) WHERE u.truck = r.truck_id AND u.day = r.day)
GROUP BY r.truck_id, t.plate`

const wentDaysAll = `
SELECT r.truck_id, t.plate, r.m, r.moving, r.drives, r.top, r.idling
FROM (
    SELECT truck_id, sum(distance_m) AS m, sum(moving_s)::bigint AS moving, sum(drives)::bigint AS drives, max(top_kmh)::float8 AS top, sum(idling_s)::bigint AS idling
    FROM rollups
    WHERE day >= $1 AND day < $2
    GROUP BY truck_id
) r JOIN trucks t ON t.id = r.truck_id`

// Went sums how far each truck went in a window, of all trucks when none is
// named: whole days by their roll-ups, the day that goes on by the states of
// trucks that are named, the edges by the drives in them.
// Farthest first; a truck of which nothing is known is left out.
func (s *Store) Went(ctx context.Context, w fleet.Window, trucks ...int64) (out []Went, err error) {
	defer func() { err = wrap(err, "Went") }()
	from, to, edges := w.Parts()
	sums := map[int64]*Went{}
	add := func(x Went) {
		sum := sums[x.TruckID]
		if sum == nil {
			sum = &Went{TruckID: x.TruckID, Truck: x.Truck}
			sums[x.TruckID] = sum
		}
		sum.Metres, sum.Moving, sum.Drives, sum.TopKmh = sum.Metres+x.Metres, sum.Moving+x.Moving, sum.Drives+x.Drives, max(sum.TopKmh, x.TopKmh)
		sum.Idling += x.Idling
	}
	if from < to {
		if err := s.wentDays(ctx, from, to, trucks, add); err != nil {
			return nil, err
		}
	}
	for _, edge := range edges {
		if err := s.wentEdge(ctx, edge, trucks, add); err != nil {
			return nil, err
		}
	}
	for _, x := range sums {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Went) int {
		return cmp.Or(cmp.Compare(b.Metres, a.Metres), cmp.Compare(a.Truck, b.Truck), cmp.Compare(a.TruckID, b.TruckID))
	})
	return out, nil
}

func (s *Store) wentDays(ctx context.Context, from, to fleet.Day, trucks []int64, add func(Went)) error {
	sql, args := wentDaysAll, []any{from.Start(), to.Start()}
	if len(trucks) > 0 {
		today, err := s.wentToday(ctx, from, to, trucks, add)
		if err != nil {
			return err
		}
		sql, args = wentDays, append(args, trucks, today.truck, today.day)
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	var x Went
	var moving, drives, idling int64
	_, err = pgx.ForEachRow(rows, []any{&x.TruckID, &x.Truck, &x.Metres, &moving, &drives, &x.TopKmh, &idling}, func() error {
		x.Moving, x.Drives, x.Idling = time.Duration(moving)*time.Second, int(drives), time.Duration(idling)*time.Second
		add(x)
		return nil
	})
	return err
}

// DayWent is how far trucks went on a day.
type DayWent struct {
	Day     time.Time // 00:00 UTC of the date in Lagos
	Metres  float64
	MovingS int64
	IdlingS int64
}

const wentByDay = `
SELECT day, sum(distance_m), sum(moving_s)::bigint, sum(idling_s)::bigint
FROM rollups
WHERE day >= $1 AND day < $2 AND (cardinality($3::bigint[]) = 0 OR truck_id = ANY($3))
GROUP BY day
ORDER BY day`

// WentByDay sums the roll-ups of some trucks, of all when none is named, by
// day. A day without any is left out.
func (s *Store) WentByDay(ctx context.Context, from, to fleet.Day, trucks ...int64) ([]DayWent, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, wentByDay, from.Start(), to.Start(), trucks)
	if err != nil {
		return nil, wrap(err, "WentByDay")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DayWent])
	return out, wrap(err, "WentByDay")
}
