package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// judgeTrip checks a whole trip by the fleet's rules: what a careful colleague
// would say before the yes, or why it may not be.
func (d *desk) judgeTrip(ctx context.Context, t fleet.Trip, now time.Time) ([]string, error) {
	found := append(boxFindings(t), fleet.StartFindings(t.Start, now)...)
	for _, q := range []struct {
		rule  fleet.Rule
		who   string
		query store.TripQuery
	}{
		{fleet.RuleTruckBusy, t.Truck, store.TripQuery{TruckID: t.TruckID}},
		{fleet.RuleDriverBusy, t.Driver, store.TripQuery{DriverID: t.DriverID}},
		{fleet.RuleBoxBusy, t.Container, store.TripQuery{Container: t.Container}},
	} {
		if q.who == "" {
			continue
		}
		also, err := d.alsoOn(ctx, t, q.rule, q.who, q.query)
		if err != nil {
			return nil, err
		}
		found = append(found, also...)
	}
	return d.judge(ctx, found)
}

// judge says what the fleet's rules make of findings.
func (d *desk) judge(ctx context.Context, found []fleet.Finding) ([]string, error) {
	if len(found) == 0 {
		return nil, nil
	}
	rules, err := d.store.TripRules(ctx)
	if err != nil {
		return nil, err
	}
	notes, err := rules.Judge(found)
	slices.Sort(notes)
	return slices.Compact(notes), err
}

// boxFindings are about the container and its papers.
func boxFindings(t fleet.Trip) []fleet.Finding {
	var out []fleet.Finding
	if t.Container != "" && !fleet.ContainerValid(t.Container) {
		out = append(out, fleet.Finding{Rule: fleet.RuleCheckDigit, Kind: fleet.Invalid, Field: "container",
			Message: "Check the container number " + t.Container + ": its check digit does not fit."})
	}
	if ends := t.CallUpEnds(); !ends.IsZero() && ends.Before(t.Start) {
		out = append(out, fleet.Finding{Rule: fleet.RuleCallUp, Kind: fleet.Conflict, Field: "call_up",
			Message: "The call-up ticket lapses " + fleet.FormatTime(ends) + ", before the start."})
	}
	return out
}

// alsoOn finds the other open trips of a truck, a driver or a container, at
// most three.
func (d *desk) alsoOn(ctx context.Context, t fleet.Trip, rule fleet.Rule, who string, q store.TripQuery) ([]fleet.Finding, error) {
	q.Statuses, q.Limit = openStatuses, 4
	open, _, err := d.store.Trips(ctx, q)
	var out []fleet.Finding
	for _, o := range open {
		told := q.DriverID != 0 && o.TruckID == t.TruckID // said of the truck already
		if o.ID == t.ID || told || len(out) == 3 {
			continue
		}
		out = append(out, fleet.Finding{Rule: rule, Kind: fleet.Conflict, Field: map[fleet.Rule]string{fleet.RuleTruckBusy: "truck", fleet.RuleDriverBusy: "driver", fleet.RuleBoxBusy: "container"}[rule],
			Message: fmt.Sprintf("%s is also on trip %s to %s (%s).", who, o.Ref, o.Destination, o.Status.Words())})
	}
	return out, err
}

// judgeAlso judges one name that a trip is to get.
func (d *desk) judgeAlso(ctx context.Context, t fleet.Trip, rule fleet.Rule, who string, q store.TripQuery) ([]string, error) {
	found, err := d.alsoOn(ctx, t, rule, who, q)
	if err != nil {
		return nil, err
	}
	return d.judge(ctx, found)
}
