package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// No drive lasts three days.
const edgeDrives = `
SELECT d.truck_id, t.plate, d.started_at, d.ended_at, d.distance_m, d.moving_s, d.top_kmh::float8
FROM drives d JOIN trucks t ON t.id = d.truck_id
WHERE d.started_at < $2 AND d.started_at > $1::timestamptz - interval '3 days' AND d.ended_at > $1`

const edgeDrivesOf = edgeDrives + ` AND d.truck_id = ANY($3)`

// edgeDrive is a drive that touches an edge of a window.
type edgeDrive struct {
	truck      int64
	plate      string
	start, end time.Time
	metres     float64
	movingS    int64
	top        float64
}

// wentEdge counts what part of every drive lies in an edge of a window. Of one
// that the edge cuts, the part is found from its fixes, or by time where they
// are not kept any more.
func (s *Store) wentEdge(ctx context.Context, w fleet.Window, trucks []int64, add func(Went)) error {
	drives, err := s.edgeDrives(ctx, w, trucks)
	if err != nil {
		return err
	}
	var cut []edgeDrive
	for _, d := range drives {
		if d.start.Before(w.From) || d.end.After(w.To) {
			cut = append(cut, d)
			continue
		}
		add(Went{TruckID: d.truck, Truck: d.plate, Metres: d.metres, Moving: time.Duration(d.movingS) * time.Second, Drives: 1, TopKmh: d.top, Began: d.start})
	}
	shares, err := s.shares(ctx, cut, w)
	if err != nil {
		return err
	}
	for i, d := range cut {
		x := Went{TruckID: d.truck, Truck: d.plate, Metres: d.metres * shares[i].path, TopKmh: shares[i].top, Began: d.start,
			Moving: time.Duration(float64(d.movingS)*shares[i].time) * time.Second}
		if !d.start.Before(w.From) {
			x.Drives = 1
		}
		add(x)
	}
	return nil
}

// edgeDrives are the drives that touch a window, those that go on among them.
func (s *Store) edgeDrives(ctx context.Context, w fleet.Window, trucks []int64) ([]edgeDrive, error) {
	sql, args := edgeDrives, []any{w.From, w.To}
	if len(trucks) > 0 {
		sql, args = edgeDrivesOf, append(args, trucks)
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d edgeDrive, err error) {
		err = row.Scan(&d.truck, &d.plate, &d.start, &d.end, &d.metres, &d.movingS, &d.top)
		return d, err
	})
	if err != nil {
		return nil, err
	}
	open, err := s.openDrives(ctx, w, trucks)
	return append(out, open...), err
}

// Trucks that were heard of in the window or after it may be on a drive that
// touches it.
const openStates = `
SELECT s.truck_id, t.plate, s.fold
FROM truck_state s JOIN trucks t ON t.id = s.truck_id
WHERE s.at > $1 AND (cardinality($2::bigint[]) = 0 OR s.truck_id = ANY($2))`

func (s *Store) openDrives(ctx context.Context, w fleet.Window, trucks []int64) (out []edgeDrive, err error) {
	err = s.eachOpen(ctx, w, trucks, func(plate string, st fleet.State) {
		d := st.Drive
		if d.Proven && d.Start.Before(w.To) {
			out = append(out, edgeDrive{truck: st.TruckID, plate: plate, start: d.Start, end: st.At, metres: d.Metres(),
				movingS: int64(d.Moving / time.Second), top: d.TopKmh})
		}
	})
	return out, err
}

// eachOpen reads the current states of trucks that were heard of since a window
// began.
func (s *Store) eachOpen(ctx context.Context, w fleet.Window, trucks []int64, each func(plate string, st fleet.State)) error {
	if trucks == nil {
		trucks = []int64{}
	}
	rows, err := s.pool.Query(ctx, openStates, w.From, trucks)
	if err != nil {
		return err
	}
	var id int64
	var plate string
	var fold []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &plate, &fold}, func() error {
		if st, _, ok := decodeState(fold); ok && st.TruckID == id {
			each(plate, st)
		}
		return nil
	})
	return err
}

// share is what part of a drive lies in a window: of its way, and of its time.
type share struct{ path, time, top float64 }

// Each leg from fix to fix counts for the part of its time that lies in the
// window. Without fixes the sums are NULL.
const pathShares = `
SELECT sum(leg.m * greatest(extract(epoch FROM least(leg.at, u.win_to) - greatest(leg.before, u.win_from)), 0) / extract(epoch FROM leg.at - leg.before)),
       sum(leg.m), coalesce(max(leg.speed) FILTER (WHERE leg.at >= u.win_from AND leg.at < u.win_to), 0)::float8
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) WITH ORDINALITY
     AS u(truck, starts, ends, win_from, win_to, n)
LEFT JOIN LATERAL (
    SELECT p.at, p.speed_kmh AS speed, lag(p.at) OVER (ORDER BY p.at) AS before,
           ST_Distance(p.place, lag(p.place) OVER (ORDER BY p.at), false) AS m
    FROM positions p
    WHERE p.truck_id = u.truck AND p.at >= u.starts AND p.at <= u.ends AND p.reject IS NULL
) leg ON true
GROUP BY u.n
ORDER BY u.n`

func (s *Store) shares(ctx context.Context, drives []edgeDrive, w fleet.Window) ([]share, error) {
	n := len(drives)
	out := make([]share, 0, n)
	if n == 0 {
		return out, nil
	}
	truck := make([]int64, n)
	start, end, from, to := make([]time.Time, n), make([]time.Time, n), make([]time.Time, n), make([]time.Time, n)
	for i, d := range drives {
		truck[i], start[i], end[i], from[i], to[i] = d.truck, d.start, d.end, w.From, w.To
	}
	rows, err := s.pool.Query(ctx, pathShares, truck, start, end, from, to)
	if err != nil {
		return nil, err
	}
	var inside, whole *float64
	var top float64
	_, err = pgx.ForEachRow(rows, []any{&inside, &whole, &top}, func() error {
		d := drives[len(out)]
		x := share{time: overlap(d.start, d.end, w), top: min(top, d.top)}
		if x.path = x.time; inside != nil && *whole > 0 {
			x.path = *inside / *whole
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// overlap is what part of [start, end) lies in a window.
func overlap(start, end time.Time, w fleet.Window) float64 {
	if !start.Before(end) {
		return 0
	}
	a, b := start, end
	if w.From.After(a) {
		a = w.From
	}
	if w.To.Before(b) {
		b = w.To
	}
	return max(0, b.Sub(a).Seconds()) / end.Sub(start).Seconds()
}
