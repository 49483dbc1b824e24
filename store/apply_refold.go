package store

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// lateTruck is a truck whose history must be folded again from a late fix on.
type lateTruck struct {
	known
	truck    int64
	from, to time.Time // the first and the last late fix
	fresh    []fix     // newer than the state
	until    time.Time // fold no further than before this moment; zero folds to the end
	whole    bool      // what is known from before the first fix goes too
	floor    time.Time // older fixes are not folded
}

const (
	markEvery   = 256  // fixes between two marks: what a late fix must fold again at least
	refoldFirst = 2000 // fixes read at first, per truck
	refoldMore  = 20_000
	refoldGroup = 16 // trucks folded at a time, which bounds the memory
)

// forever is later than every fix.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// span is a stretch of one truck's history, without its first moment and with
// its last.
type span struct{ after, until time.Time }

const basesOf = `
SELECT u.id, m.at, m.fold
FROM unnest($1::bigint[], $2::timestamptz[]) AS u(id, late)
CROSS JOIN LATERAL (SELECT at, fold FROM marks WHERE truck_id = u.id AND at < u.late ORDER BY at DESC LIMIT 1) m`

const stretchesOf = `
SELECT u.id, p.at, ST_X(p.place::geometry), ST_Y(p.place::geometry), p.speed_kmh, p.heading, p.ignition,
       coalesce(p.odometer_km, 0), p.received_at, coalesce(p.reject, '')
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(id, after, until)
CROSS JOIN LATERAL (SELECT * FROM positions WHERE truck_id = u.id AND at > u.after AND at < u.until ORDER BY at LIMIT $4) p
ORDER BY u.id, p.at`

const marksOf = `
SELECT u.id, m.at, m.fold
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS u(id, after, until)
CROSS JOIN LATERAL (SELECT at, fold FROM marks WHERE truck_id = u.id AND at > u.after AND at < u.until ORDER BY at LIMIT $4) m
ORDER BY u.id, m.at`

// refold folds the late trucks' histories again: from the last mark before the
// late fix until the state is again what a mark says it was, or to the end.
func (b *batch) refold(ctx context.Context, tx pgx.Tx, late []lateTruck) ([]move, error) {
	if len(late) == 0 {
		return nil, nil
	}
	late, err := aboveFloor(ctx, tx, late)
	if err != nil {
		return nil, err
	}
	var moves []move
	for group := range slices.Chunk(late, refoldGroup) {
		folds, err := startFolds(ctx, tx, group)
		if err != nil {
			return nil, err
		}
		for open, limit := folds, refoldFirst; len(open) > 0; limit = refoldMore {
			if err := b.foldOn(ctx, tx, open, limit); err != nil {
				return nil, err
			}
			open = slices.DeleteFunc(slices.Clone(open), func(f *fold) bool { return f.done })
		}
		for _, f := range folds {
			moves = append(moves, b.result(f))
		}
	}
	return moves, nil
}

// aboveFloor leaves out what lies before the months that were dropped: such a
// fix enters history alone.
func aboveFloor(ctx context.Context, tx pgx.Tx, late []lateTruck) ([]lateTruck, error) {
	var floor time.Time
	if err := tx.QueryRow(ctx, historyFloor).Scan(&floor); err != nil {
		return nil, err
	}
	out := late[:0]
	for _, l := range late {
		if l.folded && l.from.Before(floor) && len(l.fresh) == 0 && l.to.Before(floor) {
			continue
		}
		if l.floor = floor; l.from.Before(floor) {
			l.from = floor
		}
		out = append(out, l)
	}
	return out, nil
}

// startFolds finds where each truck's fold may start.
func startFolds(ctx context.Context, tx pgx.Tx, late []lateTruck) ([]*fold, error) {
	folds, ids, from := make([]*fold, len(late)), make([]int64, len(late)), make([]time.Time, len(late))
	byTruck := map[int64]*fold{}
	for i, l := range late {
		if l.until.IsZero() {
			l.until = forever
		}
		folds[i] = &fold{lateTruck: l, seen: l.floor.Add(-time.Microsecond), was: map[int64]fleet.RejectReason{}, says: map[int64]fleet.RejectReason{}}
		ids[i], from[i], byTruck[l.truck] = l.truck, l.from, folds[i]
		if !l.folded {
			from[i] = time.Time{} // no state to trust: from the very beginning
		}
	}
	rows, err := tx.Query(ctx, basesOf, ids, from)
	if err != nil {
		return nil, err
	}
	err = eachMark(rows, func(truck int64, m mark) { byTruck[truck].startAt(m) })
	return folds, err
}

