package store

import (
	"context"
	"time"
)

// InboxWaiting is how many facts wait because Redis was away.
func (s *Store) InboxWaiting(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM inbox`).Scan(&n)
	return n, wrap(err, "InboxWaiting")
}

// RejectsSince counts the facts received since a moment that could not be used.
func (s *Store) RejectsSince(ctx context.Context, since time.Time) (n int64, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM rejects WHERE received_at >= $1`, since).Scan(&n)
	return n, wrap(err, "RejectsSince")
}
