package tools

import (
	"context"
	"fmt"

	"watchtower/fleet"
	"watchtower/store"
)

// ruleScopeArgs say which part of the fleet a rule of alerts is for.
type ruleScopeArgs struct {
	Truck  string `json:"truck,omitempty" jsonschema:"plate: only for this truck"`
	Group  string `json:"group,omitempty" jsonschema:"only for this group of trucks, like tankers"`
	Place  string `json:"place,omitempty" jsonschema:"only at this place"`
	Client string `json:"client,omitempty" jsonschema:"only on trips for this client"`
}

// ruleScope resolves whom a rule is for. The names in the arguments become the
// full ones, and name is what the scope is called; empty for the whole fleet.
func (d *desk) ruleScope(ctx context.Context, call *Call, in *ruleScopeArgs) (scope fleet.RuleScope, name string, err error) {
	var n store.Named
	set := 0
	for _, part := range []struct {
		text *string
		find func(context.Context, string, store.Match) (store.Named, error)
		id   *int64
		said string
	}{
		{&in.Truck, d.store.FindTruck, &scope.TruckID, "%s"},
		{&in.Place, d.store.FindPlace, &scope.PlaceID, "%s"},
		{&in.Client, d.store.FindClient, &scope.ClientID, "client %s"},
	} {
		if *part.text == "" {
			continue
		}
		if n, err = part.find(ctx, *part.text, call.match()); err != nil {
			return scope, "", err
		}
		*part.text, *part.id, name = n.Name, n.ID, fmt.Sprintf(part.said, n.Name)
		set++
	}
	if in.Group != "" {
		if in.Group, err = d.findGroup(ctx, call, in.Group); err != nil {
			return scope, "", err
		}
		scope.Group, name = in.Group, "group "+in.Group
		set++
	}
	if set > 1 {
		return scope, "", &fleet.Error{Kind: fleet.Invalid, Field: "truck", Message: "A rule is for one truck, one group, one place or one client; make one rule for each."}
	}
	return scope, name, nil
}

// findGroup gives a group's name as trucks have it.
func (d *desk) findGroup(ctx context.Context, call *Call, text string) (string, error) {
	groups, err := d.store.Groups(ctx)
	if err != nil {
		return "", err
	}
	for _, g := range groups {
		if fleet.Key(g) == fleet.Key(text) {
			return g, nil
		}
	}
	near := closest(text, groups)
	if len(near) == 1 && call.match() == store.Loose {
		return near[0], nil
	}
	e := &fleet.Error{Kind: fleet.NotFound, Field: "group", Choices: near,
		Message: fmt.Sprintf("No truck is in a group called %q. Put trucks into it first: update truck T-4407 group %s.", clip(text), clip(text))}
	if len(near) > 0 {
		e.Kind, e.Message = fleet.Ambiguous, fmt.Sprintf("No truck is in a group called %q. Did you mean %s?", clip(text), near[0])
	}
	return "", e
}

// ruleKind is the kind whose rules are meant.
func ruleKind(text string) (fleet.RuleSort, error) {
	k, ok := fleet.ParseAlertKind(text)
	if ok {
		if s, ok := fleet.SortNamed(k); ok {
			return s, nil
		}
	}
	var all []string
	for _, s := range fleet.RuleSorts() {
		all = append(all, s.Kind.Words())
	}
	return fleet.RuleSort{}, &fleet.Error{Kind: fleet.Invalid, Field: "kind", Choices: closest(text, all),
		Message: fmt.Sprintf("There is no alert rule called %q. Try one like overspeed, idle, stoppage, night driving or geofence; checks on trips are under /trip rules.", clip(text))}
}

// forWhom is a scope in a sentence.
func forWhom(scope fleet.RuleScope, name string) string {
	switch {
	case name == "":
		return ""
	case scope.PlaceID != 0:
		return " at " + name
	}
	return " for " + name
}

// scopeName says a stored rule's scope as ruleScope does.
func scopeName(r store.NamedRule) string {
	switch {
	case r.Scope.Group != "":
		return "group " + r.Name
	case r.Scope.ClientID != 0:
		return "client " + r.Name
	}
	return r.Name
}

// rulesOf are the rules alone.
func rulesOf(list []store.NamedRule) fleet.AlertRules {
	out := make(fleet.AlertRules, len(list))
	for i, r := range list {
		out[i] = r.AlertRule
	}
	return out
}
