package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"watchtower/fleet"
)

// A server that goes away must never cost an entry of the stream one of its
// tries, so it has to be told from a statement that is wrong.
func TestOutagesAreToldFromFaults(t *testing.T) {
	cases := []struct {
		err  error
		kind fleet.Kind
	}{
		{io.ErrUnexpectedEOF, fleet.Unavailable},
		{&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, fleet.Unavailable},
		{&pgconn.PgError{Code: "57P01"}, fleet.Unavailable}, // admin shutdown
		{&pgconn.PgError{Code: "40P01"}, fleet.Unavailable}, // deadlock
		{&pgconn.PgError{Code: "53300"}, fleet.Unavailable}, // too many connections
		{context.DeadlineExceeded, fleet.Unavailable},
		{&pgconn.PgError{Code: "42703"}, fleet.Internal}, // no such column
		{&pgconn.PgError{Code: "23505"}, fleet.Internal},
		{fmt.Errorf("wrapped: %w", fleet.Errorf(fleet.Conflict, "already there")), fleet.Conflict},
	}
	for _, c := range cases {
		if got := fleet.KindOf(wrap(c.err, "Test")); got != c.kind {
			t.Errorf("%v: kind %q, want %q", c.err, got, c.kind)
		}
	}
}
