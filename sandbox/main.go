// Command sandbox is the outside world in one process: a Slack workspace in a
// browser tab, a simulated fleet that reports as LocoNav does, an OpenAI server
// and a Google Sheet. All of it speaks real wire formats on one address.
//
// It owns the wiring and the flags. It refuses to import anything of the
// product: what the two agree on is what goes over the wire.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"watchtower/sandbox/sheets"
)

const usage = `usage:
  sandbox serve          the workspace, the fleet and the model on SANDBOX_ADDR
  sandbox data DIR       drivers, clients, places, trucks and trips as CSV files, and a
                         service account's key for the sheet
  sandbox load [flags]   signed pushes at a fixed rate, with latencies as JSON
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, env func(string) string, out io.Writer) error {
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "serve":
		return serve(ctx, env, out)
	case "data":
		return data(args[1:], env, out)
	case "load":
		return load(ctx, args[1:], env, out)
	case "help", "-h", "--help":
		fmt.Fprint(out, usage)
		return nil
	default:
		return fmt.Errorf("unknown command %q\n%s", command, usage)
	}
}

// data writes the CSV files for the fleet of the configured seed and clock.
func data(args []string, env func(string) string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("data wants one folder\n%s", usage)
	}
	c, err := configFrom(env, time.Now)
	if err != nil {
		return err
	}
	fleet, err := c.fleet()
	if err != nil {
		return err
	}
	if err := fleet.WriteCSV(args[0], c.now(), 14); err != nil {
		return err
	}
	if err := writeKey(filepath.Join(args[0], "service-account.json"), c.addr); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote drivers, clients, places, trucks and trips to %s, and a service account's key\n", args[0])
	return nil
}

// writeKey makes a service account of the sandbox's sheet, which gives its
// tokens out where the sandbox serves.
func writeKey(name, addr string) error {
	account, err := sheets.NewAccount("watchtower@sandbox.iam.gserviceaccount.com")
	if err != nil {
		return err
	}
	raw, err := account.KeyFile("http://" + addr)
	if err != nil {
		return err
	}
	return os.WriteFile(name, raw, 0o600)
}
