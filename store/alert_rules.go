package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// rulesFor is how long the rules of alerts are used before it is looked whether
// any has changed. It is real time, as with places.
const rulesFor = time.Second

// ruleCache holds every rule of alerts in memory: each fix may ask for several,
// and they change seldom.
type ruleCache struct {
	mu      sync.Mutex // never held while the database is asked
	rules   fleet.AlertRules
	known   bool
	version int64
	looked  time.Time
	writes  int // of this process: what was read before one is not kept
}

const alertRuleVersion = `SELECT n FROM alert_rule_version`

// AlertRules are the rules that people have made, as they are or were up to
// rulesFor ago; what this process saved itself is in them at once. They are
// shared: nobody may write to them.
func (s *Store) AlertRules(ctx context.Context) (fleet.AlertRules, error) {
	c := &s.ruleCache
	c.mu.Lock()
	rules, known, version, writes, fresh := c.rules, c.known, c.version, c.writes, time.Since(c.looked) < rulesFor
	c.mu.Unlock()
	if known && fresh {
		return rules, nil
	}
	was := version // read before the rules: they are never older than it says
	err := s.pool.QueryRow(ctx, alertRuleVersion).Scan(&version)
	if err == nil && (!known || version != was) {
		rules, err = s.readAlertRules(ctx)
	}
	if err != nil {
		return nil, wrap(err, "AlertRules")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes == writes {
		c.rules, c.known, c.version, c.looked = rules, true, version, time.Now()
	}
	return rules, nil
}

// stale makes the next look at the rules a look into the database.
func (c *ruleCache) stale() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked, c.writes = time.Time{}, c.writes+1
}

func (s *Store) readAlertRules(ctx context.Context) (fleet.AlertRules, error) {
	named, err := s.NamedAlertRules(ctx)
	if err != nil {
		return nil, err
	}
	out := make(fleet.AlertRules, len(named))
	for i, r := range named {
		out[i] = r.AlertRule
	}
	return out, nil
}

// NamedRule is a rule with what its scope is called; empty for the whole fleet.
type NamedRule struct {
	fleet.AlertRule
	Name string
}

const namedAlertRules = `
SELECT r.id, r.kind, coalesce(r.truck_id, 0), r.group_name, coalesce(r.place_id, 0), coalesce(r.client_id, 0),
    r.is_on, r.severity, r.params, r.version, r.who, r.at,
    coalesce(t.plate, p.name, c.name, r.group_name)
FROM alert_rules r
LEFT JOIN trucks t ON t.id = r.truck_id
LEFT JOIN places p ON p.id = r.place_id
LEFT JOIN clients c ON c.id = r.client_id
ORDER BY r.kind, r.place_id NULLS FIRST, r.client_id NULLS FIRST, r.truck_id NULLS FIRST, r.group_key NULLS FIRST`

// NamedAlertRules reads all rules that people have made, as they are now.
func (s *Store) NamedAlertRules(ctx context.Context) ([]NamedRule, error) {
	rows, err := s.pool.Query(ctx, namedAlertRules)
	if err != nil {
		return nil, wrap(err, "NamedAlertRules")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r NamedRule, err error) {
		err = row.Scan(&r.ID, &r.Kind, &r.Scope.TruckID, &r.Scope.Group, &r.Scope.PlaceID, &r.Scope.ClientID,
			&r.On, &r.Severity, &r.Params, &r.Version, &r.By, &r.At, &r.Name)
		return r, err
	})
	return out, wrap(err, "NamedAlertRules")
}

// RuleChange is one row of the history of a kind's rules.
type RuleChange struct {
	At   time.Time
	Who  string
	Via  fleet.Via
	What string // one sentence
}

const alertRuleChanges = `
SELECT at, who, via, what FROM alert_rule_changes WHERE kind = $1 ORDER BY id DESC LIMIT $2`

// AlertRuleChanges is what was changed in the rules of a kind, newest first.
func (s *Store) AlertRuleChanges(ctx context.Context, kind fleet.AlertKind, most int) ([]RuleChange, error) {
	rows, err := s.pool.Query(ctx, alertRuleChanges, kind, most)
	if err != nil {
		return nil, wrap(err, "AlertRuleChanges(%s)", kind)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RuleChange])
	return out, wrap(err, "AlertRuleChanges(%s)", kind)
}

const fleetGroups = `SELECT DISTINCT fleet_group FROM trucks WHERE fleet_group <> '' ORDER BY fleet_group`

// Groups are the groups that trucks are in.
func (s *Store) Groups(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, fleetGroups)
	if err != nil {
		return nil, wrap(err, "Groups")
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, wrap(err, "Groups")
}
