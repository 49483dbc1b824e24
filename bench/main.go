// Command bench measures Watch Tower's speed on private services that
// scripts/bench.sh starts. It owns the measuring and refuses to judge: it
// prints a table and writes bench/results.json.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
)

// Result is one figure. Goal and Limit are absent where there is none: the goal
// is what is aimed at, the limit what bare parts reach in the same run.
type Result struct {
	Name   string   `json:"name"`
	Value  float64  `json:"value"`
	Unit   string   `json:"unit"`
	Better string   `json:"better"` // lower, higher
	Goal   *float64 `json:"goal"`
	Limit  *float64 `json:"limit"`
}

// area is one part of the product that BENCH=name chooses; BENCH=ingest takes
// all whose names begin so.
type area struct {
	name string
	run  func(context.Context, bool) ([]Result, error)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) == 3 && os.Args[1] == bareArg {
		fmt.Fprintln(os.Stderr, "bench:", serveBare(os.Args[2]))
		return
	}
	if err := run(ctx, os.Getenv("BENCH"), os.Getenv("BENCH_FULL") != ""); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, full bool) error {
	areas := []area{{"ingest.accept", ceiling}, {"ingest.flow", flow}, {"ingest.answerable", answerable},
		{"ingest.apply", apply}, {"ingest.growth", growth}, {"fleet.near", nearby}, {"fleet.trips", tripCreation}, {"fleet.history", history}, {"slack.answer", answers}, {"slack.storm", storm}, {"slack.soak", soak}, {"alerts.days", alertDays}, {"alerts.cards", cards}, {"alerts.once", once}, {"alerts.storm", deluge}, {"language", language}, {"reports.daily", dailyReport}, {"reports.sheets", sheetSync}, {"size", size}}
	var all []Result
	for _, a := range areas {
		if only != "" && only != a.name && !strings.HasPrefix(a.name, only+".") {
			continue
		}
		results, err := a.run(ctx, full)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		all = append(all, results...)
	}
	if len(all) == 0 {
		return fmt.Errorf("there is no area %q", only)
	}
	print(all)
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile("bench/results.json", append(raw, '\n'), 0o644)
}

func print(all []Result) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "name\tvalue\tunit\tbetter\tgoal\tlimit\t")
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%.2f\t%s\t%s\t%s\t%s\t\n", r.Name, r.Value, r.Unit, r.Better, orDash(r.Goal), orDash(r.Limit))
	}
	w.Flush()
}

func orDash(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", *v)
}

func lower(name string, value float64, unit string, goal float64) Result {
	return Result{Name: name, Value: value, Unit: unit, Better: "lower", Goal: &goal}
}

func higher(name string, value float64, unit string, goal float64) Result {
	return Result{Name: name, Value: value, Unit: unit, Better: "higher", Goal: &goal}
}
