package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// rebuilder carries a plan out, truck by truck and day by day.
type rebuilder struct {
	rebuildPlan
	store   *store.Store
	applier *store.Applier
	now     func() time.Time
	out     io.Writer
}

const rollupPortion = 5000

func (r *rebuilder) run(ctx context.Context) error {
	if err := r.aboveFloor(ctx); err != nil {
		return err
	}
	var truck int64
	if r.plate != "" {
		t, err := r.store.FindTruck(ctx, r.plate, store.Loose)
		if err != nil {
			return err
		}
		truck = t.ID
	}
	scopes, err := r.store.RebuildScopes(ctx, r.from.Start(), r.to.End(), r.by(), truck)
	if err != nil {
		return err
	}
	if r.dryRun {
		return r.say(scopes)
	}
	for i, scope := range scopes {
		if r.shift == 0 && scope.Fixes+scope.Drives+scope.Visits == 0 {
			continue
		}
		line, err := r.truck(ctx, scope)
		if err != nil {
			return fmt.Errorf("%s: %w", scope.Plate, err)
		}
		fmt.Fprintf(r.out, "%d of %d  %s: %s\n", i+1, len(scopes), scope.Plate, line)
	}
	if err := r.store.ClearRebuild(ctx, r.task()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(r.out, "Done.")
	return err
}

// aboveFloor keeps to the days whose fixes are still there.
func (r *rebuilder) aboveFloor(ctx context.Context) error {
	floor, err := r.store.HistoryFloor(ctx)
	if err != nil {
		return err
	}
	first := fleet.DayOf(floor) + 1 // the day that holds the floor is not whole
	if floor.Year() == 1 || r.from >= first {
		return nil
	}
	if r.to < first {
		return fmt.Errorf("the fixes before %s were dropped; nothing can be found again from them", first)
	}
	fmt.Fprintf(r.out, "The fixes before %s were dropped; starting there.\n", first)
	r.from = first
	return nil
}

func (r *rebuilder) task() string { return fmt.Sprintf("rebuild %v %v %v", r.from, r.to, r.shift) }

// shiftTask names what is done once to each day, whichever days a call asks for.
func (r *rebuilder) shiftTask() string { return fmt.Sprintf("shift %s %v", r.source, r.shift) }

func (r *rebuilder) by() store.Shift {
	return store.Shift{Source: r.source, Offset: r.shift, Before: r.before}
}

// say is the dry run.
func (r *rebuilder) say(scopes []store.RebuildScope) error {
	for _, s := range scopes {
		fmt.Fprintf(r.out, "%s: %d fixes, %d drives and %d visits would be found again", s.Plate, s.Fixes, s.Drives, s.Visits)
		if r.shift != 0 {
			fmt.Fprintf(r.out, ", after moving %d fixes of %s by %v", s.ToMove, r.source, r.shift)
		}
		fmt.Fprintln(r.out)
	}
	_, err := fmt.Fprintln(r.out, "Nothing was changed.")
	return err
}

// truck does one truck and says what was done.
func (r *rebuilder) truck(ctx context.Context, scope store.RebuildScope) (string, error) {
	from, to := r.from, r.to
	moved := ""
	if r.shift != 0 {
		total, err := r.shiftTruck(ctx, scope.Truck)
		if err != nil {
			return "", err
		}
		moved = fmt.Sprintf("%d fixes moved, %d met one at the same time, ", total.Moved, total.Merged)
		if total.Skipped {
			moved = "fixes were moved before (--again moves them once more), "
		}
		from, to = min(from, fleet.DayOf(from.Start().Add(r.shift))), max(to, fleet.DayOf(to.End().Add(r.shift)))
	}
	var total store.Rebuilt
	skipped := 0
	for day := from; day <= to; day++ {
		out, err := r.applier.RebuildDay(ctx, r.now(), store.RebuildStep{Task: r.task(), Truck: scope.Truck, Day: day, Last: day == to})
		if err != nil {
			return "", err
		}
		if out.Skipped {
			skipped++
		}
		total.Add(out)
	}
	if err := r.rollUp(ctx); err != nil {
		return "", err
	}
	line := fmt.Sprintf("%s%d days, %d fixes, %d drives, %d visits", moved, int(to-from)+1, total.Fixes, total.Drives, total.Visits)
	if skipped > 0 {
		line += fmt.Sprintf(" (%d days were done before)", skipped)
	}
	return line, nil
}

// shiftTruck moves the fixes in the order that keeps them from meeting.
func (r *rebuilder) shiftTruck(ctx context.Context, truck int64) (total store.Shifted, err error) {
	if r.again {
		if err := r.store.ClearRebuildDays(ctx, r.shiftTask(), truck, r.from, r.to); err != nil {
			return total, err
		}
	}
	total.Skipped = true
	for i := range r.to - r.from + 1 {
		day := r.from + i
		if r.shift > 0 {
			day = r.to - i
		}
		step := store.RebuildStep{Task: r.shiftTask(), Truck: truck, Day: day}
		out, err := r.store.ShiftDay(ctx, r.now(), step, r.by())
		if err != nil {
			return total, err
		}
		total.Moved, total.Merged = total.Moved+out.Moved, total.Merged+out.Merged
		total.Skipped = total.Skipped && out.Skipped
	}
	return total, nil
}

func (r *rebuilder) rollUp(ctx context.Context) error {
	for {
		n, err := r.store.RollUp(ctx, rollupPortion)
		if err != nil || n == 0 {
			return err
		}
	}
}
