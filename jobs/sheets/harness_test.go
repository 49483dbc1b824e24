package sheets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	world "watchtower/sandbox/sheets"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// noon is Monday 23 Nov 2026, 11:00 WAT.
var noon = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

const bookID = "the-book"

// fixture is a spreadsheet, a database and the sync between them.
type fixture struct {
	*testing.T
	book  *world.Book
	store *store.Store
	reg   *tools.Registry
	sync  *Syncer
	url   string
	now   time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{T: t, store: storetest.Open(t), now: noon}
	f.reg = tools.New(f.store, func() time.Time { return f.now }, slog.New(slog.DiscardHandler))
	f.reg.Sheets = &tools.Sheets{Book: bookID, URL: "https://docs.google.com/spreadsheets/d/the-book"}
	f.book = world.New(world.Options{ID: bookID, Title: "Fleet", Locale: "en_GB", Zone: "Africa/Lagos"})
	mux := http.NewServeMux()
	f.book.Register(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	f.url = srv.URL
	f.sync = f.syncer(srv.Client(), f.reg.Run)
	return f
}

// runTool is the tools' one door, or something that stands in it.
type runTool = func(context.Context, fleet.Caller, fleet.Via, string, json.RawMessage) (answer.Answer, error)

func (f *fixture) syncer(client *http.Client, run runTool) *Syncer {
	f.Helper()
	s, err := New(f.Context(), Options{Store: f.store, Run: run, Channel: "C0DISPATCH", TripDays: 30,
		Now: func() time.Time { return f.now }, Log: slog.New(slog.DiscardHandler),
		Config: Config{Book: bookID, Endpoint: f.url, HTTP: client, PerMinute: 1_000_000_000,
			Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}})
	if err != nil {
		f.Fatal(err)
	}
	return s
}

func (f *fixture) setup() {
	f.Helper()
	if _, err := f.sync.Setup(f.Context()); err != nil {
		f.Fatal(err)
	}
}

func quiet(context.Context, string, tools.SyncResult) error { return nil }

// once syncs and wants it to go well.
func (f *fixture) once() Found {
	f.Helper()
	found, err := f.sync.Once(f.Context(), false, quiet)
	if err != nil {
		cause := err
		for errors.Unwrap(cause) != nil {
			cause = errors.Unwrap(cause)
		}
		f.Fatalf("sync: %v (%v)", err, cause)
	}
	f.now = f.now.Add(Every)
	return found
}

func (f *fixture) tool(name, args string) {
	f.Helper()
	a, err := f.reg.Run(f.Context(), fleet.SystemCaller, fleet.ViaJob, name, json.RawMessage(args))
	if err != nil || a.Kind == answer.Question {
		f.Fatalf("%s %s: %v %+v", name, args, err, a)
	}
}

// col is where a header stands, -1 where it does not.
func (f *fixture) col(kind sheet.Kind, header string) int {
	f.Helper()
	rows, err := f.book.Rows(kind.Tab())
	if err != nil || len(rows) == 0 {
		f.Fatalf("the tab %s: %v", kind.Tab(), err)
	}
	return slices.Index(rows[0], header)
}

// row is where a row stands by what is in its first column of that header.
func (f *fixture) row(kind sheet.Kind, key string) int {
	f.Helper()
	rows, err := f.book.Rows(kind.Tab())
	if err != nil {
		f.Fatal(err)
	}
	at := f.col(kind, kind.Key().Header)
	for i, r := range rows {
		if i > 0 && at < len(r) && r[at] == key {
			return i
		}
	}
	return -1
}

// cell is what the sheet shows in a row and a column.
func (f *fixture) cell(kind sheet.Kind, key, header string) string {
	f.Helper()
	rows, err := f.book.Rows(kind.Tab())
	if err != nil {
		f.Fatal(err)
	}
	at, col := f.row(kind, key), f.col(kind, header)
	if at < 0 {
		f.Fatalf("%s has no row %s:\n%v", kind, key, rows)
	}
	if col < 0 || col >= len(rows[at]) {
		return ""
	}
	return rows[at][col]
}

// types has somebody type into the sheet.
func (f *fixture) types(kind sheet.Kind, key, header, text string) {
	f.Helper()
	at, col := f.row(kind, key), f.col(kind, header)
	if at < 0 || col < 0 {
		f.Fatalf("%s has no row %s with %s", kind, key, header)
	}
	if err := f.book.Type(kind.Tab(), at, col, text); err != nil {
		f.Fatal(err)
	}
}

// adds has somebody fill in a new row at the end.
func (f *fixture) adds(kind sheet.Kind, cells map[string]string) {
	f.Helper()
	rows, err := f.book.Rows(kind.Tab())
	if err != nil {
		f.Fatal(err)
	}
	for header, text := range cells {
		col := f.col(kind, header)
		if col < 0 {
			f.Fatalf("%s has no column %s", kind, header)
		}
		if err := f.book.Type(kind.Tab(), len(rows), col, text); err != nil {
			f.Fatal(err)
		}
	}
}

// tower is what Watch Tower has of a row.
func (f *fixture) tower(kind sheet.Kind, key string) sheet.Values {
	f.Helper()
	st, err := f.store.SheetState(f.Context(), bookID, noon.AddDate(0, -1, 0))
	if err != nil {
		f.Fatal(err)
	}
	for _, o := range st.Objects[kind] {
		if o.Values[kind.Key().Name] == key {
			return o.Values
		}
	}
	return nil
}

func (f *fixture) clashes() (out []string) {
	f.Helper()
	list, err := f.store.UntoldSheetClashes(f.Context(), bookID, 1000)
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %s: %q/%q kept %q", c.Name, c.Column, c.Sheet, c.Tower, c.Kept))
	}
	return out
}
