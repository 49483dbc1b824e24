package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const watchNew = `
INSERT INTO road_watches (truck_id, through, watch)
SELECT s.truck_id, $1, '{}' FROM truck_state s
WHERE NOT EXISTS (SELECT FROM road_watches w WHERE w.truck_id = s.truck_id)
ON CONFLICT DO NOTHING`

// WatchRoads has every truck that ever reported followed along the road table,
// a new one from a moment on.
func (s *Store) WatchRoads(ctx context.Context, from time.Time) error {
	_, err := s.pool.Exec(ctx, watchNew, from)
	return wrap(err, "WatchRoads")
}

const portsOf = allPlaces + ` WHERE kind = 'port'`

// Ports are the places of that kind, by name.
func (s *Store) Ports(ctx context.Context) (map[string]fleet.Place, error) {
	rows, err := s.pool.Query(ctx, portsOf)
	if err != nil {
		return nil, wrap(err, "Ports")
	}
	out := map[string]fleet.Place{}
	list, err := pgx.CollectRows(rows, scanPlace)
	for _, p := range list {
		out[p.Name] = p
	}
	return out, wrap(err, "Ports")
}

// Rows that another replica works on are passed over.
const takeWatches = `
SELECT truck_id, through, watch FROM road_watches
WHERE through < $1 ORDER BY through LIMIT $2 FOR UPDATE SKIP LOCKED`

const (
	saveWatch = `UPDATE road_watches SET through = $2, watch = $3 WHERE truck_id = $1`
	savePass  = `
INSERT INTO road_passes (truck_id, started_at, ended_at, stretch, whole_s) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING`
)

const (
	followTrucks = 16     // in one transaction
	followFixes  = 20_000 // of one truck in it
)

// FollowRoads takes the fixes of some trucks up to a moment and keeps the
// passes that they make. It says how many trucks it took; 0 when all are
// followed so far. Each fix is taken once.
func (s *Store) FollowRoads(ctx context.Context, r *fleet.Roads, ports map[string]fleet.Place, upTo time.Time) (trucks int, err error) {
	defer func() { err = wrap(err, "FollowRoads") }()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, takeWatches, upTo, followTrucks)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w roadWatch, err error) {
			var raw []byte
			if err = row.Scan(&w.truck, &w.through, &raw); err == nil {
				err = json.Unmarshal(raw, &w.PassWatch)
			}
			return w, err
		})
		trucks = len(list)
		for i := range list {
			if err != nil {
				break
			}
			err = list[i].follow(ctx, tx, r, ports, upTo)
		}
		return err
	})
	return trucks, err
}

// roadWatch is a row of road_watches.
type roadWatch struct {
	truck   int64
	through time.Time
	fleet.PassWatch
}

func (w *roadWatch) follow(ctx context.Context, tx pgx.Tx, r *fleet.Roads, ports map[string]fleet.Place, upTo time.Time) error {
	rows, err := tx.Query(ctx, trackOf, w.truck, w.through.Add(time.Microsecond), upTo.Add(time.Microsecond), followFixes)
	if err != nil {
		return err
	}
	fixes, err := pgx.CollectRows(rows, scanFix)
	if err != nil {
		return err
	}
	w.through = upTo
	if len(fixes) == followFixes {
		w.through = fixes[len(fixes)-1].At
	}
	var q pgx.Batch
	for _, p := range fixes {
		for _, x := range w.Follow(r, ports, p) {
			q.Queue(savePass, w.truck, x.From, x.To, x.Stretch, x.Whole.Seconds())
		}
	}
	raw, err := json.Marshal(w.PassWatch)
	if err != nil {
		return err
	}
	q.Queue(saveWatch, w.truck, w.through, raw)
	return tx.SendBatch(ctx, &q).Close()
}

const dropPasses = `DELETE FROM road_passes WHERE ended_at < $1`

// DropPasses forgets the passes that ended before a moment.
func (s *Store) DropPasses(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, dropPasses, before)
	return wrap(err, "DropPasses")
}
