// Package sheetstest plays random histories: people edit a spreadsheet and
// Watch Tower at the same time while syncs between them fail and crash. In the
// end both sides must be the same, every edit must have arrived or be kept in a
// conflict, and nothing may be there twice.
//
// It owns the histories and what is counted in them, for tests, proofs and
// measurements alike. It refuses judging: it counts.
package sheetstest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/jobs/sheets"
	world "watchtower/sandbox/sheets"
	"watchtower/store"
	"watchtower/tools"
)

// Tally is what happened in histories.
type Tally struct {
	Edits, Syncs, Conflicts  int
	Faults, Crashes, Refused int
	Lost, Doubled, Unequal   int
}

// Add sums tallies.
func (t *Tally) Add(o Tally) {
	t.Edits, t.Syncs, t.Conflicts = t.Edits+o.Edits, t.Syncs+o.Syncs, t.Conflicts+o.Conflicts
	t.Faults, t.Crashes, t.Refused = t.Faults+o.Faults, t.Crashes+o.Crashes, t.Refused+o.Refused
	t.Lost, t.Doubled, t.Unequal = t.Lost+o.Lost, t.Doubled+o.Doubled, t.Unequal+o.Unequal
}

// History is one of them.
type History struct {
	Tally
	ctx   context.Context //nolint:containedctx // a history is one run, from which all its acts are called
	r     *rand.Rand
	store *store.Store
	reg   *tools.Registry
	book  *world.Book
	id    string
	sync  *sheets.Syncer
	now   time.Time
	log   []string

	rows    []*thing // everything that was ever made, on either side
	edits   []edit
	next    int  // for values that were never used before
	busy    bool // within a concurrent act, so that acts do not nest
	tools   int  // tool calls until the crash; 0 for none
	calls   int  // API calls until the crash; 0 for none
	after   bool // the crash comes after the call, not before
	crash   context.CancelFunc
	failure error // of the harness itself
}

// thing is a row of one table, told by a tag that nobody edits.
type thing struct {
	kind    sheet.Kind
	tag     string
	deleted bool // in the sheet
}

// edit is a value that one side gave a cell, and what that side showed before.
type edit struct {
	side       sheet.Side
	tag, col   string
	value, saw string
}

// start is the clock of every history: Monday 23 Nov 2026, 11:00 WAT.
var start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// New prepares a history on an empty database; end it with the returned
// function.
func New(ctx context.Context, s *store.Store, seed uint64) (*History, func(), error) {
	h := &History{ctx: ctx, r: rand.New(rand.NewPCG(seed, 8)), store: s, now: start, id: fmt.Sprintf("book-%d", seed), busy: true}
	h.reg = tools.New(s, func() time.Time { return h.now }, slog.New(slog.DiscardHandler))
	locales := []string{"en_GB", "en_US", "de_DE"}
	h.book = world.New(world.Options{ID: h.id, Title: "Fleet", Locale: locales[h.r.IntN(len(locales))], Zone: "Africa/Lagos"})
	mux := http.NewServeMux()
	h.book.Register(mux)
	srv := httptest.NewServer(mux)
	var err error
	h.sync, err = sheets.New(ctx, sheets.Options{Store: s, Run: h.runTool, TripDays: 30, Now: func() time.Time { return h.now }, Log: slog.New(slog.DiscardHandler),
		Config: sheets.Config{Book: h.id, Endpoint: srv.URL, HTTP: &http.Client{Transport: h}, PerMinute: 1_000_000_000,
			Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}})
	if err == nil {
		_, err = h.sync.Setup(ctx)
	}
	return h, srv.Close, err
}

// Reset empties a database between histories.
func Reset(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `TRUNCATE trucks, drivers, clients, places, trips, sheet_rows, sheet_clashes, sheet_syncs, audit CASCADE`)
	return err
}

// Log is what happened, step by step.
func (h *History) Log() string { return strings.Join(h.log, "\n") }

func (h *History) note(format string, args ...any) {
	h.log = append(h.log, fmt.Sprintf(format, args...))
}

// RoundTrip carries an API call: people act just before it, and the process may
// die just before or just after it.
func (h *History) RoundTrip(req *http.Request) (*http.Response, error) {
	write := strings.HasSuffix(req.URL.Path, "values:batchUpdateByDataFilter")
	h.meanwhile(write)
	if h.calls > 0 && !h.after {
		if h.calls--; h.calls == 0 {
			h.die("before " + req.URL.Path)
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if h.calls > 0 && h.after {
		if h.calls--; h.calls == 0 {
			h.die("after " + req.URL.Path)
			if err == nil {
				resp.Body.Close()
			}
			return nil, context.Canceled
		}
	}
	return resp, err
}

func (h *History) die(where string) {
	h.note("  crash %s", where)
	h.Crashes++
	h.crash()
}

// runTool is the tools' door as the sync sees it.
func (h *History) runTool(ctx context.Context, caller fleet.Caller, via fleet.Via, name string, args json.RawMessage) (answer.Answer, error) {
	h.meanwhile(false)
	if h.tools > 0 {
		if h.tools--; h.tools == 0 && !h.after {
			h.die("before a tool")
			return answer.Answer{}, ctx.Err()
		}
	}
	a, err := h.reg.Run(ctx, caller, via, name, args)
	h.note("  tool %s: %v", args, err)
	if h.after && h.tools == 0 && h.crash != nil && h.r.IntN(20) == 0 && ctx.Err() == nil {
		h.die("after a tool")
	}
	return a, err
}

// meanwhile has somebody do something in the middle of a sync, sometimes. While
// cells are being written nobody edits cells or sorts: that is the documented
// window.
func (h *History) meanwhile(writing bool) {
	if h.busy || h.r.IntN(4) > 0 {
		return
	}
	h.busy = true
	defer func() { h.busy = false }()
	if writing {
		h.structure()
		return
	}
	h.act()
}

// Play does a history and counts.
func (h *History) Play() (Tally, error) {
	h.found()
	h.busy = false
	for range 8 + h.r.IntN(10) {
		for range h.r.IntN(5) {
			h.act()
		}
		h.attempt()
		if h.failure != nil {
			return h.Tally, h.failure
		}
	}
	return h.Tally, h.finish()
}

// attempt is a sync with whatever goes wrong in it.
func (h *History) attempt() {
	h.now = h.now.Add(sheets.Every)
	h.Syncs++
	ctx, cancel := context.WithCancel(h.ctx)
	defer cancel()
	h.crash, h.calls, h.tools, h.after = cancel, 0, 0, h.r.IntN(2) == 0
	switch h.r.IntN(5) {
	case 0:
		h.calls = 1 + h.r.IntN(6)
	case 1:
		h.tools = 1 + h.r.IntN(3)
	case 2:
		kinds := []string{"", "", "429", "503", "500"}
		var queue []string
		for range 1 + h.r.IntN(5) {
			queue = append(queue, kinds[h.r.IntN(len(kinds))])
		}
		h.note("faults %v", queue)
		h.book.Fail(queue...)
		h.Faults += len(queue)
	case 3:
		h.book.Lose(1)
		h.Faults++
	}
	h.note("sync")
	found, err := h.sync.Once(ctx, false, func(ctx context.Context, _ string, _ tools.SyncResult) error { return ctx.Err() })
	h.note("synced: %s, %v", found.Words(), err)
	h.book.Heal()
	h.crash, h.calls, h.tools = nil, 0, 0
}
