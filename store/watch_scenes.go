package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Each of these reads a few rows of each truck by an index. $1 are the trucks,
// $2 the moments since when something changed of each. A limit keeps the plan on
// the index of one truck, however long the history grows.
const (
	watchTrucks = `SELECT id, active, fleet_group FROM trucks WHERE id = ANY($1)`

	watchStays = `
SELECT v.truck_id, v.place_id, p.kind, p.name, p.restricted, v.entered_at, v.left_at
FROM (
    SELECT v.* FROM visits v WHERE v.truck_id = ANY($1) AND v.left_at IS NULL
    UNION ALL
    SELECT x.* FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck_id, since) CROSS JOIN LATERAL (
        SELECT * FROM visits WHERE truck_id = u.truck_id AND left_known >= u.since AND left_at IS NOT NULL ORDER BY left_known DESC LIMIT 200
    ) x
) v
JOIN places p ON p.id = v.place_id
ORDER BY v.truck_id, v.entered_at`

	watchIdles = `
SELECT i.truck_id, coalesce(i.place_id, 0), i.started_at, i.ended_at, ST_Y(i.point::geometry), ST_X(i.point::geometry)
FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck_id, since) CROSS JOIN LATERAL (
    SELECT * FROM idles WHERE truck_id = u.truck_id AND known_at >= u.since - interval '15 minutes' ORDER BY known_at DESC LIMIT 200
) i
ORDER BY i.truck_id, i.started_at`

	watchDrives = `
SELECT u.truck_id, d.started_at, d.ended_at
FROM unnest($1::bigint[]) AS u(truck_id) CROSS JOIN LATERAL (
    SELECT started_at, ended_at FROM drives WHERE truck_id = u.truck_id AND started_at > $2 ORDER BY started_at DESC LIMIT 30
) d
ORDER BY u.truck_id, d.started_at`

	watchTold = `
SELECT u.truck_id, a.kind, a.started_at, coalesce((a.detail->>'litres')::float8, 0)
FROM unnest($1::bigint[]) AS u(truck_id) CROSS JOIN LATERAL (
    SELECT kind, started_at, detail FROM alerts WHERE truck_id = u.truck_id AND started_at > $2 AND source <> '` + ruleSource + `' AND kind = ANY($3)
) a
ORDER BY u.truck_id, a.started_at`

	watchTrips = tripSelect + `
WHERE x.truck_id = ANY($1) AND x.status NOT IN ('completed', 'cancelled', 'failed') AND x.start_at < $2
UNION ALL` + tripSelect + `
WHERE x.truck_id = ANY($1) AND x.start_at > $3
  AND (x.status = 'completed' AND x.completed_at > $4 OR x.status = 'failed' AND greatest(x.start_at, x.departed_at, x.arrived_at) > $4)`

	watchExpected = `
SELECT x.truck_id, e.trip_id, e.from_at, e.low_at, e.mid_at, e.high_at
FROM trips x JOIN expectations e ON e.trip_id = x.id
WHERE x.truck_id = ANY($1) AND x.status NOT IN ('completed', 'cancelled', 'failed') AND e.from_at IS NOT NULL`

	watchServices = `
SELECT truck_id, kind, since, km, hours, days, plan_km, plan_hours, plan_days, on_day, by FROM services_soon WHERE truck_id = ANY($1)`

	watchIncidents = `
SELECT i.truck_id, i.alert_id, i.kind, i.key, a.severity, i.since, i.seen, i.over, i.gone_at, i.hold, a.status,
       a.resolved_at IS NOT NULL, coalesce(a.part_of, 0)
FROM (
    SELECT i.* FROM incidents i WHERE i.truck_id = ANY($1) AND NOT i.over
    UNION ALL
    SELECT x.* FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck_id, since) CROSS JOIN LATERAL (
        SELECT * FROM incidents WHERE truck_id = u.truck_id AND over AND seen > u.since - interval '1 day' ORDER BY seen DESC LIMIT 200
    ) x
) i
JOIN alerts a ON a.id = i.alert_id
ORDER BY i.truck_id, i.since, i.alert_id`
)

// How far around now trips and what LocoNav told are looked at.
const (
	watchTripsAhead = 3 * 24 * time.Hour
	watchTripsBack  = 60 * 24 * time.Hour
	watchToldBack   = 3 * 24 * time.Hour
)

