package store_test

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

// Each fault of a database is told by what to do about it, and never with the
// password.
func TestFaultsOfADatabaseAreToldApart(t *testing.T) {
	address := storetest.URL(t)
	bare, stranger := bareDatabase(t, address)
	for _, c := range []struct {
		name, url string
		open      string // what Open says
		migrate   string // what Migrate says, when that differs
	}{
		{"wrong password", with(t, address, func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "hunter2") }), "Correct the user or the password in DATABASE_URL", ""},
		{"unknown user", with(t, address, func(u *url.URL) { u.User = url.UserPassword("nobody_here", "hunter2") }), "Correct the user or the password in DATABASE_URL", ""},
		{"no such database", with(t, address, func(u *url.URL) { u.Path = "/nowhere_hunter" }), `"nowhere_hunter" does not exist. Correct the name in DATABASE_URL, or make the database`, ""},
		{"no rights", stranger, "the owner of the database: ALTER DATABASE", ""},
		{"no extension, and no right to create it", bare, "Run: watchtower migrate", "A superuser creates the extensions once: psql"},
		{"nobody there", "postgres://u:hunter2@127.0.0.1:1/d?sslmode=disable", "does not answer. Check the host and port", ""},
		{"no address", "postgres://u:hunter2/x@h/d", "DATABASE_URL cannot be read", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := store.Open(t.Context(), c.url, slog.New(slog.DiscardHandler))
			told(t, "Open", err, c.open)
			if c.migrate == "" {
				c.migrate = c.open
			}
			told(t, "Migrate", store.Migrate(t.Context(), c.url), c.migrate)
		})
	}
}

// A database that lost an extension is refused before its first question.
func TestOpenMissesAnExtension(t *testing.T) {
	address := storetest.URL(t)
	db, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(t.Context(), `DROP EXTENSION postgis CASCADE`)
	if err != nil || db.Close(t.Context()) != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	told(t, "Open", err, "has no extension postgis. A superuser creates them once")
}

func told(t *testing.T, what string, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s went well", what)
	}
	text := err.Error()
	if fleet.KindOf(err) != fleet.Internal {
		text = fleet.MessageFor(err)
	}
	if !strings.Contains(text, want) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%s: %q\n(%v)\nwant %q", what, text, err, want)
	}
}

// with is an address with something changed.
func with(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

// bareDatabase makes a database without extensions, and gives its address for a
// plain owner and for a plain role that may do nothing there.
func bareDatabase(t *testing.T, address string) (owner, stranger string) {
	t.Helper()
	admin, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	name := "bare_" + strings.TrimPrefix(with(t, address, func(u *url.URL) { *u = url.URL{Path: u.Path} }), "/")
	name = name[:min(len(name), 50)]
	must := func(ctx context.Context, sql string) {
		if _, err := admin.Exec(ctx, strings.ReplaceAll(sql, "NAME", name)); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	must(t.Context(), `CREATE ROLE "NAME_owner" LOGIN PASSWORD 'hunter2'`)
	must(t.Context(), `CREATE ROLE "NAME_other" LOGIN PASSWORD 'hunter2'`)
	must(t.Context(), `CREATE DATABASE "NAME" OWNER "NAME_owner" TEMPLATE template0`)
	t.Cleanup(func() {
		ctx := context.Background()
		must(ctx, `DROP DATABASE "NAME" WITH (FORCE)`)
		must(ctx, `DROP ROLE "NAME_owner"`)
		must(ctx, `DROP ROLE "NAME_other"`)
		_ = admin.Close(ctx) // the server is about to go
	})
	as := func(role string) string {
		return with(t, address, func(u *url.URL) { u.User, u.Path = url.UserPassword(name+role, "hunter2"), "/"+name })
	}
	return as("_owner"), as("_other")
}
