// Package storetest gives each test a database of its own: a copy of one that
// was migrated once. It owns test databases and refuses to guess where
// PostgreSQL is: WATCHTOWER_TEST_POSTGRES says so.
package storetest

import (
	"context"
	"database/sql"
	"log/slog"
	"net/url"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver that pgtestdb speaks through
	"github.com/peterldowns/pgtestdb"

	"watchtower/migrations"
	"watchtower/store"
)

// Open returns a store on a fresh database that is dropped after the test.
// Without PostgreSQL the test is skipped, or fails when REQUIRE_SERVICES=1.
func Open(t testing.TB) *store.Store {
	t.Helper()
	s, _ := OpenURL(t)
	return s
}

// OpenURL is Open, and the address of the database for tests that start a
// process of their own.
func OpenURL(t testing.TB) (*store.Store, string) {
	t.Helper()
	address := URL(t)
	s, err := store.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open test database: %v", err)
	}
	t.Cleanup(s.Close)
	if err := s.EnsurePartitions(t.Context(), testMonths()...); err != nil {
		t.Fatalf("make partitions: %v", err)
	}
	return s, address
}

// URL is the address of a fresh, migrated database.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("WATCHTOWER_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("REQUIRE_SERVICES") == "1" {
			t.Fatal("WATCHTOWER_TEST_POSTGRES is not set; run the tests with make test")
		}
		t.Skip("needs PostgreSQL: run with make test")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("WATCHTOWER_TEST_POSTGRES is not an address")
	}
	password, _ := u.User.Password()
	cfg := pgtestdb.Custom(t, pgtestdb.Config{
		DriverName: "pgx", Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Password: password,
		Database: "postgres", Options: "sslmode=disable",
		TestRole: &pgtestdb.Role{Username: u.User.Username(), Password: password, Capabilities: "SUPERUSER"},
	}, migrator{})
	return cfg.URL()
}

// migrator builds the template database once per set of migrations.
type migrator struct{}

func (migrator) Hash() (string, error) { return migrations.Hash() }

func (migrator) Migrate(ctx context.Context, _ *sql.DB, cfg pgtestdb.Config) error {
	return store.Migrate(ctx, cfg.URL())
}
