package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"watchtower/sandbox/road"
)

// load runs the load generator. Fixes are dated by the shared clock.
func load(ctx context.Context, args []string, env func(string) string, out io.Writer) error {
	c, err := configFrom(env, time.Now)
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(out)
	o := road.LoadOptions{Start: c.now(), Seed: c.seed}
	flags.StringVar(&o.Target.URL, "url", c.webhook.URL, "where pushes go")
	flags.StringVar(&o.Target.Secret, "secret", c.webhook.Secret, "secret that signs them")
	flags.IntVar(&o.Rate, "rate", 200, "pushes a second")
	flags.IntVar(&o.Trucks, "trucks", 0, "trucks that take turns; ten times the rate if 0")
	flags.IntVar(&o.Seconds, "seconds", 30, "how long")
	flags.IntVar(&o.InFlight, "in-flight", 512, "most requests on the wire at once")
	flags.BoolVar(&o.Poisson, "poisson", false, "random arrivals instead of even ones")
	file := flags.String("json", "", "write the result here instead of to the terminal")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.Trucks == 0 {
		o.Trucks = 10 * o.Rate
	}
	result, err := road.Load(ctx, o)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	if *file == "" {
		fmt.Fprintln(out, string(text))
		return nil
	}
	return os.WriteFile(*file, append(text, '\n'), 0o644)
}
