package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// settleOutgoing lists and settles webhooks and mails that were put aside. They
// lie in the database, and their ids begin with out-.
func settleOutgoing(ctx context.Context, cfg Config, args []string, out io.Writer) error {
	c, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, string(cfg.DatabaseURL), newLogger(cfg.LogLevel))
	if err != nil {
		return err
	}
	defer s.Close()
	return settleOutgoingIn(ctx, s, c.Now(), args, out)
}

func settleOutgoingIn(ctx context.Context, s *store.Store, now time.Time, args []string, out io.Writer) (err error) {
	switch {
	case args[0] == "list":
		return listOutgoing(ctx, s, out)
	case args[0] == "replay" && args[1] == "all":
		n, err := s.ReplayAllOutgoing(ctx, now)
		if err == nil {
			_, err = fmt.Fprintf(out, "%d webhooks and mails given back.\n", n)
		}
		return err
	}
	id, ok := store.ParseOutID(args[1])
	if !ok {
		return errors.New(deadUsage)
	}
	switch args[0] {
	case "show":
		return showOutgoing(ctx, s, id, out)
	case "replay":
		err = s.ReplayOutgoing(ctx, id, now)
	case "drop":
		err = s.DropOutgoing(ctx, id, now)
	default:
		return errors.New(deadUsage)
	}
	if err == nil {
		_, err = fmt.Fprintln(out, "done.")
	}
	return err
}

func listOutgoing(ctx context.Context, s *store.Store, out io.Writer) error {
	list, err := s.DeadOutgoing(ctx, deadListed)
	if err != nil {
		return err
	}
	for _, o := range list {
		fmt.Fprintf(out, "%s  %s  %s to %s  %d tries  %s\n", store.OutID(o.ID), fleet.FormatTime(o.Created), o.Kind, o.Target, o.Tries, oneLine(o.Error, 100))
	}
	_, err = fmt.Fprintf(out, "%d webhooks and mails put aside, newest first.\n", len(list))
	return err
}

func showOutgoing(ctx context.Context, s *store.Store, id int64, out io.Writer) error {
	o, err := s.DeadOutgoingByID(ctx, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "id       %s\nat       %s\nkind     %s\ntarget   %s\nkey      %s\ntries    %d\nreason   %s\n%s\n",
		store.OutID(o.ID), fleet.FormatTime(o.Created), o.Kind, o.Target, o.Key, o.Tries, o.Error, o.Body)
	return err
}
