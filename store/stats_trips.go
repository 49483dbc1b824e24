package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// statKeys are the columns of trips that figures are told apart by.
var statKeys = map[StatBy]string{ByFleet: "0::bigint", ByTruck: "x.truck_id", ByDriver: "x.driver_id", ByClient: "x.client_id"}

const statTripsWhere = `
  AND (cardinality($3::bigint[]) = 0 OR x.truck_id = ANY($3)) AND ($4 = 0 OR x.driver_id = $4) AND ($5 = 0 OR x.client_id = $5)`

const statTrips = `
SELECT %[1]s, count(*) FILTER (WHERE x.status <> 'failed')::int, count(*) FILTER (WHERE x.departed_at IS NOT NULL)::int,
       count(*) FILTER (WHERE x.departed_at <= x.start_at + $6::interval)::int, sum(x.diesel_l), sum(x.diesel_naira)::bigint
FROM trips x
WHERE x.start_at >= $1 AND x.start_at < $2 AND x.status NOT IN ('scheduled', 'cancelled') AND %[1]s IS NOT NULL` + statTripsWhere + `
GROUP BY 1`

// A trip whose beginning nobody noted has no turnaround.
const statRounds = `
SELECT y.id, count(*)::int, percentile_cont(0.5) WITHIN GROUP (ORDER BY y.round), max(y.round),
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY y.site) FILTER (WHERE y.site > 0), 0)
FROM (
    SELECT %[1]s AS id, extract(epoch FROM x.completed_at - coalesce(x.at_origin_at, x.loading_at, x.departed_at))::float8 AS round,
           extract(epoch FROM x.completed_at - x.arrived_at)::float8 AS site
    FROM trips x
    WHERE x.status = 'completed' AND coalesce(x.completed_at, x.start_at) >= $1 AND coalesce(x.completed_at, x.start_at) < $2
      AND x.completed_at IS NOT NULL AND %[1]s IS NOT NULL` + statTripsWhere + `
) y
WHERE y.round > 0
GROUP BY y.id`

// tripStats adds what trips tell: those planned to start in the window, and the
// turnaround of those that were completed in it.
func (s *Store) tripStats(ctx context.Context, q StatsQuery, sheet statSheet) error {
	key, trucks := statKeys[q.By], q.Trucks
	if trucks == nil {
		trucks = []int64{}
	}
	args := []any{q.Window.From, q.Window.To, trucks, q.DriverID, q.ClientID}
	rows, err := s.pool.Query(ctx, fmt.Sprintf(statTrips, key), append(args, fleet.LateGrace)...)
	if err != nil {
		return err
	}
	var id int64
	var trips, departed, onTime, rounds int
	var litres float64
	var naira int64
	_, err = pgx.ForEachRow(rows, []any{&id, &trips, &departed, &onTime, &litres, &naira}, func() error {
		x := sheet.of(id)
		x.Trips, x.Departed, x.OnTime, x.Issued, x.Naira = trips, departed, onTime, litres, naira
		return nil
	})
	if err != nil {
		return err
	}
	if rows, err = s.pool.Query(ctx, fmt.Sprintf(statRounds, key), args...); err != nil {
		return err
	}
	var median, most, site float64
	_, err = pgx.ForEachRow(rows, []any{&id, &rounds, &median, &most, &site}, func() error {
		x := sheet.of(id)
		x.Rounds, x.Round, x.RoundMost, x.Site = rounds, seconds64(median), seconds64(most), seconds64(site)
		return nil
	})
	return err
}
