package sheetstest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/jobs/sheets"
	world "watchtower/sandbox/sheets"
	"watchtower/store"
	"watchtower/tools"
)

// Measured is what syncs of a large spreadsheet cost: calls of the API, and
// milliseconds without the time that the API itself took.
type Measured struct {
	Rows                             int
	FirstCalls, SyncCalls, IdleCalls int
	FirstMS, SyncMS, IdleMS          float64
	Changed                          int // cells that were carried over
}

// clocked carries calls and adds up how long the other side takes.
type clocked struct{ took atomic.Int64 }

func (c *clocked) RoundTrip(req *http.Request) (*http.Response, error) {
	started := time.Now()
	defer func() { c.took.Add(int64(time.Since(started))) }()
	return http.DefaultTransport.RoundTrip(req)
}

const largeDrivers = `
INSERT INTO drivers (name, key, phone, licence)
SELECT 'Driver ' || n, 'DRIVER' || n, '+23480' || lpad(n::text, 8, '0'), 'L' || n FROM generate_series(1, $1) n`

const largeTrucks = `
INSERT INTO trucks (plate, key, make, container_size, driver_id)
SELECT 'TRK-' || n, 'TRK' || n, 'MAN', 40, (SELECT id FROM drivers WHERE key = 'DRIVER' || n) FROM generate_series(1, $1) n`

// Large syncs so many rows, half of them trucks and half drivers: for the first
// time, then with so many changes, half on either side, then with none. The
// database must hold no others.
func Large(ctx context.Context, s *store.Store, url string, rows, changes int) (m Measured, err error) {
	if err := fill(ctx, url, rows/2); err != nil {
		return m, err
	}
	now := start
	reg := tools.New(s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	book := world.New(world.Options{ID: "large", Title: "Fleet", Locale: "en_GB", Zone: "Africa/Lagos"})
	mux := http.NewServeMux()
	book.Register(mux)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	outside := &clocked{}
	y, err := sheets.New(ctx, sheets.Options{Store: s, Run: reg.Run, TripDays: 30, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Config: sheets.Config{Book: "large", Endpoint: srv.URL, HTTP: &http.Client{Transport: outside}, PerMinute: 1_000_000_000}})
	if err != nil {
		return m, err
	}
	if _, err := y.Setup(ctx); err != nil {
		return m, err
	}
	once := func() (sheets.Found, float64, error) {
		now = now.Add(sheets.Every)
		began, before := time.Now(), outside.took.Load()
		found, err := y.Once(ctx, false, func(context.Context, string, tools.SyncResult) error { return nil })
		return found, float64((time.Since(began) - time.Duration(outside.took.Load()-before)).Microseconds()) / 1000, err
	}
	first, ms, err := once()
	if err != nil {
		return m, err
	}
	m.FirstCalls, m.FirstMS = first.Calls, ms
	if err := change(ctx, book, reg, rows/2, changes); err != nil {
		return m, err
	}
	second, ms, err := once()
	if err != nil {
		return m, err
	}
	m.Rows, m.SyncCalls, m.SyncMS, m.Changed = second.Rows, second.Calls, ms, second.ToTower+second.ToSheet
	idle, ms, err := once()
	if err == nil && idle.Words() != (tools.SyncResult{}).Words() {
		err = fmt.Errorf("the sync after the last one found %s", idle.Words())
	}
	m.IdleCalls, m.IdleMS = idle.Calls, ms
	return m, err
}

// fill makes so many drivers, and as many trucks.
func fill(ctx context.Context, url string, n int) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, sql := range []string{largeDrivers, largeTrucks} {
		if _, err := conn.Exec(ctx, sql, n); err != nil {
			return err
		}
	}
	return nil
}

// change edits so many cells: drivers' phones in the sheet, trucks' makes in
// Watch Tower, spread over all rows.
func change(ctx context.Context, book *world.Book, reg *tools.Registry, rows, changes int) error {
	grid, err := book.Rows(sheet.Drivers.Tab())
	if err != nil {
		return err
	}
	for n := range changes / 2 {
		at := 1 + n*(rows/changes)
		if err := book.Put(sheet.Drivers.Tab(), at, indexOf(grid[0], "Phone"), world.TextValue(fmt.Sprintf("+23490%08d", n))); err != nil {
			return err
		}
	}
	for n := range changes - changes/2 {
		raw, err := json.Marshal(map[string]any{"plate": fmt.Sprintf("TRK-%d", 1+n*(rows/changes)), "make": fmt.Sprintf("Make %d", n)})
		if err != nil {
			return err
		}
		if _, err := reg.Run(ctx, fleet.SystemCaller, fleet.ViaJob, "truck_save", raw); err != nil {
			return err
		}
	}
	return nil
}

func indexOf(list []string, text string) int {
	for i, s := range list {
		if s == text {
			return i
		}
	}
	return -1
}

// Histories plays so many random histories one after the other and sums them.
// fail is told of every one that went wrong.
func Histories(ctx context.Context, s *store.Store, url string, first uint64, n int, fail func(seed uint64, t Tally, log string)) (sum Tally, err error) {
	for seed := first; seed < first+uint64(n); seed++ {
		if err := Reset(ctx, url); err != nil {
			return sum, err
		}
		h, end, err := New(ctx, s, seed)
		if err != nil {
			return sum, err
		}
		t, err := h.Play()
		end()
		if err != nil {
			return sum, fmt.Errorf("seed %d: %w\n%s", seed, err, h.Log())
		}
		if t.Lost+t.Doubled+t.Unequal > 0 {
			fail(seed, t, h.Log())
		}
		sum.Add(t)
	}
	return sum, nil
}
