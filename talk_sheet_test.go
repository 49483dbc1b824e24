package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"watchtower/sandbox/sheets"
)

// withSheet gives the conversations that are about it a Google Sheet, which
// lets the service account in and is set up.
func withSheet(t *testing.T, mux *http.ServeMux, url string, cfg *Config) *sheets.Book {
	t.Helper()
	if !strings.Contains(t.Name(), "/sheets") {
		return nil
	}
	account, err := sheets.NewAccount("watchtower@talk.iam.gserviceaccount.com")
	if err != nil {
		t.Fatal(err)
	}
	key, err := account.KeyFile(url)
	if err != nil {
		t.Fatal(err)
	}
	book := sheets.New(sheets.Options{ID: "talk", Title: "Fleet", Locale: "en_GB", Zone: "Africa/Lagos", Base: url, Accounts: []sheets.Account{account}})
	book.Register(mux)
	cfg.SheetsID, cfg.SheetsKey, cfg.SheetsEndpoint = "talk", Secret(key), url+"/"
	s, err := (&works{cfg: *cfg, log: slog.New(slog.DiscardHandler)}).syncer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	return book
}

// syncing says whether the sheet is being synced, or something of it waits to
// be told.
func (w *talk) syncing() bool {
	w.Helper()
	if w.book == nil {
		return false
	}
	list, err := w.works.store.SheetSyncs(w.Context(), "talk", 1)
	if err != nil {
		w.Fatal(err)
	}
	untold, err := w.works.store.UntoldSheetClashes(w.Context(), "talk", 1)
	if err != nil {
		w.Fatal(err)
	}
	return len(untold) > 0 || len(list) > 0 && (list[0].State == "asked" || list[0].State == "running")
}

// sheet has somebody type into a row, which the first column names, or says
// what stands in it.
func (w *talk) sheet(words string) string {
	w.Helper()
	tab, rest, _ := strings.Cut(words, " ")
	what, text, typed := strings.Cut(rest, " = ")
	rows, err := w.book.Rows(tab)
	if err != nil {
		w.Fatal(err)
	}
	at := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] != "" && strings.HasPrefix(what, r[0]) })
	if at < 0 {
		w.Fatalf("the tab %s has no row %s: %v", tab, what, rows)
	}
	if !typed {
		return fmt.Sprintf("  the sheet: %s\n", strings.Join(rows[at][:min(len(rows[at]), len(rows[0])-1)], " | "))
	}
	col := slices.Index(rows[0], strings.TrimSpace(strings.TrimPrefix(what, rows[at][0])))
	if col < 0 {
		w.Fatalf("the tab %s has no column in %q", tab, what)
	}
	if err := w.book.Type(tab, at, col, text); err != nil {
		w.Fatal(err)
	}
	return ""
}
