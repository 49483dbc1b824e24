package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Rollup is one truck's day, ready for a report. Seconds are counted up to
// LastFix; what follows is counted when the next fix tells what it was.
type Rollup struct {
	TruckID                              int64
	Day                                  time.Time // 00:00 UTC of the date in Lagos
	Metres                               float64
	MovingS, IdlingS, StoppedS, OfflineS int
	OverspeedS                           int
	TopKmh                               float64
	Drives, Visits                       int // begun on the day
	Refuels                              int
	RefuelLitres                         float64
	Thefts                               int // possible ones
	TheftLitres                          float64
	FirstFix, LastFix                    *time.Time
}

// lockRollups lets one worker at a time write roll-ups: of two, the one with
// the older picture could write last.
const lockRollups = `SELECT pg_advisory_xact_lock(hashtext('rollups'))`

const takeDirty = `
WITH taken AS (
    DELETE FROM dirty_days WHERE ctid = ANY (ARRAY(SELECT ctid FROM dirty_days LIMIT $1)) RETURNING truck_id, day
)
SELECT DISTINCT truck_id, day FROM taken`

// The day so far is in the truck's state, a day that is over in day_tallies;
// the rest is counted beside them, each by an index. A drive that goes on is
// not in drives yet, so its day comes along.
const makeRollups = `
WITH dirty AS (
    SELECT u.truck_id, u.day, (u.day::timestamp - interval '1 hour') AT TIME ZONE 'UTC' AS starts
    FROM unnest($1::bigint[], $2::date[]) AS u(truck_id, day)
), today AS (
    SELECT * FROM unnest($3::bigint[], $4::date[], $5::float8[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[], $11::real[],
                         $12::timestamptz[], $13::timestamptz[])
        AS u(truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix, last_fix)
), driving AS (
    SELECT * FROM unnest($14::bigint[], $15::date[]) AS u(truck_id, day)
), made AS (
    SELECT d.truck_id, d.day, t.truck_id IS NOT NULL OR n.truck_id IS NOT NULL AS heard,
           coalesce(t.distance_m, n.distance_m, 0) AS distance_m, coalesce(t.moving_s, n.moving_s, 0) AS moving_s,
           coalesce(t.idling_s, n.idling_s, 0) AS idling_s, coalesce(t.stopped_s, n.stopped_s, 0) AS stopped_s,
           coalesce(t.offline_s, n.offline_s, 0) AS offline_s, coalesce(t.overspeed_s, n.overspeed_s, 0) AS overspeed_s,
           coalesce(t.top_kmh, n.top_kmh, 0) AS top_kmh,
           CASE WHEN t.truck_id IS NULL THEN n.first_fix ELSE t.first_fix END AS first_fix,
           CASE WHEN t.truck_id IS NULL THEN n.last_fix ELSE t.last_fix END AS last_fix,
           (SELECT count(*) FROM drives x WHERE x.truck_id = d.truck_id AND x.started_at >= d.starts AND x.started_at < d.starts + interval '1 day')
           + (SELECT count(*) FROM driving x WHERE x.truck_id = d.truck_id AND x.day = d.day) AS drives,
           (SELECT count(*) FROM visits x WHERE x.truck_id = d.truck_id AND x.entered_at >= d.starts AND x.entered_at < d.starts + interval '1 day') AS visits,
           coalesce(f.refuels, 0) AS refuels, coalesce(f.refuel_l, 0) AS refuel_l, coalesce(f.thefts, 0) AS thefts, coalesce(f.theft_l, 0) AS theft_l
    FROM dirty d
    LEFT JOIN day_tallies t ON t.truck_id = d.truck_id AND t.day = d.day
    LEFT JOIN today n ON n.truck_id = d.truck_id AND n.day = d.day
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE a.kind = 'refuel') AS refuels, sum((a.detail->>'litres')::float8) FILTER (WHERE a.kind = 'refuel') AS refuel_l,
               count(*) FILTER (WHERE a.kind = 'fuel_theft') AS thefts, sum((a.detail->>'litres')::float8) FILTER (WHERE a.kind = 'fuel_theft') AS theft_l
        FROM alerts a
        WHERE a.truck_id = d.truck_id AND a.source <> '` + ruleSource + `' AND a.started_at >= d.starts AND a.started_at < d.starts + interval '1 day'
    ) f
), gone AS (
    DELETE FROM rollups r USING made m
    WHERE r.truck_id = m.truck_id AND r.day = m.day AND NOT m.heard AND m.refuels + m.thefts = 0
)
INSERT INTO rollups (truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix, last_fix,
                     drives, visits, refuels, refuel_l, thefts, theft_l)
SELECT truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, first_fix, last_fix,
       drives, visits, refuels, refuel_l, thefts, theft_l
FROM made WHERE heard OR refuels + thefts > 0
ON CONFLICT (truck_id, day) DO UPDATE SET distance_m = excluded.distance_m, moving_s = excluded.moving_s, idling_s = excluded.idling_s,
    stopped_s = excluded.stopped_s, offline_s = excluded.offline_s, overspeed_s = excluded.overspeed_s, top_kmh = excluded.top_kmh,
    first_fix = excluded.first_fix, last_fix = excluded.last_fix, drives = excluded.drives, visits = excluded.visits,
    refuels = excluded.refuels, refuel_l = excluded.refuel_l, thefts = excluded.thefts, theft_l = excluded.theft_l`

