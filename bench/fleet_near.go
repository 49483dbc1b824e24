package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"watchtower/fleet"
	"watchtower/store"
)

const (
	nearCalls  = 600 // of each kind, alternated
	nearWrites = 1000
	nearBatch  = 50 // positions a write
	fenceCount = 10_000
)

// bareNear is what any answer costs at least: the nearest 20 within 10 km.
const bareNear = `
SELECT truck_id, ST_Distance(point, $1::geography) FROM truck_state
WHERE ST_DWithin(point, $1::geography, 10000) ORDER BY point <-> $1::geography LIMIT 20`

// spreadTrucks and spreadStates put trucks around a hundred towns, each with a fix of this moment.
const spreadTrucks = `INSERT INTO trucks (plate, key) SELECT 'B' || i, 'B' || i FROM generate_series(1, $1::int) i`

const spreadStates = `
INSERT INTO truck_state (truck_id, at, point, speed_kmh, heading, received_at, motion, motion_since)
SELECT id, $1, ST_Point(3.2 + (id * 7919 % 100) / 10.0 + (id * 104729 % 1000 - 500) / 2500.0,
                        6.4 + (id * 6007 % 100) / 18.0 + (id * 15485863 % 1000 - 500) / 2500.0, 4326)::geography,
       40, 90, $1, CASE WHEN id % 3 = 0 THEN 'stopped' ELSE 'moving' END, $1
FROM trucks`

const moveStates = `
UPDATE truck_state s SET at = $1, point = ST_Point(ST_X(point::geometry) + $3, ST_Y(point::geometry) + $4, 4326)::geography
WHERE truck_id = ANY($2)`

// nearby measures trucks_near's store call against the bare query, while
// positions are written, before and after every truck moved ten times; and
// what it costs to find the fence around a point.
func nearby(ctx context.Context, full bool) ([]Result, error) {
	sizes := []struct {
		trucks int
		name   string
		goal   float64
	}{{1_000, "1k", 3}, {100_000, "100k", 5}, {1_000_000, "1m", 10}}
	var out []Result
	for i, size := range sizes {
		if size.trucks > 100_000 && !full {
			continue
		}
		at, err := newPlace(ctx, "bench_near_"+size.name, 6+i)
		if err != nil {
			return nil, err
		}
		f, err := newField(ctx, at, size.trucks)
		if err != nil {
			return nil, err
		}
		results, err := f.measure(ctx, size.name, size.goal)
		f.close()
		if err != nil {
			return nil, err
		}
		out = append(out, results...)
	}
	return append(out, contain()), nil
}

// field is a fleet in a database of its own.
type field struct {
	s      *store.Store
	db     *pgxpool.Pool
	redis  string
	trucks int
	now    time.Time
}

