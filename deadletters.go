package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"watchtower/events"
	"watchtower/fleet"
)

const deadUsage = "usage: watchtower deadletters list | show ID | replay ID|all | drop ID"

// deadListed is how many dead letters the terminal lists.
const deadListed = 200

// deadLetters looks at what was put aside and settles it. It needs Redis
// alone; webhooks and mails are among it where DATABASE_URL is set.
func deadLetters(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		args = []string{"list"}
	}
	if list := args[0] == "list"; list != (len(args) == 1) || len(args) > 2 {
		return errors.New(deadUsage)
	}
	cfg, err := loadConfig(queueAlone)
	if err != nil {
		return err
	}
	if len(args) == 2 && strings.HasPrefix(args[1], "out-") {
		return settleOutgoing(ctx, cfg, args, out)
	}
	queue, err := events.Open(string(cfg.RedisURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer queue.Close() // nothing is being written any more
	err = settleDead(ctx, queue, args, out)
	if all := len(args) == 1 || args[1] == "all" && args[0] == "replay"; err != nil || !all || cfg.DatabaseURL == "" {
		return err
	}
	return settleOutgoing(ctx, cfg, args, out)
}

func settleDead(ctx context.Context, queue *events.Client, args []string, out io.Writer) error {
	switch args[0] {
	case "list":
		return listDead(ctx, queue, out)
	case "show":
		return showDead(ctx, queue, args[1], out)
	case "replay":
		n, err := 1, error(nil)
		if args[1] == "all" {
			n, err = queue.ReplayAllDead(ctx)
		} else {
			err = queue.ReplayDead(ctx, args[1])
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%d given back.\n", n)
		return err
	case "drop":
		if err := queue.DropDead(ctx, args[1]); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "dropped.")
		return err
	}
	return errors.New(deadUsage)
}

func listDead(ctx context.Context, queue *events.Client, out io.Writer) error {
	n, err := queue.DeadCount(ctx)
	if err != nil {
		return err
	}
	list, err := queue.Dead(ctx, deadListed)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(list) > 0 {
		fmt.Fprintln(w, "ID\tPUT ASIDE\tSTREAM\tTRIES\tREASON")
	}
	for _, d := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", d.ID, fleet.FormatTime(d.At), d.Stream, d.Tries, oneLine(d.Reason, 100))
	}
	fmt.Fprintf(w, "%d dead letters, newest first.\n", n)
	return w.Flush()
}

// showDead prints everything, the original too: whoever has this terminal and
// the address of Redis may read it anyway.
func showDead(ctx context.Context, queue *events.Client, id string, out io.Writer) error {
	d, err := queue.DeadByID(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "id       %s\nat       %s\nstream   %s\ngroup    %s\nentry    %s\ntries    %d\nreason   %s\n",
		d.ID, fleet.FormatTime(d.At), d.Stream, d.Group, d.Entry, d.Tries, d.Reason)
	names := make([]string, 0, len(d.Fields))
	for name := range d.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(out, "%s: %s\n", name, d.Fields[name])
	}
	return nil
}

func oneLine(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
