package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// ReportQuery is a stretch of whole days, and whose; 0 is everybody's.
type ReportQuery struct {
	Window             fleet.Window // of planned starts
	From, To           fleet.Day    // the days [From, To)
	Trucks             []int64
	ClientID, DriverID int64
	PlaceID            int64 // of trips: where they begin or end
	Now                time.Time
}

func (q ReportQuery) args(first ...any) []any {
	trucks := q.Trucks
	if trucks == nil {
		trucks = []int64{}
	}
	return append(first, trucks, q.ClientID, q.DriverID)
}

// ReportTrips is what became of the trips planned to start in a window.
type ReportTrips struct {
	Planned, Done, Ongoing, Scheduled, Cancelled, Failed int
	Departed, OnTime                                     int // on time: departed within the grace
	Late                                                 int // departed after the grace, or past it and not departed
	Trucks                                               int // that departed
}

const reportTrips = `
SELECT count(*),
    count(*) FILTER (WHERE status = 'completed'),
    count(*) FILTER (WHERE status IN ('loading', 'en_route', 'arrived', 'offloading')),
    count(*) FILTER (WHERE status = 'scheduled'),
    count(*) FILTER (WHERE status = 'cancelled'),
    count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE departed_at IS NOT NULL),
    count(*) FILTER (WHERE departed_at <= start_at + $6::interval),
    count(*) FILTER (WHERE departed_at > start_at + $6::interval
                        OR departed_at IS NULL AND status IN ('scheduled', 'loading') AND start_at + $6::interval < $7),
    count(DISTINCT truck_id) FILTER (WHERE departed_at IS NOT NULL)
FROM trips
WHERE start_at >= $1 AND start_at < $2
  AND (cardinality($3::bigint[]) = 0 OR truck_id = ANY($3)) AND ($4 = 0 OR client_id = $4) AND ($5 = 0 OR driver_id = $5)
  AND ($8 = 0 OR origin_id = $8 OR destination_id = $8)`

// ReportTrips counts trips.
func (s *Store) ReportTrips(ctx context.Context, q ReportQuery) (c ReportTrips, err error) {
	args := append(q.args(q.Window.From, q.Window.To), fleet.LateGrace, q.Now, q.PlaceID)
	err = s.pool.QueryRow(ctx, reportTrips, args...).Scan(&c.Planned, &c.Done, &c.Ongoing, &c.Scheduled, &c.Cancelled, &c.Failed,
		&c.Departed, &c.OnTime, &c.Late, &c.Trucks)
	return c, wrap(err, "ReportTrips")
}

// onTrip, closed with a parenthesis, says whether the truck of roll-up r was on
// a trip x at any time of its day. A trip whose times nobody noted counts from its plan.
const onTrip = `EXISTS (
    SELECT FROM trips x
    WHERE x.truck_id = r.truck_id AND x.status NOT IN ('scheduled', 'cancelled')
      AND x.start_at > r.day - interval '60 days'
      AND coalesce(x.loading_at, x.departed_at, x.start_at) < (r.day + interval '23 hours') AT TIME ZONE 'UTC'
      AND coalesce(x.completed_at, CASE WHEN x.status IN ('completed', 'failed') THEN x.start_at ELSE 'infinity' END)
          >= (r.day - interval '1 hour') AT TIME ZONE 'UTC'`

// from are the roll-ups of the days and of whom they are asked. The trucks that
// can matter come first, so that the days of few are looked at closely. A driver
// without a trip on a day is in the truck that is usually the driver's.
func (q ReportQuery) from() string {
	const days = `
FROM rollups r JOIN trucks t ON t.id = r.truck_id
WHERE r.day >= $1 AND r.day < $2 AND (cardinality($3::bigint[]) = 0 OR r.truck_id = ANY($3))`
	const client = `
  AND r.truck_id IN (SELECT truck_id FROM trips WHERE client_id = $4 AND start_at > $1::date - interval '60 days' AND start_at < $2::date)
  AND ` + onTrip + ` AND x.client_id = $4)`
	const driver = `
  AND r.truck_id IN (SELECT truck_id FROM trips WHERE driver_id = $5 AND start_at > $1::date - interval '60 days' AND start_at < $2::date
                     UNION SELECT id FROM trucks WHERE driver_id = $5)
  AND (` + onTrip + ` AND x.driver_id = $5) OR t.driver_id = $5 AND NOT ` + onTrip + `))`
	sql := days
	if q.ClientID != 0 {
		sql += client
	} else {
		sql += ` AND $4::bigint = 0`
	}
	if q.DriverID != 0 {
		return sql + driver
	}
	return sql + ` AND $5::bigint = 0`
}

const firstDriven = `
SELECT r.day FROM rollups r
WHERE r.day >= $1 AND r.day < $2 AND (cardinality($3::bigint[]) = 0 OR r.truck_id = ANY($3))
ORDER BY r.day LIMIT 1`

