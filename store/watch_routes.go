package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// What earlier trips must show for their way to be learned, and how closely.
const (
	routeTrips   = 5
	routeBack    = 180 * 24 * time.Hour
	routeFixes   = 4000  // of one trip
	routeApart   = 500.0 // metres between two points that are kept
	routeLeap    = 5000  // metres between two fixes that say nothing of the way between
	routeLongest = 5 * 24 * time.Hour
)

const tripsOnRoute = `
SELECT x.truck_id, x.departed_at, x.arrived_at FROM trips x
WHERE x.origin_id = $1 AND x.destination_id = $2 AND x.arrived_at > $3 AND x.arrived_at <= $4
  AND x.departed_at < x.arrived_at AND x.departed_at > x.arrived_at - $5::interval
ORDER BY x.arrived_at DESC LIMIT $6`

// RouteLearned is the way that the newest trips between two places drove, as
// far as they have arrived; of none it is not known.
func (s *Store) RouteLearned(ctx context.Context, origin, destination int64, now time.Time) (out fleet.Route, err error) {
	defer func() { err = wrap(err, "RouteLearned(%d, %d)", origin, destination) }()
	rows, err := s.pool.Query(ctx, tripsOnRoute, origin, destination, now.Add(-routeBack), now, routeLongest, routeTrips)
	if err != nil {
		return out, err
	}
	type went struct {
		Truck    int64
		From, To time.Time
	}
	trips, err := pgx.CollectRows(rows, pgx.RowToStructByPos[went])
	if err != nil {
		return out, err
	}
	for _, t := range trips {
		fixes, err := s.RecentFixes(ctx, []int64{t.Truck}, fleet.Window{From: t.From, To: t.To}, routeFixes)
		if err != nil {
			return out, err
		}
		if lines := routeLines(fixes[t.Truck]); len(lines) > 0 {
			for i := range lines {
				lines[i].Trip = out.Learned
			}
			out.Lines, out.Learned = append(out.Lines, lines...), out.Learned+1
		}
	}
	return out, nil
}

// routeLines thins a track, and parts it where too far a way was not seen.
func routeLines(fixes []fleet.Position) (out []fleet.RouteLine) {
	var line []fleet.Point
	end := func() {
		if len(line) > 1 {
			out = append(out, fleet.RouteLine{Points: line})
		}
		line = nil
	}
	for _, p := range fixes {
		if n := len(line); n > 0 {
			switch m := line[n-1].MetersTo(p.Point); {
			case m < routeApart:
				continue
			case m > routeLeap:
				end()
			}
		}
		line = append(line, p.Point)
	}
	end()
	return out
}
