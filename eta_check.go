package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// etaCheck puts questions for arrivals to stored history, each answered with
// nothing but what was known at its moment, and says how far off they were.
func etaCheck(ctx context.Context, args []string, out io.Writer) error {
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	clock, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	set := flag.NewFlagSet("eta-check", flag.ContinueOnError)
	days := set.Int("days", 45, "how many days of arrivals")
	trips := set.Int("trips", 5000, "at most so many trips, the newest")
	every := set.Duration("every", time.Hour, "time between two questions on one journey")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *days < 1 || *trips < 1 || *every < time.Minute {
		return errors.New("--days and --trips must be 1 or more, --every a minute or more")
	}
	s, err := store.Open(ctx, string(cfg.DatabaseURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer s.Close()
	now := clock.Now().UTC()
	return checkETA(ctx, s, fleet.Window{From: now.AddDate(0, 0, -*days), To: now}, *trips, *every, out)
}

func checkETA(ctx context.Context, s *store.Store, w fleet.Window, trips int, every time.Duration, out io.Writer) error {
	passes, err := s.Passes(ctx, fleet.Window{From: w.From.Add(-fleet.LearnFor), To: w.To})
	if err != nil {
		return err
	}
	check := fleet.NewETACheck(fleet.NewRoads(), passes, every)
	came, lost := 0, 0
	err = s.Arrivals(ctx, w, trips, func(a fleet.Arrival) {
		if check.Ask(a) {
			came++
		} else {
			lost++
		}
	})
	if err != nil {
		return err
	}
	asked := check.Answer()
	fmt.Fprintf(out, "Arrivals of %s.\n", w)
	fmt.Fprintf(out, "%d journeys that fixes show to their end, %d that they do not; %d questions, %s apart, and %d refused for want of a fresh fix.\n", came, lost, len(asked), fleet.FormatDuration(every), check.Silent)
	fmt.Fprintf(out, "Each was answered with what was known when its day began: %d passes were seen in all, and a stretch counts from %d on.\n", len(passes), fleet.MinPasses)
	if len(asked) == 0 {
		fmt.Fprintln(out, "Nothing to say: estimates are by rule until trucks have arrived.")
		return nil
	}
	fmt.Fprintf(out, "A range is to hold %.0f%% of arrivals.\n\n", fleet.ETACoverage*100)
	return printETA(out, fleet.ReportETA(asked))
}

func printETA(out io.Writer, rows []fleet.ETARow) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "method\tahead\tasked\toff by, median\tp90\tof the time left, median\tp90\tinside the range\trange, median\tlearned\t")
	minutes := func(d time.Duration) string { return fmt.Sprintf("%.0f min", d.Minutes()) }
	percent := func(x float64) string { return fmt.Sprintf("%.0f%%", x*100) }
	for _, r := range rows {
		method, horizon := string(r.Method), r.Horizon
		if method == "" {
			method = "all"
		}
		if horizon == "" {
			horizon = "all"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", method, horizon, r.Questions, minutes(r.Median), minutes(r.P90),
			percent(r.Share), percent(r.Share90), percent(r.Inside), minutes(r.Width), percent(r.Learned))
	}
	return t.Flush()
}
