package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// What one truck gathered becomes another's. Fixes at the same moment stay with
// the truck that has them, unless they came from the future. What follows from
// fixes that are still there is folded again, from the first one that moves
// over; what is older than the fixes that are kept moves as it is.
const (
	gatheredSpan = `SELECT coalesce(min(at), '0001-01-01Z'), coalesce(max(at), '0001-01-01Z') FROM positions WHERE truck_id = $1`

	movePositions = `
WITH moved AS (DELETE FROM positions WHERE truck_id = $2 RETURNING *)
INSERT INTO positions (truck_id, at, place, speed_kmh, heading, ignition, odometer_km, received_at, reject, source)
SELECT $1, at, place, speed_kmh, heading, ignition, odometer_km, received_at, reject, source FROM moved` + orFromFuture

	moveOldDrives = `
UPDATE drives d SET truck_id = $1 WHERE truck_id = $2 AND known_at < $3
    AND NOT EXISTS (SELECT FROM drives o WHERE o.truck_id = $1 AND o.started_at = d.started_at)`

	moveOldIdles = `
UPDATE idles d SET truck_id = $1 WHERE truck_id = $2 AND known_at < $3
    AND NOT EXISTS (SELECT FROM idles o WHERE o.truck_id = $1 AND o.started_at = d.started_at)`

	moveOldVisits = `
UPDATE visits v SET truck_id = $1 WHERE truck_id = $2 AND left_known < $3
    AND NOT EXISTS (SELECT FROM visits o WHERE o.truck_id = $1 AND o.entered_at = v.entered_at AND o.place_id = v.place_id)`

	moveOldDays = `
UPDATE day_tallies d SET truck_id = $1 WHERE truck_id = $2 AND day < $3::date
    AND NOT EXISTS (SELECT FROM day_tallies o WHERE o.truck_id = $1 AND o.day = d.day)`
)

var forgetTruck = []string{
	`DELETE FROM truck_state WHERE truck_id = $1`,
	`DELETE FROM marks WHERE truck_id = $1`,
	`DELETE FROM watches WHERE truck_id = $1`,
	`DELETE FROM services_soon WHERE truck_id = $1`,
	`DELETE FROM drives WHERE truck_id = $1`,
	`DELETE FROM visits WHERE truck_id = $1`,
	`DELETE FROM idles WHERE truck_id = $1`,
	`DELETE FROM day_tallies WHERE truck_id = $1`,
}

var renameTruck = []string{
	`WITH gone AS (DELETE FROM rollups WHERE truck_id = $2 RETURNING day)
INSERT INTO dirty_days (truck_id, day) SELECT $1::bigint, day FROM gone`,
	`DELETE FROM rebuild_steps WHERE truck_id IN ($1, $2)`,
	`WITH moved AS (UPDATE alerts SET truck_id = $1 WHERE truck_id = $2 RETURNING started_at)
INSERT INTO dirty_days (truck_id, day)
SELECT DISTINCT $1::bigint, (started_at AT TIME ZONE 'UTC' + interval '1 hour')::date FROM moved`,
	`UPDATE incidents SET truck_id = $1 WHERE truck_id = $2`,
	`UPDATE trips SET truck_id = $1 WHERE truck_id = $2`,
	`UPDATE services s SET truck_id = $1 WHERE truck_id = $2
    AND NOT EXISTS (SELECT FROM services o WHERE o.truck_id = $1 AND o.kind = s.kind AND o.done_on = s.done_on)`,
	`UPDATE service_plans p SET truck_id = $1 WHERE truck_id = $2
    AND NOT EXISTS (SELECT FROM service_plans o WHERE o.truck_id = $1 AND o.kind = p.kind)`,
	`UPDATE alert_rules r SET truck_id = $1 WHERE truck_id = $2
    AND NOT EXISTS (SELECT FROM alert_rules o WHERE o.truck_id = $1 AND o.kind = r.kind)`,
	`UPDATE mutes SET truck_id = $1 WHERE truck_id = $2 AND ended_at IS NULL`,
	`UPDATE people SET last_truck_id = $1 WHERE last_truck_id = $2`,
	`UPDATE truck_identifiers SET truck_id = $1 WHERE truck_id = $2`,
	`UPDATE trucks k SET driver_id = coalesce(k.driver_id, g.driver_id), fleet_group = coalesce(nullif(k.fleet_group, ''), g.fleet_group)
FROM trucks g WHERE k.id = $1 AND g.id = $2`,
	// The row stays, for what is said of it elsewhere, but no name leads to it.
	`UPDATE trucks SET active = false, key = '', flag = 'one with another truck of this plate', driver_id = NULL WHERE id = $2 AND id <> $1`,
}

// merge makes two trucks one. No fix that comes later has to fold what was
// joined: that is done here, beside the batches of all other trucks.
func merge(ctx context.Context, tx pgx.Tx, now time.Time, keep, gone int64) error {
	var first, last, floor time.Time
	states := map[int64]known{}
	var q pgx.Batch
	q.Queue(lockRollups)                     // one that is being made would outlive the truck
	q.Queue(lockTrucks, []int64{keep, gone}) // no batch may write to the one while it empties
	q.Queue(historyFloor).QueryRow(func(row pgx.Row) error { return row.Scan(&floor) })
	q.Queue(gatheredSpan, gone).QueryRow(func(row pgx.Row) error { return row.Scan(&first, &last) })
	q.Queue(statesOf, []int64{keep}).Query(func(rows pgx.Rows) error { return scanStates(rows, states) })
	if err := tx.SendBatch(ctx, &q).Close(); err != nil {
		return err
	}
	if err := join(ctx, tx, keep, gone, floor); err != nil || last.UTC().Year() == 1 {
		return err
	}
	around, err := readPlaces(ctx, tx)
	if err != nil {
		return err
	}
	k := states[keep]
	k.TruckID = keep // it may never have been believed
	b := newBatch(now, nil, around)
	b.markEvery = markEvery
	moves, err := b.refold(ctx, tx, []lateTruck{{known: k, truck: keep, from: first.UTC(), to: last.UTC()}})
	if err != nil {
		return err
	}
	b.tell(moves)
	return b.finish(ctx, tx, unchangedOut(moves))
}

func join(ctx context.Context, tx pgx.Tx, keep, gone int64, floor time.Time) error {
	var q pgx.Batch
	q.Queue(movePositions, keep, gone)
	q.Queue(moveOldDrives, keep, gone, floor)
	q.Queue(moveOldIdles, keep, gone, floor)
	q.Queue(moveOldVisits, keep, gone, floor)
	q.Queue(moveOldDays, keep, gone, fleet.DayOf(floor).Start())
	for _, sql := range forgetTruck {
		q.Queue(sql, gone)
	}
	for _, sql := range renameTruck {
		q.Queue(sql, keep, gone)
	}
	return tx.SendBatch(ctx, &q).Close()
}
