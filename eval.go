package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"watchtower/assistant"
	"watchtower/assistant/score"
	"watchtower/store"
)

// evalFlags are what `watchtower eval` takes beside the file.
type evalFlags struct {
	model, fleet, now, own string
	misses                 bool
	days                   int
}

// eval asks a file of questions, or with --misses writes one of real questions
// whose answers got a thumb down.
func eval(ctx context.Context, args []string, out io.Writer) error {
	var f evalFlags
	set := flag.NewFlagSet("eval", flag.ContinueOnError)
	set.StringVar(&f.model, "model", "phrasebook", "phrasebook, or openai as it is configured")
	set.StringVar(&f.fleet, "fleet", "", "roster to ask about; without it FILE-fleet.json beside the questions")
	set.StringVar(&f.now, "now", "", "ask at this time instead of the roster's, like 2026-11-23T11:00:00+01:00")
	set.StringVar(&f.own, "driver", "Moses Okafor", "who lines of the role driver come from")
	set.BoolVar(&f.misses, "misses", false, "print real misses, without personal data, instead of asking")
	set.IntVar(&f.days, "days", 30, "how many days of misses")
	file := ""
	for len(args) > 0 {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil
		} else if err != nil {
			return err
		}
		if args = set.Args(); len(args) > 0 {
			file, args = args[0], args[1:]
		}
	}
	switch {
	case f.misses:
		return printMisses(ctx, f, out)
	case file == "":
		return errors.New("no file was named; for example: watchtower eval questions.jsonl --fleet fleet.json")
	}
	return evalFile(ctx, file, f, out)
}

func evalFile(ctx context.Context, file string, f evalFlags, out io.Writer) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	questions, err := score.Questions(in)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	roster, err := evalFleet(file, f)
	if err != nil {
		return err
	}
	model, err := evalModel(f.model)
	if err != nil {
		return err
	}
	e, err := assistant.Evaluate(ctx, questions, roster, f.own, model)
	if err != nil {
		return err
	}
	if err := e.Print(out); err != nil {
		return err
	}
	if model.Key != "" {
		fmt.Fprintf(out, "the model failed on %d questions; %d tokens in (%d cached), %d out, $%.4f\n", e.Fail, e.Used.In, e.Used.Cached, e.Used.Out, model.Prices.Of(e.Used))
	}
	if n := len(e.Took); n > 0 { // times differ from run to run: they are no part of the result
		fmt.Fprintf(os.Stderr, "latency p50 %.2f ms, p99 %.2f ms\n", e.Took[n/2].Seconds()*1000, e.Took[n*99/100].Seconds()*1000)
	}
	return nil
}

// evalFleet reads the roster, and the clock that goes with it.
func evalFleet(file string, f evalFlags) (score.Fleet, error) {
	var roster score.Fleet
	if f.fleet == "" {
		f.fleet = strings.TrimSuffix(file, filepath.Ext(file)) + "-fleet.json"
	}
	raw, err := os.ReadFile(f.fleet)
	if err == nil {
		err = json.Unmarshal(raw, &roster)
	}
	if err == nil && f.now != "" {
		roster.Now, err = time.Parse(time.RFC3339, f.now)
	}
	return roster, err
}

// evalModel is the model to ask; an empty one stands for the phrasebook.
func evalModel(name string) (assistant.OpenAIConfig, error) {
	switch name {
	case "phrasebook":
		return assistant.OpenAIConfig{}, nil
	case "openai":
	default:
		return assistant.OpenAIConfig{}, fmt.Errorf("--model must be phrasebook or openai, not %q", name)
	}
	cfg, err := loadConfig()
	if err != nil {
		return assistant.OpenAIConfig{}, err
	}
	if cfg.OpenAIKey == "" {
		return assistant.OpenAIConfig{}, errors.New("OPENAI_API_KEY is not set")
	}
	return *openAI(cfg), nil
}

// printMisses writes a file of questions to the terminal.
func printMisses(ctx context.Context, f evalFlags, out io.Writer) error {
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	now, err := askClock(cfg, f.now)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, string(cfg.DatabaseURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer s.Close()
	list, err := assistant.Misses(ctx, s, now().AddDate(0, 0, -f.days), now())
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, q := range list {
		if err := enc.Encode(q); err != nil {
			return err
		}
	}
	return nil
}
