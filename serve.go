package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"watchtower/fleet"
)

// stopWithin is how long stopping may take before what is left is cut off;
// container engines wait 30 s. Of it closeWithin is kept for the connections.
const (
	stopWithin  = 25 * time.Second
	closeWithin = 2 * time.Second
)

// errCutOff is the end of a stop that took too long.
var errCutOff = fleet.Errorf(fleet.Unavailable, "Stopping took longer than %s; what was left was cut off. Nothing accepted is lost.", stopWithin)

// partNames are what --only may list. The outbox relay and the alert decisions
// run with jobs, the stream consumers with ingest, the deliveries with bot.
var partNames = []string{"bot", "webhook", "ingest", "jobs"}

// part is one piece that runs until its context ends and then drains.
type part struct {
	name string
	door bool // stops first: nothing new comes in while the rest drains
	run  func(context.Context) error
}

// serve runs everything, or the parts named by --only.
func serve(ctx context.Context, args []string, _ io.Writer) error {
	only, err := readOnly(args)
	if err != nil || only == nil {
		return err
	}
	cfg, err := loadConfig(only...)
	if err != nil {
		return err
	}
	w, err := open(ctx, cfg)
	if err != nil {
		return err
	}
	parts, err := w.parts(only)
	if err != nil {
		w.close()
		return err
	}
	w.log.InfoContext(ctx, "watch tower starts", "version", version, "parts", strings.Join(only, ","), "config", cfg)
	err = runAndClose(ctx, w.log, parts, w.close)
	w.log.Info("watch tower has stopped", "err", err)
	return err
}

// readOnly reads the flags of serve; no parts and no error means that help was
// asked for.
func readOnly(args []string) ([]string, error) {
	set := flag.NewFlagSet("serve", flag.ContinueOnError)
	list := set.String("only", strings.Join(partNames, ","), "parts to run")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, nil
		}
		return nil, err
	}
	only := strings.Split(*list, ",")
	for _, name := range only {
		if !slices.Contains(partNames, name) {
			return nil, fmt.Errorf("--only: there is no part %q; the parts are %s", name, strings.Join(partNames, ", "))
		}
	}
	return only, nil
}

// runAndClose runs the parts and then closes what they share. Closing waits for
// every connection that is lent out: after a cut-off it is left to the end of
// the process, and it never takes longer than closeWithin.
func runAndClose(ctx context.Context, log *slog.Logger, parts []part, closeAll func()) error {
	err := runParts(ctx, log, parts)
	if errors.Is(err, errCutOff) {
		return err
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		closeAll()
	}()
	select {
	case <-closed:
	case <-time.After(closeWithin):
		log.Warn("connections did not close in time")
	}
	return err
}

// runParts runs until ctx ends or a part fails. Then the doors stop first, and
// when they have drained the rest.
func runParts(ctx context.Context, log *slog.Logger, parts []part) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	workCtx, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var doors, workers errgroup.Group
	for _, p := range parts {
		group, partCtx := &workers, workCtx
		if p.door {
			group, partCtx = &doors, ctx
		}
		group.Go(func() error {
			err := p.run(partCtx)
			if partCtx.Err() == nil {
				err = errors.Join(fmt.Errorf("%s ended by itself", p.name), err)
				fail(err)
			} else if err != nil && !errors.Is(err, context.Canceled) {
				log.Error("part did not stop cleanly", "part", p.name, "err", err)
				return fmt.Errorf("%s: %w", p.name, err)
			}
			return nil
		})
	}
	<-ctx.Done()
	done := make(chan error, 1)
	go func() {
		doorErr := doors.Wait()
		stopWork()
		done <- errors.Join(doorErr, workers.Wait())
	}()
	select {
	case err := <-done:
		return errors.Join(causeOf(ctx), err)
	case <-time.After(stopWithin - closeWithin):
		return errors.Join(causeOf(ctx), errCutOff)
	}
}

// causeOf is why the program stopped, nil when it was asked to.
func causeOf(ctx context.Context) error {
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}