func newField(ctx context.Context, at place, trucks int) (*field, error) {
	if err := store.Migrate(ctx, at.database); err != nil {
		return nil, err
	}
	f := &field{trucks: trucks, redis: at.redis, now: time.Now().UTC()}
	var err error
	if f.s, err = store.Open(ctx, at.database, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	if f.db, err = pgxpool.New(ctx, at.database); err != nil {
		return nil, err
	}
	for _, q := range []struct {
		sql  string
		args []any
	}{{spreadTrucks, []any{trucks}}, {spreadStates, []any{f.now}}, {"ANALYZE trucks", nil}, {"VACUUM ANALYZE truck_state", nil}} {
		if _, err := f.db.Exec(ctx, q.sql, q.args...); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *field) close() {
	f.db.Close()
	f.s.Close()
}

func (f *field) measure(ctx context.Context, name string, goal float64) ([]Result, error) {
	fresh, bare, err := f.alternate(ctx)
	if err != nil {
		return nil, err
	}
	p99 := lower("fleet.near_p99_ms_"+name, percentile(fresh, 99), "ms", goal)
	limit := percentile(bare, 99)
	p99.Limit = &limit
	out := []Result{p99}
	if name != "100k" {
		return out, nil
	}
	out = append(out, lower("fleet.near_over_bare_100k", median(fresh)/median(bare), "ratio", 1.5))
	cached, err := f.cached(ctx, median(fresh))
	if err != nil {
		return nil, err
	}
	moved, movedBare, err := f.bloated(ctx)
	if err != nil {
		return nil, err
	}
	bloat := lower("fleet.near_bloat_ratio", median(moved)/median(fresh), "ratio", 2)
	bloat.Limit = new(median(movedBare) / median(bare))
	return append(out, cached, bloat), nil
}

// bloated measures again after every truck moved ten times. That takes a fleet
// many minutes, in which autovacuum comes by each minute; so it is waited for.
func (f *field) bloated(ctx context.Context) (ours, bare []float64, err error) {
	for range 10 {
		if err := f.moveAll(ctx); err != nil {
			return nil, nil, err
		}
	}
	if err := f.vacuumed(ctx); err != nil {
		return nil, nil, err
	}
	fmt.Fprintln(os.Stderr, "near: every truck moved ten times, and autovacuum came by")
	return f.alternate(ctx)
}

const (
	vacuumWithin = 3 * time.Minute
	vacuumRuns   = `SELECT autovacuum_count, n_dead_tup FROM pg_stat_user_tables WHERE relname = 'truck_state'`
)

// vacuumed waits until autovacuum has cleaned what the moves left.
func (f *field) vacuumed(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, vacuumWithin)
	defer stop()
	for tick := time.NewTicker(time.Second); ; {
		var runs, dead int
		if err := f.db.QueryRow(ctx, vacuumRuns).Scan(&runs, &dead); err != nil {
			return err
		}
		if runs > 0 && dead < f.trucks/10 {
			tick.Stop()
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("autovacuum did not come by")
		case <-tick.C:
		}
	}
}

// alternate times our call and the bare query in turns, in milliseconds, while
// positions are written beside.
func (f *field) alternate(ctx context.Context) (ours, bare []float64, err error) {
	ctx, stop := context.WithCancel(ctx)
	var writer sync.WaitGroup
	var wrote error
	writer.Go(func() { wrote = f.write(ctx) })
	defer func() {
		stop()
		writer.Wait()
		if err == nil {
			err = wrote
		}
	}()
	r := rand.New(rand.NewPCG(1, uint64(f.trucks)))
	for i := range nearCalls + 50 {
		p := f.somewhere(r)
		// Who asks second finds the pages warm: they take turns at that, too.
		var took [2]time.Duration
		for k := range took {
			which := (i + k) % 2
			began := time.Now()
			if err := [...]func(context.Context, fleet.Point) error{f.whole, f.bare}[which](ctx, p); err != nil {
				return nil, nil, err
			}
			took[which] = time.Since(began)
		}
		if i >= 50 { // plans and caches are warm now
			ours, bare = append(ours, millis(took[0])), append(bare, millis(took[1]))
		}
	}
	return ours, bare, nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (f *field) whole(ctx context.Context, p fleet.Point) error {
	near, _, err := f.s.TrucksNear(ctx, f.query(p))
	if err == nil && f.trucks >= 100_000 && len(near) < 20 {
		err = fmt.Errorf("only %d trucks near %v", len(near), p)
	}
	return err
}

func (f *field) bare(ctx context.Context, p fleet.Point) error {
	rows, err := f.db.Query(ctx, bareNear, fmt.Sprintf("SRID=4326;POINT(%f %f)", p.Lon, p.Lat))
	if err != nil {
		return err
	}
	var id int64
	var m float64
	_, err = pgx.ForEachRow(rows, []any{&id, &m}, func() error { return nil })
	return err
}

// write moves nearWrites trucks a second until ctx ends.
func (f *field) write(ctx context.Context) error {
	r := rand.New(rand.NewPCG(2, 3))
	tick := time.NewTicker(time.Second * nearBatch / nearWrites)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		ids := make([]int64, nearBatch)
		for i := range ids {
			ids[i] = 1 + r.Int64N(int64(f.trucks))
		}
		if err := f.move(ctx, ids, r.Float64()*0.002-0.001); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (f *field) move(ctx context.Context, ids []int64, by float64) error {
	_, err := f.db.Exec(ctx, moveStates, f.now, ids, by, by/2)
	return err
}

func (f *field) moveAll(ctx context.Context) error {
	const batch = 1000
	for from := 1; from <= f.trucks; from += batch {
		var ids []int64
		for id := from; id < min(from+batch, f.trucks+1); id++ {
			ids = append(ids, int64(id))
		}
		if err := f.move(ctx, ids, 0.001); err != nil {
			return err
		}
	}
	return nil
}

// contain finds the fence around points among many, a fifth of them outlines.
func contain() Result {
	r := rand.New(rand.NewPCG(4, 5))
	list := make([]fleet.Place, fenceCount)
	for i := range list {
		c := fleet.Point{Lat: 6.3 + r.Float64()*1.5, Lon: 3 + r.Float64()*1.5}
		list[i] = fleet.Place{ID: int64(i + 1), Center: c, RadiusM: 100 + r.Float64()*900}
		if i%5 == 0 {
			list[i].Outline = fleet.Outline{{{Lat: c.Lat - .004, Lon: c.Lon}, {Lat: c.Lat, Lon: c.Lon + .004}, {Lat: c.Lat + .004, Lon: c.Lon}, {Lat: c.Lat, Lon: c.Lon - .004}}}
			list[i].Center, list[i].RadiusM = list[i].Outline.Circle()
		}
	}
	index := fleet.NewPlaceIndex(list)
	took := make([]float64, 20_000)
	for i := range took {
		p := fleet.Point{Lat: 6.3 + r.Float64()*1.5, Lon: 3 + r.Float64()*1.5}
		began := time.Now()
		index.At(p)
		took[i] = float64(time.Since(began).Nanoseconds()) / 1e6
	}
	return lower("fleet.contain_p99_ms", percentile(took, 99), "ms", 1)
}