// FirstDriven is the first day of a stretch that trackers told of; fleet.NoDay
// when there is none.
func (s *Store) FirstDriven(ctx context.Context, q ReportQuery) (fleet.Day, error) {
	var day time.Time
	err := s.pool.QueryRow(ctx, firstDriven, q.args(q.From.Start(), q.To.Start())[:3]...).Scan(&day)
	if errors.Is(err, pgx.ErrNoRows) {
		return fleet.NoDay, nil
	}
	return fleet.DayOf(day.Add(time.Hour)), wrap(err, "FirstDriven")
}

// Driven is what trucks did, from their roll-ups.
type Driven struct {
	Trucks                     int // with a roll-up
	Metres                     float64
	MovingS, IdlingS, OfflineS int
	OverspeedS                 int
	TopKmh                     float64
	TheftLitres                float64
	Thefts                     int
}

// DayDriven is Driven of one day.
type DayDriven struct {
	Day time.Time // 00:00 UTC of the date in Lagos
	Driven
}

// A truck has one roll-up a day.
const drivenColumns = `
    count(*)::int, coalesce(sum(r.distance_m), 0), coalesce(sum(r.moving_s), 0)::bigint, coalesce(sum(r.idling_s), 0)::bigint,
    coalesce(sum(r.offline_s), 0)::bigint, coalesce(sum(r.overspeed_s), 0)::bigint, coalesce(max(r.top_kmh), 0)::float8,
    coalesce(sum(r.theft_l), 0), coalesce(sum(r.thefts), 0)::int`

func (d *Driven) into() []any {
	return []any{&d.Trucks, &d.Metres, &d.MovingS, &d.IdlingS, &d.OfflineS, &d.OverspeedS, &d.TopKmh, &d.TheftLitres, &d.Thefts}
}

// Driven sums the roll-ups of a report, in all and by day.
func (s *Store) Driven(ctx context.Context, q ReportQuery) (all Driven, days []DayDriven, err error) {
	defer func() { err = wrap(err, "Driven") }()
	args := q.args(q.From.Start(), q.To.Start())
	rows, err := s.pool.Query(ctx, "SELECT r.day,"+drivenColumns+q.from()+"\nGROUP BY r.day ORDER BY r.day", args...)
	if err != nil {
		return all, nil, err
	}
	days, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (d DayDriven, err error) {
		err = row.Scan(append([]any{&d.Day}, d.into()...)...)
		return d, err
	})
	if err != nil {
		return all, nil, err
	}
	for _, d := range days {
		all.add(d.Driven)
	}
	err = s.pool.QueryRow(ctx, "SELECT count(*)::int FROM (SELECT DISTINCT r.truck_id"+q.from()+") trucks", args...).Scan(&all.Trucks)
	return all, days, err
}

// add sums everything but the trucks, which come again every day.
func (d *Driven) add(o Driven) {
	d.Metres, d.MovingS, d.IdlingS, d.OfflineS, d.OverspeedS = d.Metres+o.Metres, d.MovingS+o.MovingS, d.IdlingS+o.IdlingS, d.OfflineS+o.OfflineS, d.OverspeedS+o.OverspeedS
	d.TopKmh, d.Thefts, d.TheftLitres = max(d.TopKmh, o.TopKmh), d.Thefts+o.Thefts, d.TheftLitres+o.TheftLitres
}

// TruckDriven is Driven of one truck, and why it is listed.
type TruckDriven struct {
	Why   string // most km, least km, most idling
	Truck string
	Driven
}

const drivenExtremes = `
(SELECT 'most km', e.* FROM each e ORDER BY m DESC, key LIMIT $6)
UNION ALL
(SELECT 'least km', e.* FROM each e ORDER BY m, key LIMIT $6)
UNION ALL
(SELECT 'most idling', e.* FROM each e WHERE idle > 0 ORDER BY idle DESC, key LIMIT $6)`

// DrivenExtremes are the n trucks that drove most, least, and idled longest.
func (s *Store) DrivenExtremes(ctx context.Context, q ReportQuery, n int) ([]TruckDriven, error) {
	each := "WITH each AS (SELECT t.plate, t.key," + drivenColumns + ", sum(r.distance_m) AS m, sum(r.idling_s) AS idle" + q.from() + "\nGROUP BY t.id)"
	rows, err := s.pool.Query(ctx, each+drivenExtremes, append(q.args(q.From.Start(), q.To.Start()), n)...)
	if err != nil {
		return nil, wrap(err, "DrivenExtremes")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d TruckDriven, err error) {
		var key string
		var m float64
		var idle int64
		into := append([]any{&d.Why, &d.Truck, &key}, d.into()...)
		err = row.Scan(append(into, &m, &idle)...)
		d.Trucks = 1
		return d, err
	})
	return out, wrap(err, "DrivenExtremes")
}
