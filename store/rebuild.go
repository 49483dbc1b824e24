package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// RebuildStep is one truck's day of a rebuild. Task names the rebuild: a step
// that is done under its name is not done again.
type RebuildStep struct {
	Task  string
	Truck int64
	Day   fleet.Day
	Last  bool // no later day follows: fold on until history stands, or to its end
}

// Rebuilt counts what a step made.
type Rebuilt struct {
	Skipped               bool // it was done before
	Fixes, Drives, Visits int
}

// Add counts another step in.
func (r *Rebuilt) Add(other Rebuilt) {
	r.Fixes, r.Drives, r.Visits = r.Fixes+other.Fixes, r.Drives+other.Drives, r.Visits+other.Visits
}

const (
	claimStep  = `INSERT INTO rebuild_steps (task, truck_id, day, done_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	clearSteps = `DELETE FROM rebuild_steps WHERE task = $1`
	clearDays  = `DELETE FROM rebuild_steps WHERE task = $1 AND truck_id = $2 AND day >= $3 AND day <= $4`
	clearTally = `DELETE FROM day_tallies WHERE truck_id = $1 AND day = $2`
)

// ClearRebuild forgets which steps of a rebuild are done.
func (s *Store) ClearRebuild(ctx context.Context, task string) error {
	_, err := s.pool.Exec(ctx, clearSteps, task)
	return wrap(err, "ClearRebuild")
}

// ClearRebuildDays forgets it for one truck's days, first and last included.
func (s *Store) ClearRebuildDays(ctx context.Context, task string, truck int64, first, last fleet.Day) error {
	_, err := s.pool.Exec(ctx, clearDays, task, truck, first.Start(), last.Start())
	return wrap(err, "ClearRebuildDays")
}

// RebuildDay folds one truck's day again from its fixes, in one transaction:
// drives, visits, tallies and, with the last step, the current state. The
// days of a rebuild must be taken in order.
func (a *Applier) RebuildDay(ctx context.Context, now time.Time, step RebuildStep) (out Rebuilt, err error) {
	defer func() { err = wrap(err, "RebuildDay(%d, %v)", step.Truck, step.Day) }()
	around, err := a.s.places(ctx, a.s.pool)
	if err != nil {
		return out, err
	}
	err = a.s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := takeStep(ctx, tx, step, now)
		if err != nil || !mine {
			out.Skipped = !mine
			return err
		}
		states := map[int64]known{}
		rows, err := tx.Query(ctx, statesOf, []int64{step.Truck})
		if err == nil {
			err = scanStates(rows, states)
		}
		if err != nil {
			return err
		}
		k := states[step.Truck]
		k.TruckID = step.Truck // it may never have been believed
		b := newBatch(now, nil, around)
		b.markEvery = a.markEvery
		out, err = b.rebuild(ctx, tx, k, step)
		return err
	})
	return out, err
}

func (b *batch) rebuild(ctx context.Context, tx pgx.Tx, k known, step RebuildStep) (out Rebuilt, err error) {
	day := step.Day
	if _, err := tx.Exec(ctx, clearTally, step.Truck, day.Start()); err != nil {
		return out, err
	}
	k.folded = true // the marks before this day are its own, whatever became of the state
	l := lateTruck{known: k, truck: step.Truck, from: day.Start(), to: day.End(), whole: true}
	if !step.Last {
		l.until = day.End()
	}
	moves, err := b.refold(ctx, tx, []lateTruck{l})
	if err != nil {
		return out, err
	}
	for i := range moves {
		m := &moves[i]
		m.soil(day)
		out.Add(Rebuilt{Fixes: m.folded, Drives: len(m.traces.Drives)})
		for _, v := range m.traces.Visits {
			if v.Left.IsZero() {
				out.Visits++
			}
		}
	}
	b.tell(moves)
	return out, b.finish(ctx, tx, moves)
}

// takeStep locks the truck, so that batches wait, and claims the step.
func takeStep(ctx context.Context, tx pgx.Tx, step RebuildStep, now time.Time) (mine bool, err error) {
	if _, err := tx.Exec(ctx, lockTrucks, []int64{step.Truck}); err != nil {
		return false, err
	}
	tag, err := tx.Exec(ctx, claimStep, step.Task, step.Truck, step.Day.Start(), now)
	return tag.RowsAffected() == 1, err
}
