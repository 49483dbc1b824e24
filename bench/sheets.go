package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"watchtower/jobs/sheets/sheetstest"
	"watchtower/store"
)

// What the sync of a spreadsheet is measured with.
const (
	sheetRows      = 5000
	sheetChanges   = 50
	sheetHistories = 1000
	sheetFew       = 40 // histories of a short run
)

// sheetSync measures the sync of a large Google Sheet against the sandbox's,
// and plays random histories of edits on both sides with faults and crashes.
func sheetSync(ctx context.Context, full bool) ([]Result, error) {
	at, err := newPlace(ctx, "bench_sheets", 9)
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, at.database); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, at.database, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	m, err := sheetstest.Large(ctx, s, at.database, sheetRows, sheetChanges)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "sheets: %d rows, first sync %d calls and %.0f ms, %d changes %d calls and %.0f ms, idle %d calls and %.0f ms\n",
		m.Rows, m.FirstCalls, m.FirstMS, m.Changed, m.SyncCalls, m.SyncMS, m.IdleCalls, m.IdleMS)
	n := sheetFew
	if full {
		n = sheetHistories
	}
	sum, err := sheetstest.Histories(ctx, s, at.database, 1, n, func(seed uint64, t sheetstest.Tally, log string) {
		fmt.Fprintf(os.Stderr, "sheets: history %d: %+v\n%s\n", seed, t, log)
	})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "sheets: %d histories: %+v\n", n, sum)
	return []Result{
		lower("sheets.sync_calls", float64(m.SyncCalls), "calls", 6), lower("sheets.sync_ms", m.SyncMS, "ms", 3000),
		lower("sheets.idle_calls", float64(m.IdleCalls), "calls", 2),
		lower("sheets.lost", float64(sum.Lost+sum.Unequal), "edits", 0), lower("sheets.doubled", float64(sum.Doubled), "rows", 0),
	}, nil
}
