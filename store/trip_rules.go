package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const tripRules = `SELECT rule, does FROM trip_rules`

// TripRules are the rules that somebody has set; the others are as built in.
func (s *Store) TripRules(ctx context.Context) (fleet.TripRules, error) {
	rows, err := s.pool.Query(ctx, tripRules)
	if err != nil {
		return nil, wrap(err, "TripRules")
	}
	out := fleet.TripRules{}
	var rule fleet.Rule
	var does fleet.RuleDoes
	_, err = pgx.ForEachRow(rows, []any{&rule, &does}, func() error {
		out[rule] = does
		return nil
	})
	return out, wrap(err, "TripRules")
}

const setTripRule = `
INSERT INTO trip_rules (rule, does, set_by, set_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (rule) DO UPDATE SET does = excluded.does, set_by = excluded.set_by, set_at = excluded.set_at`

// SetTripRule sets what a rule does.
func (s *Store) SetTripRule(ctx context.Context, rule fleet.Rule, does fleet.RuleDoes, who string, now time.Time) error {
	_, err := s.pool.Exec(ctx, setTripRule, rule, does, who, now)
	return wrap(err, "SetTripRule(%s)", rule)
}
