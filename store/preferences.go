package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Preferences are how a person likes to be told.
type Preferences struct {
	Units       fleet.Units
	MinSeverity fleet.Severity // the least that is told directly
	// Quiet hours in minutes after midnight in Lagos; both nil for none. They
	// may span midnight. What must always be heard is told all the same.
	QuietFrom, QuietTo *int
	Direct             bool // in a direct message too
}

// QuietUntil says whether a moment lies in the person's quiet hours, and when
// they end.
func (p Preferences) QuietUntil(at time.Time) (end time.Time, quiet bool) {
	if p.QuietFrom == nil || p.QuietTo == nil {
		return time.Time{}, false
	}
	return fleet.QuietUntil(*p.QuietFrom, *p.QuietTo, at)
}

// DefaultPreferences are those of somebody who has not said.
func DefaultPreferences() Preferences {
	return Preferences{Units: fleet.Kilometres, MinSeverity: fleet.Warning}
}

const preferencesOf = `
SELECT units, min_severity, quiet_from, quiet_to, direct FROM preferences WHERE person_id = $1`

// Preferences reads a person's preferences, the defaults where none were saved.
func (s *Store) Preferences(ctx context.Context, personID int64) (Preferences, error) {
	p := DefaultPreferences()
	err := s.pool.QueryRow(ctx, preferencesOf, personID).Scan(&p.Units, &p.MinSeverity, &p.QuietFrom, &p.QuietTo, &p.Direct)
	if errors.Is(err, pgx.ErrNoRows) {
		return DefaultPreferences(), nil
	}
	return p, wrap(err, "Preferences(%d)", personID)
}

const savePreferences = `
INSERT INTO preferences (person_id, units, min_severity, quiet_from, quiet_to, direct, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person_id) DO UPDATE SET units = excluded.units, min_severity = excluded.min_severity,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, direct = excluded.direct, updated_at = excluded.updated_at`

const holdUntil = `
UPDATE alerts_told SET until_at = $2 WHERE person_id = $1 AND state = 'held'`

// SavePreferences keeps a person's preferences, all of them. What is held for
// the person follows the new quiet hours.
func (s *Store) SavePreferences(ctx context.Context, personID int64, p Preferences, now time.Time) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, savePreferences, personID, p.Units, p.MinSeverity, p.QuietFrom, p.QuietTo, p.Direct, now); err != nil {
			return err
		}
		until, quiet := p.QuietUntil(now)
		if !quiet {
			until = now
		}
		_, err := tx.Exec(ctx, holdUntil, personID, until)
		return err
	})
	return wrap(err, "SavePreferences(%d)", personID)
}
