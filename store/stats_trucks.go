package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// The first day of a truck is read from the end of its index; a day far below
// UsedMetres is looked up among the trips.
const statDays = `
SELECT r.truck_id, sum(r.distance_m), sum(r.moving_s)::bigint, sum(r.idling_s)::bigint, sum(r.overspeed_s)::bigint, max(r.top_kmh)::float8,
       count(*) FILTER (WHERE r.distance_m >= $4 OR ` + onTrip + `))::int,
       (SELECT min(f.day) FROM rollups f WHERE f.truck_id = r.truck_id)
FROM rollups r
WHERE r.day >= $1 AND r.day < $2 AND (cardinality($3::bigint[]) = 0 OR r.truck_id = ANY($3))
GROUP BY r.truck_id`

// truckStats adds what trucks did, by truck.
func (s *Store) truckStats(ctx context.Context, q StatsQuery, sheet statSheet) error {
	trucks := q.Trucks
	if trucks == nil {
		trucks = []int64{}
	}
	from, to, edges := q.wholeDays()
	if from < to {
		if err := s.statDays(ctx, from, to, trucks, sheet); err != nil {
			return err
		}
	}
	for _, edge := range edges {
		if err := s.statEdge(ctx, q, edge, func(truck int64, _ time.Time) int64 { return truck }, sheet); err != nil {
			return err
		}
	}
	if err := s.statFills(ctx, q.Window, trucks, sheet); err != nil {
		return err
	}
	return s.statAlerts(ctx, q.Window, trucks, sheet)
}

const statFills = `
SELECT a.truck_id, coalesce(sum((a.detail->>'litres')::float8), 0)
FROM alerts a
WHERE a.kind = 'refuel' AND a.source <> '` + ruleSource + `' AND a.started_at >= $1 AND a.started_at < $2 AND NOT a.false_alarm
  AND a.truck_id IS NOT NULL AND (cardinality($3::bigint[]) = 0 OR a.truck_id = ANY($3))
GROUP BY a.truck_id`

func (s *Store) statFills(ctx context.Context, w fleet.Window, trucks []int64, sheet statSheet) error {
	rows, err := s.pool.Query(ctx, statFills, w.From, w.To, trucks)
	if err != nil {
		return err
	}
	var id int64
	var litres float64
	_, err = pgx.ForEachRow(rows, []any{&id, &litres}, func() error {
		sheet.of(id).Filled = litres
		return nil
	})
	return err
}

func (s *Store) statDays(ctx context.Context, from, to fleet.Day, trucks []int64, sheet statSheet) error {
	rows, err := s.pool.Query(ctx, statDays, from.Start(), to.Start(), trucks, fleet.UsedMetres)
	if err != nil {
		return err
	}
	var id, moving, idling, fast int64
	var metres, top float64
	var used int
	var first time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &metres, &moving, &idling, &fast, &top, &used, &first}, func() error {
		x := sheet.of(id)
		x.Metres, x.Moving, x.Idling, x.Fast = metres, wholeSeconds(moving), wholeSeconds(idling), wholeSeconds(fast)
		x.Heard, x.TopKmh, x.Used, x.Days = true, top, used, int(to-max(from, fleet.DayOf(first)))
		return nil
	})
	return err
}

func wholeSeconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// statEdge adds the drives and the stretches of idling in an edge of the
// window to whoever had the truck when they began.
func (s *Store) statEdge(ctx context.Context, q StatsQuery, edge fleet.Window, whose func(truck int64, at time.Time) int64, sheet statSheet) error {
	err := s.wentEdge(ctx, edge, q.Trucks, func(w Went) {
		if id := whose(w.TruckID, w.Began); id != 0 {
			x := sheet.of(id)
			x.Heard, x.Metres, x.Moving, x.TopKmh = true, x.Metres+w.Metres, x.Moving+w.Moving, max(x.TopKmh, w.TopKmh)
		}
	})
	if err != nil {
		return err
	}
	list, err := s.idleStretches(ctx, IdleQuery{Window: edge, Now: q.Now, Trucks: q.Trucks})
	for _, i := range list {
		if id := whose(i.TruckID, i.Start); id != 0 {
			x := sheet.of(id)
			x.Heard, x.Idling = true, x.Idling+i.Lasted()
		}
	}
	return err
}

const statIdles = `
SELECT i.truck_id, greatest(i.started_at, $1), least(i.ended_at, $2)` + idlesFrom

// idleStretches are all stretches of idling in a window, cut to it.
func (s *Store) idleStretches(ctx context.Context, q IdleQuery) (out []IdleNow, err error) {
	where, args := q.where()
	rows, err := s.pool.Query(ctx, statIdles+where, args...)
	if err != nil {
		return nil, err
	}
	var x IdleNow
	_, err = pgx.ForEachRow(rows, []any{&x.TruckID, &x.Start, &x.End}, func() error {
		out = append(out, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	going, err := s.idlesOpen(ctx, q)
	return append(out, going...), err
}

// alertCount takes an alert of a kind.
func (x *Stat) alertCount(kind fleet.AlertKind, n int) {
	switch kind {
	case fleet.AlertOverspeed:
		x.Overspeeds += n
	case fleet.AlertFatigue:
		x.Tired += n
	default:
		x.Harsh += n
	}
}

func statKinds() []fleet.AlertKind {
	return append(fleet.HarshKinds(), fleet.AlertOverspeed, fleet.AlertFatigue)
}

// happenedOnce leaves out what another alert tells already, and our own count of
// the harsh moments that the tracker told one by one.
const happenedOnce = ` AND a.part_of IS NULL AND (a.source <> '` + ruleSource + `' OR a.kind IN ('overspeed', 'fatigue'))`

const statAlerts = `
SELECT a.truck_id, a.kind, count(*)::int
FROM alerts a
WHERE a.kind = ANY($1) AND a.started_at >= $2 AND a.started_at < $3 AND NOT a.false_alarm` + happenedOnce + `
  AND a.truck_id IS NOT NULL AND (cardinality($4::bigint[]) = 0 OR a.truck_id = ANY($4))
GROUP BY a.truck_id, a.kind`

func (s *Store) statAlerts(ctx context.Context, w fleet.Window, trucks []int64, sheet statSheet) error {
	rows, err := s.pool.Query(ctx, statAlerts, statKinds(), w.From, w.To, trucks)
	if err != nil {
		return err
	}
	var id int64
	var kind fleet.AlertKind
	var n int
	_, err = pgx.ForEachRow(rows, []any{&id, &kind, &n}, func() error {
		sheet.of(id).alertCount(kind, n)
		return nil
	})
	return err
}
