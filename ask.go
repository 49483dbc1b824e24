package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/assistant"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// askFlags are what `watchtower ask` takes beside the question.
type askFlags struct {
	json    bool
	role    string
	person  string
	thread  string
	now     string
	confirm string
}

// readAskFlags takes flags before, after and amid the words; what follows -- is
// all words.
func readAskFlags(args []string) (askFlags, string, error) {
	var f askFlags
	var words []string
	set := flag.NewFlagSet("ask", flag.ContinueOnError)
	set.BoolVar(&f.json, "json", false, "print one JSON object")
	set.StringVar(&f.role, "as", "admin", "role to ask as: viewer, dispatcher, manager, admin, driver")
	set.StringVar(&f.person, "person", "", "name of the person who asks; for role driver, the driver")
	set.StringVar(&f.thread, "thread", "", "ask in this thread, so that follow-ups are understood")
	set.StringVar(&f.now, "now", "", "pretend it is this time, like 2026-11-23T11:00:00+01:00")
	set.StringVar(&f.confirm, "confirm", "", "carry out the change with this id, as an earlier answer offered it")
	for len(args) > 0 {
		if err := set.Parse(args); err != nil {
			return f, "", err
		}
		rest := set.Args()
		if taken := len(args) - len(rest); taken > 0 && args[taken-1] == "--" {
			words = append(words, rest...)
			break
		}
		if len(rest) > 0 {
			words, rest = append(words, rest[0]), rest[1:]
		}
		args = rest
	}
	text := strings.TrimSpace(strings.Join(words, " "))
	if text == "" && f.confirm == "" {
		return f, "", errors.New(`nothing was asked; for example: watchtower ask "where is T-4407"`)
	}
	return f, text, nil
}

// ask puts a question to the same assistant that answers in Slack.
func ask(ctx context.Context, args []string, out io.Writer) error {
	f, text, err := readAskFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	now, err := askClock(cfg, f.now)
	if err != nil {
		return err
	}
	log := newLogger(cfg.LogLevel)
	s, err := store.Open(ctx, string(cfg.DatabaseURL), log)
	if err != nil {
		return err
	}
	defer s.Close()
	caller, err := askCaller(ctx, s, f)
	if err != nil {
		return err
	}
	reg := tools.New(s, now, log)
	reg.Model = modelInUse(cfg)
	if err := withRouter(reg, cfg, now, log); err != nil {
		return err
	}
	if f.confirm != "" {
		a, err := reg.Confirm(ctx, caller, f.confirm)
		if err != nil {
			a = answer.FromError(err)
		}
		_, err = fmt.Fprintln(out, a.Text())
		return err
	}
	started := time.Now()
	a := assistant.New(assistantOptions(cfg, s, reg, now, log))
	defer a.Close()
	reply := a.Ask(ctx, assistant.Request{Caller: caller, Channel: "terminal", Thread: f.thread, Text: text}, func(string) {})
	return printReply(out, f, reply, time.Since(started))
}

func askClock(cfg Config, fixed string) (func() time.Time, error) {
	if fixed == "" {
		c, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
		return c.Now, err
	}
	t, err := time.Parse(time.RFC3339, fixed)
	if err != nil {
		return nil, fmt.Errorf("--now must read like 2026-11-23T11:00:00+01:00")
	}
	return func() time.Time { return t }, nil
}

// askCaller is who the terminal asks as. Whoever can run this command holds the
// database's password already, so a role may be taken freely.
func askCaller(ctx context.Context, s *store.Store, f askFlags) (fleet.Caller, error) {
	role, ok := fleet.ParseRole(f.role)
	if !ok {
		return fleet.Caller{}, fmt.Errorf("--as must be viewer, dispatcher, manager, admin or driver, not %q", f.role)
	}
	caller := fleet.Caller{Name: f.person, Role: role, Channel: "terminal"}
	if caller.Name == "" {
		caller.Name = "terminal"
	}
	var err error
	if caller.Units, err = askUnits(ctx, s, f.person); err != nil || role != fleet.DriverRole {
		return caller, err
	}
	if f.person == "" {
		return caller, errors.New("--as driver needs --person with the driver's name")
	}
	d, err := s.FindDriver(ctx, f.person, store.Loose)
	caller.DriverID, caller.Name = d.ID, d.Name
	return caller, err
}

// askUnits are the units of the person of a name, kilometres where nobody of
// that name has said.
func askUnits(ctx context.Context, s *store.Store, name string) (fleet.Units, error) {
	if name == "" {
		return fleet.Kilometres, nil
	}
	p, err := s.FindPerson(ctx, name, store.Exact)
	if kind := fleet.KindOf(err); kind == fleet.NotFound || kind == fleet.Ambiguous {
		return fleet.Kilometres, nil
	}
	if err != nil {
		return "", err
	}
	prefs, err := s.Preferences(ctx, p.ID)
	return prefs.Units, err
}

func printReply(out io.Writer, f askFlags, r assistant.Reply, took time.Duration) error {
	if f.json {
		raw, err := r.JSON(took)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, string(raw))
		return err
	}
	text := r.Answer.Text()
	if r.Intro != "" {
		text = r.Intro + "\n" + text
	}
	if p := r.Answer.Pending; p != nil {
		text += fmt.Sprintf("\nTo do it: watchtower ask --as %s --confirm %s", f.role, p.ID)
	}
	_, err := fmt.Fprintln(out, text)
	return err
}
