package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver that goose speaks through
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"watchtower/fleet"
	"watchtower/migrations"
)

// Migrate brings the schema to this binary's version. Several replicas may
// call it at once: one works, the others wait.
func Migrate(ctx context.Context, url string) error {
	db, provider, err := migrator(url)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", openFault(err))
	}
	return nil
}

func migrator(url string) (*sql.DB, *goose.Provider, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, nil, errURL
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, provider, nil
}

// checkSchema refuses a database that is older or newer than this binary.
func checkSchema(ctx context.Context, url string) error {
	db, provider, err := migrator(url)
	if err != nil {
		return err
	}
	defer db.Close()
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return openFault(err)
	}
	switch {
	case have < want:
		return fleet.Errorf(fleet.Conflict, "The database schema is at version %d; this binary needs %d. Run: watchtower migrate", have, want)
	case have > want:
		return fleet.Errorf(fleet.Conflict, "The database schema is at version %d, newer than this binary knows (%d). Run the newer watchtower.", have, want)
	}
	return checkExtensions(ctx, db)
}
