package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// What rules for groups and clients ask of a truck: the group it is in, and the
// client of the trip that it is on.
const ruleSubjects = `
SELECT t.id, t.fleet_group, coalesce((
    SELECT x.client_id FROM trips x
    WHERE x.truck_id = t.id AND x.status NOT IN ('completed', 'cancelled', 'failed') AND x.status <> 'scheduled'
    ORDER BY x.start_at DESC LIMIT 1), 0)
FROM trucks t WHERE t.id = ANY($1)`

// readSubjects finds out what the rules ask of the trucks that alerts are about.
// Most fleets have no such rule, and then nothing is asked.
func (b *batch) readSubjects(ctx context.Context, tx pgx.Tx) error {
	if !slices.ContainsFunc(b.rules, func(r fleet.AlertRule) bool { return r.Scope.Group != "" || r.Scope.ClientID != 0 }) {
		return nil
	}
	rows, err := tx.Query(ctx, ruleSubjects, b.withAlerted(nil))
	if err != nil {
		return err
	}
	b.subjects = map[int64]fleet.RuleSubject{}
	var of fleet.RuleSubject
	_, err = pgx.ForEachRow(rows, []any{&of.TruckID, &of.Group, &of.ClientID}, func() error {
		b.subjects[of.TruckID] = of
		return nil
	})
	return err
}

// severityOf is what a rule of people's own says of the kind, for the truck, its
// group, the client of its trip, or where it happened; else the usual severity of
// what trackers tell.
func (b *batch) severityOf(n *notice) fleet.Severity {
	of := b.subjects[n.truck]
	of.TruckID = n.truck
	if p := n.alert.Point; p.Valid() && b.around != nil {
		if at := b.around.At(p); at != nil {
			of.PlaceID = at.ID
		}
	}
	usual := fleet.AlertRules(nil).For(n.alert.Kind, fleet.RuleSubject{})
	r := b.rules.For(n.alert.Kind, of)
	waits := n.alert.Kind == fleet.AlertIdle && n.alert.Point.Valid() && b.around != nil && b.around.Queues(n.alert.Point)
	switch {
	case r.Severity != usual.Severity:
		return r.Severity
	case waits && (r.Scope.PlaceID == 0 || r.Scope.PlaceID != of.PlaceID):
		return fleet.Info // as our own rule has it: who waits in a queue cannot help it
	}
	return fleet.SeverityOf(n.alert.Kind)
}
