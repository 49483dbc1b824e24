package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// watchFixesMost bounds the fixes of one truck in one look.
const watchFixesMost = 2000

// A window begins before the oldest new fix, so a burst of old ones is seen
// whole.
const watchFixes = `
SELECT u.truck_id, p.at, ST_Y(p.place::geometry), ST_X(p.place::geometry), p.speed_kmh::float8
FROM unnest($1::bigint[], $2::timestamptz[]) AS u(truck_id, since) CROSS JOIN LATERAL (
    SELECT at, place, speed_kmh FROM positions
    WHERE truck_id = u.truck_id AND at >= u.since AND at < $3 AND reject IS NULL ORDER BY at DESC LIMIT $4
) p
ORDER BY u.truck_id, p.at`

// readFixes reads the fixes of the trucks that need to be looked at so closely.
func readFixes(ctx context.Context, tx pgx.Tx, scenes []*WatchScene, prepare func(context.Context, *WatchScene) time.Time) error {
	var ids []int64
	var since []time.Time
	for _, x := range scenes {
		if from := prepare(ctx, x); !from.IsZero() {
			ids, since, x.HasFixes = append(ids, x.TruckID), append(since, from), true
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, watchFixes, ids, since, scenes[0].Now.Add(fleet.FutureSlack), watchFixesMost)
	if err != nil {
		return err
	}
	var p fleet.Position
	_, err = pgx.ForEachRow(rows, []any{&p.TruckID, &p.At, &p.Point.Lat, &p.Point.Lon, &p.SpeedKmh}, func() error {
		p.At = p.At.UTC()
		x := sceneOf(scenes, p.TruckID)
		x.Fixes = append(x.Fixes, p)
		return nil
	})
	return err
}
