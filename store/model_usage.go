package store

import (
	"context"
	"time"

	"watchtower/fleet"
)

// ModelUsage is what questions cost at the language model, in tokens. Cached is
// the part of In that the provider had kept.
type ModelUsage struct {
	Turns, In, Cached, Out int64
}

// Tokens are all that a budget counts.
func (u ModelUsage) Tokens() int64 { return u.In + u.Out }

const addModelUsage = `
INSERT INTO model_usage (person_id, day, turns, tokens_in, cached_in, tokens_out)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (day, person_id) DO UPDATE
SET turns = model_usage.turns + excluded.turns, tokens_in = model_usage.tokens_in + excluded.tokens_in,
    cached_in = model_usage.cached_in + excluded.cached_in, tokens_out = model_usage.tokens_out + excluded.tokens_out`

// AddModelUsage adds to what a person has used on the day of a moment; 0 is
// whoever is nobody in particular.
func (s *Store) AddModelUsage(ctx context.Context, person int64, at time.Time, u ModelUsage) error {
	_, err := s.pool.Exec(ctx, addModelUsage, person, fleet.DayOf(at).String(), u.Turns, u.In, u.Cached, u.Out)
	return wrap(err, "AddModelUsage")
}

const modelUsage = `
SELECT coalesce(sum(turns), 0)::bigint, coalesce(sum(tokens_in), 0)::bigint, coalesce(sum(cached_in), 0)::bigint, coalesce(sum(tokens_out), 0)::bigint,
       coalesce(sum(tokens_in + tokens_out) FILTER (WHERE person_id = $2), 0)::bigint
FROM model_usage WHERE day = $1`

// ModelUsage is what all have used on the day of a moment, and how many tokens
// of it one person has.
func (s *Store) ModelUsage(ctx context.Context, at time.Time, person int64) (all ModelUsage, own int64, err error) {
	err = s.pool.QueryRow(ctx, modelUsage, fleet.DayOf(at).String(), person).Scan(&all.Turns, &all.In, &all.Cached, &all.Out, &own)
	return all, own, wrap(err, "ModelUsage")
}
