package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// TripChange is one row of a trip's history.
type TripChange struct {
	At   time.Time
	Who  string
	Via  fleet.Via
	What string // one sentence
	Why  string
}

const tripHistory = `
SELECT at, who, via, what, why FROM trip_changes WHERE trip_id = $1 ORDER BY version DESC LIMIT $2 OFFSET $3`

// TripHistory is what happened to a trip, newest first, at most so many changes
// after as many as are passed over. Every version of a trip has one.
func (s *Store) TripHistory(ctx context.Context, id int64, most, after int) ([]TripChange, error) {
	rows, err := s.pool.Query(ctx, tripHistory, id, most, after)
	if err != nil {
		return nil, wrap(err, "TripHistory(%d)", id)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[TripChange])
	return out, wrap(err, "TripHistory(%d)", id)
}
