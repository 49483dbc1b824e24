package sheets

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	world "watchtower/sandbox/sheets"

	"watchtower/fleet"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func post(t *testing.T, url, body string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, resp.Status)
	}
}

// guarded is a spreadsheet that lets one service account in, and a client with
// that account's key.
func guarded(t *testing.T, change func(*Config, world.Account)) (*world.Book, *client) {
	t.Helper()
	account, err := world.NewAccount("tower@test.iam.gserviceaccount.com")
	must(t, err)
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	key, err := account.KeyFile(srv.URL)
	must(t, err)
	book := world.New(world.Options{ID: bookID, Title: "Fleet", Accounts: []world.Account{account}, Base: srv.URL})
	book.Register(mux)
	cfg := Config{Book: bookID, Key: string(key), Endpoint: srv.URL + "/", PerMinute: 1_000_000, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	if change != nil {
		change(&cfg, account)
	}
	c, err := newClient(t.Context(), cfg)
	must(t, err)
	return book, c
}

func TestServiceAccount(t *testing.T) {
	book, c := guarded(t, nil)
	if _, err := c.readBook(t.Context()); err != nil {
		t.Fatal(err)
	}
	for fault, want := range map[string]string{"403": "not shared with the service account", "scope": "lacks the scope", "disabled": "not enabled"} {
		book.Fail(fault)
		if _, err := c.readBook(t.Context()); !strings.Contains(fleet.MessageFor(err), want) {
			t.Errorf("%s: %v, want %q", fault, err, want)
		}
	}
	book.Share(false)
	if _, err := c.readBook(t.Context()); fleet.KindOf(err) != fleet.Forbidden {
		t.Errorf("not shared: %v", err)
	}
}

func TestWrongKeyAndWrongBook(t *testing.T) {
	_, c := guarded(t, func(cfg *Config, _ world.Account) {
		other, err := world.NewAccount("tower@test.iam.gserviceaccount.com")
		must(t, err)
		key, err := other.KeyFile(strings.TrimSuffix(cfg.Endpoint, "/"))
		must(t, err)
		cfg.Key = string(key)
	})
	if _, err := c.readBook(t.Context()); !strings.Contains(fleet.MessageFor(err), "does not accept the service account's key") {
		t.Errorf("a key that was revoked: %v", err)
	}
	_, c = guarded(t, func(cfg *Config, _ world.Account) { cfg.Book = "another" })
	if _, err := c.readBook(t.Context()); fleet.KindOf(err) != fleet.NotFound {
		t.Errorf("a wrong id: %v", err)
	}
	if _, err := newClient(t.Context(), Config{Book: bookID, Key: "{}"}); fleet.KindOf(err) != fleet.Invalid {
		t.Errorf("no key at all: %v", err)
	}
}

// Reads are repeated through any passing trouble; a write of which nobody knows
// whether it was done is not.
func TestPassingTrouble(t *testing.T) {
	book, c := guarded(t, nil)
	book.Fail("429", "503", "500", "429")
	if _, err := c.readBook(t.Context()); err != nil {
		t.Errorf("four troubles in a row: %v", err)
	}
	book.Calls()
	book.Fail("429", "503")
	targets := []*target{}
	if err := c.address(t.Context(), targets, nil); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("a write that met a 503: %v", err)
	}
	if calls := book.Calls(); len(calls) != 2 {
		t.Errorf("the write was tried %d times, want once more after the 429 alone: %v", len(calls), calls)
	}
	book.Fail("429", "429", "429", "429", "429", "429", "429")
	if _, err := c.readBook(t.Context()); !strings.Contains(fleet.MessageFor(err), "limits us") {
		t.Errorf("no end of 429: %v", err)
	}
}

func TestBackoffGrowsWithChance(t *testing.T) {
	for try := 1; try <= 8; try++ {
		most := min(firstPause<<(try-1), maxPause)
		for range 50 {
			if d := backoff(try, 0); d < most/2 || d > most {
				t.Fatalf("after %d tries %s, want %s to %s", try, d, most/2, most)
			}
		}
	}
	if d := backoff(1, time.Minute); d != time.Minute {
		t.Errorf("what Google asks for is not kept: %s", d)
	}
}

// Two processes: one syncs, the other waits; what was asked for runs once.
func TestOneSyncAtATime(t *testing.T) {
	f := newFixture(t)
	f.setup()
	other := f.syncer(http.DefaultClient, f.reg.Run)
	other.o.Log = slog.New(slog.DiscardHandler)
	for range 2 {
		_, err := f.store.AskSheetSync(t.Context(), bookID, "Ada", "C0DISPATCH", f.now)
		must(t, err)
	}
	var inner bool
	f.book.Before(func(string, string) {
		_, did, err := other.RunDue(context.Background())
		inner = inner || did || err != nil
	})
	if _, did, err := f.sync.RunDue(t.Context()); !did || err != nil {
		t.Fatal(did, err)
	}
	f.book.Before(nil)
	if inner {
		t.Error("a second sync ran at the same time")
	}
	_, first, err := other.RunDue(t.Context()) // the quarter of an hour
	must(t, err)
	_, second, err := f.sync.RunDue(t.Context())
	must(t, err)
	if !first || second {
		t.Errorf("the slot ran %v and %v, want once", first, second)
	}
	list, err := f.store.SheetSyncs(t.Context(), bookID, 10)
	if err != nil || len(list) != 2 || list[0].State != "done" || list[1].AskedBy != "Ada" {
		t.Errorf("%+v %v", list, err)
	}
}
