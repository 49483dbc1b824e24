package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// WatchScene is a truck that is due to be looked at, with its incidents.
type WatchScene struct {
	fleet.Scene
	Changed time.Time // of the oldest fix that is new; the moment of the look where none is
	Open    []fleet.Found
	next    time.Time // when it was to be looked at again
}

// WatchBy is how trucks are looked at. Both are called while the trucks are
// held, so they must be quick.
type WatchBy struct {
	// Prepare adds what the store does not know and says from when on fixes
	// are needed; zero for none.
	Prepare func(context.Context, *WatchScene) time.Time
	// Look decides, and says when to look again though nothing changes; zero
	// for never.
	Look func(*WatchScene) ([]fleet.Move, time.Time)
}

// Watched counts what a round of looks did.
type Watched struct {
	Trucks int
	Full   bool // there may be more to look at
	Moves  []fleet.Move
}

// Marks of trucks that another replica holds go back into the log.
const takeWatchMarks = `
WITH taken AS (
    DELETE FROM watch_marks WHERE ctid = ANY (ARRAY(SELECT ctid FROM watch_marks LIMIT $1 FOR UPDATE SKIP LOCKED)) RETURNING truck_id, since
)
SELECT truck_id, min(since), count(*) FROM taken GROUP BY truck_id`

const dueWatches = `SELECT truck_id FROM watches WHERE next_at <= $1 ORDER BY next_at LIMIT $2`

const (
	addWatches = `
INSERT INTO watches (truck_id)
SELECT t.id FROM unnest($1::bigint[]) AS u(id) JOIN trucks t ON t.id = u.id
WHERE NOT EXISTS (SELECT FROM watches w WHERE w.truck_id = u.id) ORDER BY t.id
ON CONFLICT DO NOTHING`

	holdWatches = `
SELECT truck_id, coalesce(next_at, '0001-01-01Z') FROM watches WHERE truck_id = ANY($1) ORDER BY truck_id FOR UPDATE SKIP LOCKED`

	setWatches = `
UPDATE watches w SET next_at = u.next_at
FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck_id, next_at) WHERE w.truck_id = u.truck_id`
)

// WatchDue looks at trucks of which something changed, or whose time has come,
// at most about limit of each, and keeps what follows, all in one transaction.
// Any number of replicas share the work: a truck is looked at by one at a time.
func (s *Store) WatchDue(ctx context.Context, now time.Time, limit int, by WatchBy) (out Watched, err error) {
	defer func() { err = wrap(err, "WatchDue") }()
	places, err := s.places(ctx, s.pool)
	if err != nil {
		return out, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		scenes, marks, err := holdDue(ctx, tx, now, limit)
		out = Watched{Trucks: len(scenes), Full: marks >= limit}
		if err != nil || len(scenes) == 0 {
			return err
		}
		if err := readScenes(ctx, tx, now, scenes); err != nil {
			return err
		}
		for _, x := range scenes {
			x.Places = places
		}
		if err := readFixes(ctx, tx, scenes, by.Prepare); err != nil {
			return err
		}
		w := watchWriter{now: now}
		var ids []int64
		var next []*time.Time
		for _, x := range scenes {
			moves, at := by.Look(x)
			w.take(x, moves)
			if due := !x.next.IsZero() && !x.next.After(now); due || !at.IsZero() && (x.next.IsZero() || at.Before(x.next)) {
				ids, next = append(ids, x.TruckID), append(next, orNull(at))
			}
		}
		if len(ids) > 0 {
			if _, err := tx.Exec(ctx, setWatches, ids, next); err != nil {
				return err
			}
		}
		out.Moves = w.moves()
		return w.write(ctx, tx)
	})
	return out, err
}

// holdDue takes the trucks that are due, in id order, and says how many marks
// it worked off.
func holdDue(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]*WatchScene, int, error) {
	changed, marks := map[int64]time.Time{}, 0
	var ids []int64
	rows, err := tx.Query(ctx, takeWatchMarks, limit)
	if err != nil {
		return nil, 0, err
	}
	var id int64
	var at time.Time
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&id, &at, &n}, func() error {
		changed[id], marks, ids = at.UTC(), marks+n, append(ids, id)
		return nil
	}); err != nil {
		return nil, 0, err
	}
	rows, err = tx.Query(ctx, dueWatches, now, limit)
	if err != nil {
		return nil, 0, err
	}
	due, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if ids = append(ids, due...); err != nil || len(ids) == 0 {
		return nil, 0, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	scenes, err := hold(ctx, tx, ids)
	if err != nil {
		return nil, 0, err
	}
	for _, x := range scenes {
		x.Now, x.Changed = now, now
		if at, yes := changed[x.TruckID]; yes {
			if at.Before(now) {
				x.Changed = at
			}
			delete(changed, x.TruckID)
		}
	}
	return scenes, marks, putBack(ctx, tx, changed)
}

func hold(ctx context.Context, tx pgx.Tx, ids []int64) ([]*WatchScene, error) {
	if _, err := tx.Exec(ctx, addWatches, ids); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, holdWatches, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*WatchScene, error) {
		x := &WatchScene{}
		err := row.Scan(&x.TruckID, &x.next)
		if x.next = x.next.UTC(); x.next.Year() == 1 {
			x.next = time.Time{}
		}
		return x, err
	})
}

// putBack leaves marks for the next round: another replica holds these trucks.
func putBack(ctx context.Context, tx pgx.Tx, changed map[int64]time.Time) error {
	if len(changed) == 0 {
		return nil
	}
	var ids []int64
	var since []time.Time
	for id, at := range changed {
		ids, since = append(ids, id), append(since, at)
	}
	_, err := tx.Exec(ctx, insertWatchMarks, ids, since)
	return err
}

// sceneOf finds a truck's scene among those in id order.
func sceneOf(scenes []*WatchScene, truck int64) *WatchScene {
	i, _ := slices.BinarySearchFunc(scenes, truck, func(x *WatchScene, id int64) int { return cmp.Compare(x.TruckID, id) })
	return scenes[i]
}
