package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// DefaultSource is the source of positions that name none.
const DefaultSource = "loconav"

// Locking the trucks' own rows, in id order, makes batches that share a truck
// take turns, also when the truck has no state yet.
const lockTrucks = `
SELECT id FROM trucks WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`

// A truck that became one with another while the batch waited for it has lost
// its key by then: the facts belong to the other.
const lockLiving = `
SELECT id FROM trucks WHERE id = ANY($1) AND key <> '' ORDER BY id FOR NO KEY UPDATE`

const statesOf = `SELECT truck_id, at, motion, fold FROM truck_state WHERE truck_id = ANY($1)`

// A fix that came from the future gives its moment up to one that did not: a
// clock that is set right must not find its fixes taken for repeats.
const orFromFuture = `
ON CONFLICT (truck_id, at) DO UPDATE SET
    place = excluded.place, speed_kmh = excluded.speed_kmh, heading = excluded.heading, ignition = excluded.ignition,
    odometer_km = excluded.odometer_km, received_at = excluded.received_at, reject = excluded.reject, source = excluded.source
WHERE positions.reject = 'future' AND excluded.reject IS DISTINCT FROM 'future'`

const insertPositions = `
INSERT INTO positions (truck_id, at, place, speed_kmh, heading, ignition, odometer_km, received_at, reject, source)
SELECT u.truck_id, u.at, ST_Point(u.lon, u.lat, 4326)::geography, u.speed, u.heading, u.ignition, nullif(u.odometer, 0),
       u.received_at, nullif(u.reject, ''), nullif(u.source, '')
FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::bool[], $8::float8[],
            $9::timestamptz[], $10::text[], $11::text[])
     AS u(truck_id, at, lon, lat, speed, heading, ignition, odometer, received_at, reject, source)` + orFromFuture + ` RETURNING truck_id, at`

// insertPositions locks the trucks, reads their states and appends the fixes,
// in one round trip. What was already there is taken out of b.fixes.
func (b *batch) insertPositions(ctx context.Context, tx pgx.Tx) (map[int64]known, error) {
	states := map[int64]known{}
	ids := b.withAlerted(b.order())
	if len(ids) == 0 {
		return states, nil
	}
	var q pgx.Batch
	q.Queue(lockLiving, ids).Query(func(rows pgx.Rows) error { return allLive(rows, len(ids)) })
	if len(b.fixes) > 0 {
		q.Queue(statesOf, ids).Query(func(rows pgx.Rows) error { return scanStates(rows, states) })
		q.Queue(insertPositions, b.columns()...).Query(b.keepInserted)
	}
	return states, tx.SendBatch(ctx, &q).Close()
}

// allLive holds that every truck could be locked.
func allLive(rows pgx.Rows, want int) error {
	live, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(live) < want {
		err = errAgain
	}
	return err
}

// withAlerted adds the trucks that alerts are about.
func (b *batch) withAlerted(ids []int64) []int64 {
	for i := range b.notices {
		if id, _, _ := b.known.truck(calledBy(b.notices[i].Fact)); id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// order sorts the fixes by truck and time, drops repeats within the batch, those
// from the future first, and gives the trucks in id order.
func (b *batch) order() []int64 {
	ahead := func(f fix) int {
		if f.FromFuture() {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(b.fixes, func(x, y fix) int {
		return cmp.Or(cmp.Compare(x.TruckID, y.TruckID), x.At.Compare(y.At), ahead(x)-ahead(y))
	})
	before := len(b.fixes)
	b.fixes = slices.CompactFunc(b.fixes, func(x, y fix) bool { return x.TruckID == y.TruckID && x.At.Equal(y.At) })
	b.out.Duplicates += before - len(b.fixes)
	var ids []int64
	for i := range b.fixes {
		if n := len(ids); n == 0 || ids[n-1] != b.fixes[i].TruckID {
			ids = append(ids, b.fixes[i].TruckID)
		}
	}
	return ids
}

// columns turns the fixes into arrays, one per column.
func (b *batch) columns() []any {
	n := len(b.fixes)
	truck, at, received := make([]int64, n), make([]time.Time, n), make([]time.Time, n)
	lon, lat, odometer := make([]float64, n), make([]float64, n), make([]float64, n)
	speed, heading := make([]float32, n), make([]float32, n)
	ignition, reject, source := make([]*bool, n), make([]string, n), make([]string, n)
	for i := range b.fixes {
		p := &b.fixes[i].Position
		truck[i], at[i], received[i] = p.TruckID, p.At, p.ReceivedAt
		lon[i], lat[i], odometer[i] = p.Point.Lon, p.Point.Lat, p.OdometerKm
		speed[i], heading[i], ignition[i] = float32(p.SpeedKmh), float32(p.Heading), p.Ignition
		if p.FromFuture() {
			reject[i] = string(fleet.RejectFuture)
		}
		if from := b.fixes[i].in.Fact.Source; from != DefaultSource {
			source[i] = from
		}
	}
	return []any{truck, at, lon, lat, speed, heading, ignition, odometer, received, reject, source}
}

type fixKey struct {
	truck int64
	at    int64 // microseconds
}

// keepInserted leaves only the fixes that were really inserted.
func (b *batch) keepInserted(rows pgx.Rows) error {
	fresh := make(map[fixKey]bool, len(b.fixes))
	var truck int64
	var at time.Time
	_, err := pgx.ForEachRow(rows, []any{&truck, &at}, func() error {
		fresh[fixKey{truck, at.UnixMicro()}] = true
		return nil
	})
	if err != nil {
		return err
	}
	b.out.Positions = len(fresh)
	b.out.Duplicates += len(b.fixes) - len(fresh)
	b.fixes = slices.DeleteFunc(b.fixes, func(f fix) bool { return !fresh[fixKey{f.TruckID, f.At.UnixMicro()}] })
	return nil
}

const countPositions = `SELECT count(*) FROM positions WHERE at >= $1 AND at < $2`

// CountPositions counts the fixes taken in [from, to), believed or not.
func (s *Store) CountPositions(ctx context.Context, from, to time.Time) (n int, err error) {
	err = s.pool.QueryRow(ctx, countPositions, from, to).Scan(&n)
	return n, wrap(err, "CountPositions")
}
