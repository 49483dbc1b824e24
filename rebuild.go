package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// rebuildPlan is what one call of rebuild was asked for.
type rebuildPlan struct {
	from, to fleet.Day // both included
	plate    string
	shift    time.Duration // 0 moves nothing
	source   string
	before   time.Time // only fixes received before it are moved
	dryRun   bool
	again    bool
}

// rebuild finds drives, visits and roll-ups again from the fixes, and may move
// fixes whose times were read in the wrong zone. It may be stopped at any
// moment and called again: it goes on where it was.
func rebuild(ctx context.Context, args []string, out io.Writer) error {
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	clock, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	plan, err := readRebuild(args, clock.Now())
	if errors.Is(err, flag.ErrHelp) {
		return nil // the flags have printed it
	}
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, string(cfg.DatabaseURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer s.Close()
	r := &rebuilder{rebuildPlan: *plan, store: s, applier: s.Applier(), now: clock.Now, out: out}
	return r.run(ctx)
}

// readRebuild reads the flags; flag.ErrHelp means that help was asked for.
func readRebuild(args []string, now time.Time) (*rebuildPlan, error) {
	set := flag.NewFlagSet("rebuild", flag.ContinueOnError)
	from := set.String("from", "", "first `day`, 2026-11-23, in Lagos")
	to := set.String("to", fleet.DayOf(now).String(), "last `day`, included")
	p := &rebuildPlan{}
	set.StringVar(&p.plate, "truck", "", "only the truck of this `plate`")
	set.DurationVar(&p.shift, "shift-gpstime", 0, "move the fixes in time first, `-4h30m` for example")
	set.StringVar(&p.source, "source", store.DefaultSource, "move only the fixes that this `source` sent")
	before := set.String("received-before", "", "move only the fixes received before this `time`, \"2026-11-23 14:05\" in Lagos: the restart with the right zone")
	set.BoolVar(&p.dryRun, "dry-run", false, "say what would be done, and do nothing")
	set.BoolVar(&p.again, "again", false, "move the fixes although the same was done before")
	if err := set.Parse(args); err != nil {
		return nil, err
	}
	first, err := time.ParseInLocation(time.DateOnly, *from, fleet.WAT)
	if err != nil {
		return nil, fmt.Errorf("--from %q is not a day; write it like --from 2026-11-01", *from)
	}
	last, err := time.ParseInLocation(time.DateOnly, *to, fleet.WAT)
	if err != nil {
		return nil, fmt.Errorf("--to %q is not a day; write it like --to 2026-11-14", *to)
	}
	p.from, p.to = fleet.DayOf(first), fleet.DayOf(last)
	if p.shift != 0 {
		if err := p.readBefore(*before, now); err != nil {
			return nil, err
		}
	}
	switch {
	case p.to < p.from:
		return nil, errors.New("--to lies before --from")
	case p.shift.Abs() > 24*time.Hour:
		return nil, fmt.Errorf("--shift-gpstime %s is more than a day; zones differ by less", p.shift)
	case set.NArg() > 0:
		return nil, fmt.Errorf("rebuild does not know %q; every setting starts with --", set.Arg(0))
	}
	return p, nil
}

// readBefore reads until when fixes were received in the wrong zone. What was
// received later is right; neither does a later day hold any fix to move.
func (p *rebuildPlan) readBefore(text string, now time.Time) error {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, fleet.WAT)
	if err != nil {
		return fmt.Errorf("--received-before %q is not a time; write when the service was restarted with the right zone, like --received-before \"2026-11-23 14:05\"", text)
	}
	if t.After(now) {
		return errors.New("--received-before lies in the future; set the right zone, restart, and give the time of that")
	}
	p.before = t
	p.to = min(p.to, fleet.DayOf(t.Add(max(0, -p.shift))))
	return nil
}
