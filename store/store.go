// Package store is PostgreSQL with PostGIS: everything Watch Tower knows.
//
// It owns transactions, uniqueness, units and SRIDs, and the schema's version.
// SQL is written by hand, as a constant beside the one function that uses it.
// It refuses wording for people beyond its errors, and permissions: whoever
// calls is trusted to have asked tools first. It never calls now() for logic;
// the time is an argument.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxgeom "github.com/twpayne/pgx-geom"

	"watchtower/fleet"
)

// Store is a pool of connections to one database. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	log  *slog.Logger

	placeCache placeCache
	ruleCache  ruleCache
}

// Open connects to a database whose schema Migrate has made, and refuses one
// whose schema this binary does not know.
func Open(ctx context.Context, url string, log *slog.Logger) (*Store, error) {
	if err := checkSchema(ctx, url); err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("DATABASE_URL cannot be read: expected postgres://user:password@host:port/database")
	}
	cfg.AfterConnect = pgxgeom.Register
	cfg.MaxConns = max(cfg.MaxConns, 12)
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	cfg.ConnConfig.RuntimeParams["application_name"] = "watchtower"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["jit"] = "off" // its planning cost exceeds every query we run
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &Store{pool: pool, log: log}, nil
}

// Close waits for running queries and ends every connection.
func (s *Store) Close() { s.pool.Close() }

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error { return wrap(s.pool.Ping(ctx), "Ping") }

// inTx runs f in a transaction: committed when f returns nil, else rolled back.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, f)
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// wrap names the failed function and gives the error a kind: a fleet.Error
// passes as it is, a lost connection is Unavailable, the rest Internal.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fleet.Error](err); ok {
		return err
	}
	where := fmt.Errorf("store."+format+": %w", append(args, err)...)
	if unavailable(err) {
		return &fleet.Error{Kind: fleet.Unavailable, Message: "The database does not answer right now. Please try again in a minute.", Err: where}
	}
	return &fleet.Error{Kind: fleet.Internal, Message: "Something went wrong on our side.", Err: where}
}

// unavailable says whether err means that the server is away or too busy, not
// that the statement was wrong.
func unavailable(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		class := pg.Code[:2]
		return class == "08" || class == "53" || class == "57" || class == "40" || pg.Code == "55P03" // a lock that took too long
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true // the server went away in the middle of a statement
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return pgconn.SafeToRetry(err) || errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err)
}

// isUnique says whether err is a broken uniqueness of the named constraint.
func isUnique(err error, constraint string) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "23505" && pg.ConstraintName == constraint
}

// isDuplicateTable says whether two makers of one table met.
func isDuplicateTable(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "42P07" || pg.Code == "23505")
}
