// Watch Tower is the control room of a truck fleet, inside Slack. This package
// wires the parts together: subcommands, configuration, the clock and the
// admin port. It refuses logic of its own: what the parts do lies in them.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"watchtower/fleet"
)

// version is set by the build.
var version = "dev"

// command is one subcommand.
type command struct {
	name, usage, about string
	run                func(ctx context.Context, args []string, out io.Writer) error
}

var commands = []command{
	{"serve", "serve [--only bot,webhook,ingest,jobs]", "run everything, or some parts", serve},
	{"migrate", "migrate", "bring the database schema to this version", migrate},
	{"ask", "ask [--json] [--as ROLE] [--person NAME] [--thread ID] [--now TIME] TEXT", "ask the assistant from the terminal", ask},
	{"eval", "eval FILE.jsonl [--model phrasebook|openai] [--fleet FILE] [--now TIME] | eval --misses [--days N]", "say how many questions of a file are understood, or print real misses", eval},
	{"import", "import trucks|drivers|clients|places|trips|services|plans FILE.csv | import places FILE.geojson|FILE.kml|loconav", "take rows over from a file, or places from LocoNav", importFile},
	{"sheets", "sheets setup | sync | status", "set the Google Sheet up, sync it now, or say how it is doing", sheetsCommand},
	{"jobs", "jobs list [NAME] | run NAME [--slot TIME]", "list what runs unasked and how it went, or run it now", jobsCommand},
	{"deadletters", "deadletters list | show ID | replay ID|all | drop ID", "look at what could not be handled, and settle it", deadLetters},
	{"rebuild", "rebuild --from DAY [--to DAY] [--truck PLATE] [--shift-gpstime=-4h30m --received-before TIME [--source NAME]] [--dry-run]", "find drives, visits and roll-ups again from the fixes", rebuild},
	{"eta-check", "eta-check [--days N] [--trips N] [--every 1h]", "say how far estimates of arrival were off on stored history", etaCheck},
	{"doctor", "doctor", "check every dependency and say what to fix", doctor},
	{"version", "version", "print the version", printVersion},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // from now on a second Ctrl-C ends the process at once
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "watchtower:", plain(err))
		os.Exit(1)
	}
}

// run finds the subcommand.
func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(out)
		return nil
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], out)
		}
	}
	usage(os.Stderr)
	return fmt.Errorf("there is no command %q", args[0])
}

func usage(out io.Writer) {
	fmt.Fprintln(out, "Watch Tower: the control room of a truck fleet, inside Slack.")
	fmt.Fprintln(out)
	for _, c := range commands {
		fmt.Fprintf(out, "  watchtower %s\n      %s\n", c.usage, c.about)
	}
}

func printVersion(_ context.Context, _ []string, out io.Writer) error {
	_, err := fmt.Fprintln(out, "watchtower", version)
	return err
}

// plain is what the terminal shows of an error: the message for people, and
// the cause too, because whoever has a terminal may see it.
func plain(err error) string {
	if fleet.KindOf(err) == fleet.Internal {
		return err.Error()
	}
	return fleet.MessageFor(err)
}

// newLogger writes JSON lines to standard error.
func newLogger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}