// foldOn reads the next stretch of every fold and folds it.
func (b *batch) foldOn(ctx context.Context, tx pgx.Tx, folds []*fold, limit int) error {
	n := len(folds)
	ids, after, until := make([]int64, n), make([]time.Time, n), make([]time.Time, n)
	byTruck := make(map[int64]*fold, n)
	for i, f := range folds {
		ids[i], after[i], until[i], byTruck[f.truck] = f.truck, f.seen, f.until, f
		f.fixes, f.old = f.fixes[:0], f.old[:0]
	}
	var q pgx.Batch
	q.Queue(stretchesOf, ids, after, until, limit).Query(func(rows pgx.Rows) error {
		return eachFix(rows, func(p fleet.Position) { f := byTruck[p.TruckID]; f.fixes = append(f.fixes, p) })
	})
	q.Queue(marksOf, ids, after, until, limit).Query(func(rows pgx.Rows) error {
		return eachMark(rows, func(truck int64, m mark) { f := byTruck[truck]; f.old = append(f.old, m) })
	})
	if err := tx.SendBatch(ctx, &q).Close(); err != nil {
		return err
	}
	for _, f := range folds {
		f.run(b.around.Around, b.markEvery)
		f.settle()
		f.done = f.done || len(f.fixes) < limit
	}
	return nil
}

// result is what a finished fold changes.
func (b *batch) result(f *fold) move {
	m := f.out
	m.before, m.after, m.n, m.doubts = f.State, f.at, f.count, f.verdicts()
	m.folded = f.read
	if day := f.Today.Day; day != 0 {
		m.soil(day) // which no fix may reach any more
	}
	m.again = &span{f.after(), f.until}
	switch {
	case f.met: // from here on everything is as it was
		m.again.until, m.after, m.n, m.stays = f.seen, f.State, f.n, true
		if len(f.fresh) > 0 {
			ahead := b.forward(f.known, f.fresh)
			m.after, m.n, m.stays = ahead.after, ahead.n, ahead.stays
			m.keep(ahead.traces)
			m.doubts = append(m.doubts, ahead.doubts...)
			m.marks = append(m.marks, ahead.marks...)
			for _, day := range ahead.dirty {
				m.soil(day)
			}
		}
	case !f.until.Equal(forever):
		m.again.until = f.until.Add(-time.Microsecond) // of PostgreSQL's precision
		m.after, m.stays = f.State, true
		if at := newestKnown(f.at); at.After(f.lastMark()) {
			m.marks = append(m.marks, mark{at, encodeState(&f.at, 0)})
		}
	case f.at.At.IsZero(): // no fix is left
		m.after, m.stays = f.State, true
	}
	m.soilOpen()
	for _, d := range m.doubts {
		if _, folded := f.was[d.at.UnixMicro()]; folded && d.reject != "" {
			b.out.Suspicious++
		}
	}
	return m
}

func eachMark(rows pgx.Rows, each func(truck int64, m mark)) error {
	var truck int64
	var m mark
	_, err := pgx.ForEachRow(rows, []any{&truck, &m.at, &m.fold}, func() error {
		m.at = m.at.UTC()
		each(truck, mark{m.at, bytes.Clone(m.fold)})
		return nil
	})
	return err
}

func eachFix(rows pgx.Rows, each func(fleet.Position)) error {
	defer rows.Close()
	for rows.Next() {
		var p fleet.Position
		var speed, heading float32
		err := rows.Scan(&p.TruckID, &p.At, &p.Point.Lon, &p.Point.Lat, &speed, &heading, &p.Ignition,
			&p.OdometerKm, &p.ReceivedAt, &p.Reject)
		if err != nil {
			return err
		}
		p.At, p.ReceivedAt = p.At.UTC(), p.ReceivedAt.UTC()
		p.SpeedKmh, p.Heading = float64(speed), float64(heading)
		each(p)
	}
	return rows.Err()
}
