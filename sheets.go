package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/jobs/sheets"
	"watchtower/store"
	"watchtower/tools"
)

// sheetInUse is what the tools know of the spreadsheet; nil without one.
func sheetInUse(cfg Config) *tools.Sheets {
	if cfg.SheetsID == "" {
		return nil
	}
	return &tools.Sheets{Book: cfg.SheetsID, URL: sheetURL(cfg)}
}

// sheetURL is where people open the spreadsheet.
func sheetURL(cfg Config) string {
	if cfg.SheetsEndpoint != "" {
		return strings.TrimSuffix(cfg.SheetsEndpoint, "/") + "/sheets/"
	}
	return "https://docs.google.com/spreadsheets/d/" + cfg.SheetsID
}

// syncer prepares the sync of the spreadsheet that is configured.
func (w *works) syncer(ctx context.Context) (*sheets.Syncer, error) {
	cfg := w.cfg
	policies, err := sheet.ParsePolicies(cfg.SheetsPolicy)
	if err != nil {
		return nil, err
	}
	channel := cfg.SheetsChannel
	if channel == "" {
		channel = cfg.DispatchChannel
	}
	return sheets.New(ctx, sheets.Options{Store: w.store, Run: w.tools.Run, Channel: channel, Policies: policies, TripDays: cfg.SheetsTripDays, Now: w.now, Log: w.log,
		Config: sheets.Config{Book: cfg.SheetsID, Key: string(cfg.SheetsKey), Endpoint: cfg.SheetsEndpoint, PerMinute: cfg.SheetsPerMinute}})
}

// sheetsCommand sets a spreadsheet up, syncs it now, or says how it is doing.
func sheetsCommand(ctx context.Context, args []string, out io.Writer) error {
	verbs := map[string]func(context.Context, *works, *sheets.Syncer, io.Writer) error{"setup": sheetsSetup, "sync": sheetsSync, "status": sheetsStatus}
	if len(args) != 1 || verbs[args[0]] == nil {
		return errors.New("usage: watchtower sheets setup | sync | status")
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	if cfg.SheetsID == "" {
		return errors.New("SHEETS_ID is not set: it is the part of the sheet's address between /d/ and /edit")
	}
	c, err := newClock(cfg.Clock, cfg.ClockAnchor, time.Now())
	if err != nil {
		return err
	}
	w := &works{cfg: cfg, now: c.Now, log: newLogger(cfg.LogLevel)}
	if w.store, err = store.Open(ctx, string(cfg.DatabaseURL), w.log); err != nil {
		return err
	}
	defer w.store.Close()
	w.tools = tools.New(w.store, w.now, w.log)
	w.tools.Sheets = sheetInUse(cfg)
	s, err := w.syncer(ctx)
	if err != nil {
		return err
	}
	return verbs[args[0]](ctx, w, s, out)
}

func sheetsSetup(ctx context.Context, w *works, s *sheets.Syncer, out io.Writer) error {
	did, err := s.Setup(ctx)
	if err != nil {
		return err
	}
	for _, line := range did {
		fmt.Fprintln(out, line)
	}
	_, err = fmt.Fprintf(out, "The sheet is set up. Fill it by: watchtower sheets sync\n%s\n", sheetURL(w.cfg))
	return err
}

// sheetsSync asks for a sync and does it here, unless a server is faster: then
// it waits for that one.
func sheetsSync(ctx context.Context, w *works, s *sheets.Syncer, out io.Writer) error {
	asked := w.now()
	if _, err := w.store.AskSheetSync(ctx, w.cfg.SheetsID, "the terminal", "", asked); err != nil {
		return err
	}
	for {
		_, did, err := s.RunDue(ctx)
		if err != nil && did {
			return err
		}
		list, err := w.store.SheetSyncs(ctx, w.cfg.SheetsID, 1)
		if err != nil {
			return err
		}
		if y := list[0]; !y.EndedAt.IsZero() && !y.StartedAt.Before(asked) {
			if y.Reason != "" {
				return errors.New(y.Reason)
			}
			_, err := fmt.Fprintf(out, "%s.\n", tools.ReadSyncResult(y.Result).Words())
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func sheetsStatus(ctx context.Context, w *works, _ *sheets.Syncer, out io.Writer) error {
	a, err := w.tools.Run(ctx, fleet.SystemCaller, fleet.ViaJob, "sheets_status", nil)
	if err != nil {
		a = answer.FromError(err)
	}
	_, err = fmt.Fprintln(out, a.Text())
	return err
}

// checkSheet is what the doctor finds out about the Google Sheet; nothing
// without one.
func checkSheet(ctx context.Context, cfg Config) []finding {
	f := finding{what: "Google Sheet"}
	if cfg.SheetsID == "" {
		return nil
	}
	s, err := (&works{cfg: cfg, log: slog.New(slog.DiscardHandler)}).syncer(ctx)
	if err == nil {
		var unwell []string
		unwell, err = s.Check(ctx)
		f.fix = strings.Join(unwell, "; ")
	}
	if err != nil {
		f.fix = plain(err)
	}
	return []finding{f}
}