// RollUp makes the roll-ups of dirty days again, at most limit marks of them,
// and says how many marks it worked off. Doing it twice is doing it once.
func (s *Store) RollUp(ctx context.Context, limit int) (days int, err error) {
	defer func() { err = wrap(err, "RollUp(%d)", limit) }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockRollups); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, takeDirty, limit)
		if err != nil {
			return err
		}
		var trucks []int64
		var list []time.Time
		var truck int64
		var day time.Time
		_, err = pgx.ForEachRow(rows, []any{&truck, &day}, func() error {
			trucks, list = append(trucks, truck), append(list, day)
			return nil
		})
		if days = len(list); err != nil || days == 0 {
			return err
		}
		now, driving, err := daysSoFar(ctx, tx, trucks)
		if err != nil {
			return err
		}
		args := append([]any{trucks, list}, now.args()...)
		_, err = tx.Exec(ctx, makeRollups, append(args, driving.truck, driving.day)...)
		return err
	})
	return days, err
}

// daysSoFar reads the trucks' current days, and the day on which each proven
// drive that still goes on began.
func daysSoFar(ctx context.Context, tx pgx.Tx, trucks []int64) (now, driving tallyColumns, err error) {
	rows, err := tx.Query(ctx, statesOf, trucks)
	if err != nil {
		return now, driving, err
	}
	states := map[int64]known{}
	if err := scanStates(rows, states); err != nil {
		return now, driving, err
	}
	for id, k := range states {
		if !k.folded {
			continue
		}
		now.add(id, &k.Today)
		if k.Drive.Proven {
			driving.truck = append(driving.truck, id)
			driving.day = append(driving.day, fleet.DayOf(k.Drive.Start).Start())
		}
	}
	return now, driving, nil
}

const rollupsOf = `
SELECT truck_id, day, distance_m, moving_s, idling_s, stopped_s, offline_s, overspeed_s, top_kmh, drives, visits,
       refuels, refuel_l, thefts, theft_l, first_fix, last_fix
FROM rollups
WHERE day >= $1 AND day < $2 AND (cardinality($3::bigint[]) = 0 OR truck_id = ANY($3))
ORDER BY day, truck_id`

// Rollups reads the days of Lagos in [from, to) of some trucks, of all when
// none is named.
func (s *Store) Rollups(ctx context.Context, from, to fleet.Day, trucks ...int64) ([]Rollup, error) {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, rollupsOf, from.Start(), to.Start(), trucks)
	if err != nil {
		return nil, wrap(err, "Rollups")
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rollup])
	return out, wrap(err, "Rollups")
}
