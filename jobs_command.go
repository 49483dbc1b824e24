package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"watchtower/fleet"
	"watchtower/jobs"
	"watchtower/store"
)

const jobsUsage = "usage: watchtower jobs list [NAME] | run NAME [--slot TIME]"

// jobsCommand lists what runs unasked, or runs a slot by hand.
func jobsCommand(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		args = []string{"list"}
	}
	if !slices.Contains([]string{"list", "run"}, args[0]) || args[0] == "run" && len(args) < 2 {
		return errors.New(jobsUsage)
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	w, err := open(ctx, cfg)
	if err != nil {
		return err
	}
	defer w.close()
	j, err := w.newJobs(ctx)
	if err != nil {
		return err
	}
	switch {
	case args[0] == "run":
		return runJob(ctx, j, args[1], args[2:], out)
	case len(args) > 1:
		return listRuns(ctx, w.store, args[1], out)
	}
	return listJobs(ctx, w.store, j, out)
}

// listJobs prints every job; how it went is what the processes noted.
func listJobs(ctx context.Context, s *store.Store, j *jobs.Jobs, out io.Writer) error {
	noted, err := s.JobList(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "JOB\tWHEN\tLAST RUN\tRESULT\tNEXT\tWHAT IT DOES")
	for _, x := range j.List() {
		if i := slices.IndexFunc(noted, func(n store.JobNow) bool { return n.Name == x.Name }); i >= 0 {
			x.Last, x.Beat, x.Failed = noted[i].Last, noted[i].Beat, noted[i].Failed
		}
		last, result := "not yet", ""
		switch {
		case x.Last != nil:
			last, result = fleet.FormatTime(x.Last.Slot), x.Last.Outcome
		case !x.Beat.IsZero():
			last, result = fleet.FormatTime(x.Beat), "done"
			if x.Failed != "" {
				result = "failed"
			}
		}
		next := "goes round"
		if !x.Next.IsZero() {
			next = fleet.FormatTime(x.Next)
		}
		if x.Off != "" {
			next = "off: " + x.Off
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", x.Name, x.Schedule, last, result, next, x.About)
	}
	return t.Flush()
}

// listRuns prints the last runs of one job.
func listRuns(ctx context.Context, s *store.Store, name string, out io.Writer) error {
	runs, err := s.JobRuns(ctx, name, store.JobRunsKept)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SLOT\tSTARTED\tTOOK\tTRIES\tRESULT\tBY\tSAID")
	for _, r := range runs {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", fleet.FormatTime(r.Slot), fleet.FormatTime(r.Started), r.Took.Round(time.Millisecond), r.Tries, r.Outcome, r.Holder, oneLine(r.Said, 100))
	}
	fmt.Fprintf(t, "%d runs of %s, newest first.\n", len(runs), name)
	return t.Flush()
}

// runJob runs the newest slot, or the one at or before --slot.
func runJob(ctx context.Context, j *jobs.Jobs, name string, args []string, out io.Writer) error {
	set := flag.NewFlagSet("jobs run", flag.ContinueOnError)
	slot := set.String("slot", "", "a time like 2026-11-22T06:00:00+01:00; its slot is the newest at or before it")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if set.NArg() > 0 {
		return errors.New(jobsUsage)
	}
	var at time.Time
	if *slot != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, *slot); err != nil {
			return fmt.Errorf("--slot must read like 2026-11-22T06:00:00+01:00, not %q", *slot)
		}
	}
	r, err := j.Do(ctx, name, at)
	if err != nil {
		return err
	}
	if r.Outcome == "failed" {
		return fmt.Errorf("%s of %s failed: %s", name, fleet.FormatTime(r.Slot), r.Said)
	}
	_, err = fmt.Fprintf(out, "%s of %s is %s in %s. %s\n", name, fleet.FormatTime(r.Slot), r.Outcome, r.Took.Round(time.Millisecond), r.Said)
	return err
}
