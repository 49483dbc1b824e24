package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// lateTruck is a truck that must be folded again from its first late fix.
type lateTruck struct {
	state fleet.State
	from  time.Time
	truck int64
}

// The fold starts some believed fixes before the late one. Three suffice while
// no belief changes: by then nothing hangs on fixes that were not proven yet
// (fleet.JumpProof). When the late fix overturns one, the state so far tells
// nothing sure about the start, and the fold reaches further back; likewise
// when the result hangs on the start. With fewer fixes before the late one,
// the whole history is folded.
const (
	nearBack = 3
	farBack  = 2000
)

const windowsOf = `
SELECT p.truck_id, p.at, ST_X(p.place::geometry), ST_Y(p.place::geometry), p.speed_kmh, p.heading, p.ignition,
       coalesce(p.odometer_km, 0), p.received_at, coalesce(p.reject, ''), w.start IS NULL
FROM (
    SELECT u.id, (SELECT b.at FROM positions b
                  WHERE b.truck_id = u.id AND b.at < u.late AND b.reject IS NULL
                  ORDER BY b.at DESC OFFSET $3 - 1 LIMIT 1) AS start
    FROM unnest($1::bigint[], $2::timestamptz[]) AS u(id, late)
) w
JOIN positions p ON p.truck_id = w.id AND p.at >= coalesce(w.start, '-infinity')
ORDER BY p.truck_id, p.at`

// refold moves the late trucks.
func (b *batch) refold(ctx context.Context, tx pgx.Tx, late []lateTruck) ([]move, error) {
	moves, unsure, err := b.refoldFrom(ctx, tx, late, nearBack)
	if err != nil {
		return nil, err
	}
	again, _, err := b.refoldFrom(ctx, tx, unsure, farBack)
	if err != nil {
		return nil, err
	}
	replaced := make(map[int64]move, len(again))
	for i, m := range again {
		replaced[unsure[i].truck] = m
	}
	for i, l := range late {
		if m, ok := replaced[l.truck]; ok {
			moves[i] = m
		}
		b.out.Suspicious += moves[i].disbelieved()
	}
	return moves, nil
}

// refoldFrom folds again from some fixes back, and names the trucks where the
// fold is not sure and history goes back further.
func (b *batch) refoldFrom(ctx context.Context, tx pgx.Tx, late []lateTruck, back int) (moves []move, unsure []lateTruck, err error) {
	if len(late) == 0 {
		return nil, nil, nil
	}
	ids, from := make([]int64, len(late)), make([]time.Time, len(late))
	for i, l := range late {
		ids[i], from[i] = l.truck, l.from
	}
	rows, err := tx.Query(ctx, windowsOf, ids, from, back)
	if err != nil {
		return nil, nil, err
	}
	windows, err := scanWindows(rows)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range late {
		w := windows[l.truck]
		m, sure := b.again(l, w)
		moves = append(moves, m)
		if !sure && !w.whole {
			unsure = append(unsure, l)
		}
	}
	return moves, unsure, nil
}

// again folds one truck. It is sure of the result when no belief changed and
// nothing of it hangs on what came before.
func (b *batch) again(l lateTruck, w window) (move, bool) {
	old := l.state
	if w.whole {
		old = fleet.State{}
	}
	after, rejects, sure := fleet.Refold(old, w.fixes, b.settle)
	m := move{before: l.state, after: after}
	for i, p := range w.fixes {
		if rejects[i] != p.Reject {
			m.doubts = append(m.doubts, doubt{p.TruckID, p.At, rejects[i]})
		}
	}
	return m, sure && len(m.doubts) == 0
}

// disbelieved counts the fixes that are not believed any more.
func (m move) disbelieved() int {
	n := 0
	for _, d := range m.doubts {
		if d.reject != "" {
			n++
		}
	}
	return n
}

// window is the stretch of a truck's history that is folded again.
type window struct {
	fixes []fleet.Position
	whole bool
}

func scanWindows(rows pgx.Rows) (map[int64]window, error) {
	defer rows.Close()
	out := map[int64]window{}
	for rows.Next() {
		var p fleet.Position
		var speed, heading float32
		var whole bool
		err := rows.Scan(&p.TruckID, &p.At, &p.Point.Lon, &p.Point.Lat, &speed, &heading, &p.Ignition,
			&p.OdometerKm, &p.ReceivedAt, &p.Reject, &whole)
		if err != nil {
			return nil, err
		}
		p.At, p.ReceivedAt = p.At.UTC(), p.ReceivedAt.UTC()
		p.SpeedKmh, p.Heading = float64(speed), float64(heading)
		w := out[p.TruckID]
		w.fixes, w.whole = append(w.fixes, p), whole
		out[p.TruckID] = w
	}
	return out, rows.Err()
}