// readScenes fills in the scenes, all in one round trip.
func readScenes(ctx context.Context, tx pgx.Tx, now time.Time, scenes []*WatchScene) error {
	ids, since := make([]int64, len(scenes)), make([]time.Time, len(scenes))
	for i, x := range scenes {
		ids[i], since[i] = x.TruckID, x.Changed
	}
	r := sceneReader{scenes}
	var q pgx.Batch
	q.Queue(watchTrucks, ids).Query(r.trucks)
	q.Queue(statesOf, ids).Query(r.states)
	q.Queue(watchStays, ids, since).Query(r.stays)
	q.Queue(watchIdles, ids, since).Query(r.idles)
	q.Queue(watchDrives, ids, now.Add(-fleet.WatchDrives)).Query(r.drives)
	q.Queue(watchTold, ids, now.Add(-watchToldBack), watchKinds).Query(r.told)
	q.Queue(watchTrips, ids, now.Add(watchTripsAhead), now.Add(-watchTripsBack), now.AddDate(0, 0, -1)).Query(r.trips)
	q.Queue(watchExpected, ids).Query(r.expected)
	q.Queue(watchServices, ids).Query(r.services)
	q.Queue(watchIncidents, ids, since).Query(r.incidents)
	return tx.SendBatch(ctx, &q).Close()
}

type sceneReader struct{ scenes []*WatchScene }

func (r sceneReader) of(truck int64) *WatchScene { return sceneOf(r.scenes, truck) }

func (r sceneReader) trucks(rows pgx.Rows) error {
	var id int64
	var active bool
	var group string
	_, err := pgx.ForEachRow(rows, []any{&id, &active, &group}, func() error {
		x := r.of(id)
		x.Active, x.Group = active, group
		return nil
	})
	return err
}

func (r sceneReader) states(rows pgx.Rows) error {
	states := map[int64]known{}
	err := scanStates(rows, states)
	for id, k := range states {
		r.of(id).State = k.State
	}
	return err
}

func (r sceneReader) stays(rows pgx.Rows) error {
	var id int64
	var s fleet.PlaceStay
	var left *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &s.PlaceID, &s.Kind, &s.Place, &s.Restricted, &s.Entered, &left}, func() error {
		one := s
		one.Entered, one.Left = s.Entered.UTC(), orZero(left).UTC()
		if left == nil {
			one.Left = time.Time{}
		}
		x := r.of(id)
		x.Stays = append(x.Stays, one)
		return nil
	})
	return err
}

func (r sceneReader) idles(rows pgx.Rows) error {
	var i fleet.Idle
	_, err := pgx.ForEachRow(rows, []any{&i.TruckID, &i.PlaceID, &i.Start, &i.End, &i.Point.Lat, &i.Point.Lon}, func() error {
		x := r.of(i.TruckID)
		one := i
		one.Start, one.End = i.Start.UTC(), i.End.UTC()
		x.Idles = append(x.Idles, one)
		return nil
	})
	return err
}

func (r sceneReader) drives(rows pgx.Rows) error {
	var d fleet.Drive
	_, err := pgx.ForEachRow(rows, []any{&d.TruckID, &d.Start, &d.End}, func() error {
		x := r.of(d.TruckID)
		x.Drives = append(x.Drives, fleet.Drive{TruckID: d.TruckID, Start: d.Start.UTC(), End: d.End.UTC()})
		return nil
	})
	return err
}

func (r sceneReader) told(rows pgx.Rows) error {
	var id int64
	var kind fleet.AlertKind
	var at time.Time
	var litres float64
	_, err := pgx.ForEachRow(rows, []any{&id, &kind, &at, &litres}, func() error {
		x := r.of(id)
		if kind == fleet.AlertRefuel {
			x.Fills = append(x.Fills, fleet.Fill{At: at.UTC(), Litres: litres})
		} else {
			x.Harsh = append(x.Harsh, fleet.HarshEvent{Kind: kind, At: at.UTC()})
		}
		return nil
	})
	return err
}

func (r sceneReader) trips(rows pgx.Rows) error {
	list, err := pgx.CollectRows(rows, scanTrip)
	for _, t := range list {
		x := r.of(t.TruckID)
		x.Trips = append(x.Trips, t)
	}
	return err
}

func (r sceneReader) expected(rows pgx.Rows) error {
	var id int64
	var e fleet.Expectation
	_, err := pgx.ForEachRow(rows, []any{&id, &e.TripID, &e.From, &e.Low, &e.Mid, &e.High}, func() error {
		if x := r.of(id); e.From.After(x.Expected.From) {
			x.Expected = fleet.Expectation{TripID: e.TripID, From: e.From.UTC(), Low: e.Low.UTC(), Mid: e.Mid.UTC(), High: e.High.UTC()}
		}
		return nil
	})
	return err
}

func (r sceneReader) incidents(rows pgx.Rows) error {
	var id int64
	var f fleet.Found
	var gone *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &f.ID, &f.Kind, &f.Key, &f.Severity, &f.Since, &f.Seen, &f.Over, &gone, &f.Hold, &f.Status, &f.ByPerson, &f.PartOf}, func() error {
		x, one := r.of(id), f
		one.Since, one.Seen, one.Gone = f.Since.UTC(), f.Seen.UTC(), time.Time{}
		if gone != nil {
			one.Gone = gone.UTC()
		}
		x.Open = append(x.Open, one)
		return nil
	})
	return err
}
