package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const insertAlertRule = `
INSERT INTO alert_rules (kind, truck_id, group_key, place_id, client_id, group_name, is_on, severity, params, person_id, who, at)
VALUES ($1, nullif($2::bigint, 0), nullif($3, ''), nullif($4::bigint, 0), nullif($5::bigint, 0), $6, $7, $8, $9, nullif($10::bigint, 0), $11, $12)
ON CONFLICT ON CONSTRAINT alert_rules_scope DO NOTHING`

const updateAlertRule = `
UPDATE alert_rules
SET is_on = $3, severity = $4, params = $5, version = version + 1, person_id = nullif($6::bigint, 0), who = $7, at = $8
WHERE id = $1 AND version = $2`

const dropAlertRule = `DELETE FROM alert_rules WHERE id = $1 AND version = $2`

const insertRuleChange = `
INSERT INTO alert_rule_changes (kind, at, who, via, what) VALUES ($1, $2, $3, $4, $5)`

// SaveAlertRule keeps a rule as a whole: a new one, ID 0, or the present one of
// its scope in the version that it was worked out on. By whom is person's id, 0
// for the system.
func (s *Store) SaveAlertRule(ctx context.Context, r fleet.AlertRule, person int64, c RuleChange) error {
	return s.changeRule(ctx, r.Kind, c, func(tx pgx.Tx) (int64, error) {
		if r.ID == 0 {
			tag, err := tx.Exec(ctx, insertAlertRule, r.Kind, r.Scope.TruckID, fleet.Key(r.Scope.Group), r.Scope.PlaceID, r.Scope.ClientID,
				r.Scope.Group, r.On, r.Severity, paramsOf(r), person, c.Who, c.At)
			return tag.RowsAffected(), err
		}
		tag, err := tx.Exec(ctx, updateAlertRule, r.ID, r.Version, r.On, r.Severity, paramsOf(r), person, c.Who, c.At)
		return tag.RowsAffected(), err
	})
}

// DropAlertRule makes a rule give way to what holds without it.
func (s *Store) DropAlertRule(ctx context.Context, r fleet.AlertRule, c RuleChange) error {
	return s.changeRule(ctx, r.Kind, c, func(tx pgx.Tx) (int64, error) {
		tag, err := tx.Exec(ctx, dropAlertRule, r.ID, r.Version)
		return tag.RowsAffected(), err
	})
}

// changeRule does a change with its row of history. One that meets no rule came
// too late.
func (s *Store) changeRule(ctx context.Context, kind fleet.AlertKind, c RuleChange, do func(pgx.Tx) (int64, error)) error {
	defer s.ruleCache.stale()
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		n, err := do(tx)
		if err != nil {
			return err
		}
		if n == 0 {
			return fleet.Errorf(fleet.Conflict, "Somebody has changed this rule since you looked. Look at it and change it again.")
		}
		_, err = tx.Exec(ctx, insertRuleChange, kind, c.At, c.Who, c.Via, c.What)
		return err
	})
	return wrap(err, "alert rule %s", kind)
}

// paramsOf are a rule's figures for the database, which holds no null.
func paramsOf(r fleet.AlertRule) map[string]float64 {
	if r.Params == nil {
		return map[string]float64{}
	}
	return r.Params
}

const restrictPlace = `UPDATE places SET restricted = $2 WHERE id = $1`

// RestrictPlace says whether trucks may be in a place without a trip there.
func (s *Store) RestrictPlace(ctx context.Context, id int64, restricted bool) error {
	defer s.placeCache.stale()
	_, err := s.pool.Exec(ctx, restrictPlace, id, restricted)
	return wrap(err, "RestrictPlace(%d)", id)
}
