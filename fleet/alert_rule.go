package fleet

import (
	"maps"
	"slices"
	"time"
)

// AlertRule is what alerts of one kind are made by, for the whole fleet or a
// part of it. (A Rule is something else: a check on trips.)
type AlertRule struct {
	ID       int64 // 0 for a default that nobody has changed
	Kind     AlertKind
	Scope    RuleScope
	On       bool
	Severity Severity           // in a stored rule empty means that of the less particular rule
	Params   map[string]float64 // by name, in the units of RuleParam; shared, never to be written to
	Version  int                // grows with every change of the stored rule
	By       string             // who changed it last
	At       time.Time          // and when
}

// RuleScope is the part of the fleet a rule is for: at most one is set, and
// none means all of it.
type RuleScope struct {
	TruckID           int64
	Group             string // of trucks, as truck_save keeps it
	PlaceID, ClientID int64
}

// RuleSubject is what a rule is looked up for: a truck, the group it is in, the
// place it stands in or drives through, and the client of its trip.
type RuleSubject struct {
	TruckID           int64
	Group             string
	PlaceID, ClientID int64
}

// AlertRules are the rules that people have made, in any order.
type AlertRules []AlertRule

// The ranks of scopes: the higher is the more particular.
const (
	rankFleet = iota
	rankGroup
	rankTruck
	rankClient
	rankPlace
	ranks
)

// rank says how particular a scope is for a subject, -1 when it is not for it.
func (s RuleScope) rank(of RuleSubject) int {
	rank, fits := rankFleet, true
	switch {
	case s.PlaceID != 0:
		rank, fits = rankPlace, s.PlaceID == of.PlaceID
	case s.ClientID != 0:
		rank, fits = rankClient, s.ClientID == of.ClientID
	case s.TruckID != 0:
		rank, fits = rankTruck, s.TruckID == of.TruckID
	case s.Group != "":
		rank, fits = rankGroup, of.Group != "" && Key(s.Group) == Key(of.Group)
	}
	if !fits {
		return -1
	}
	return rank
}

// Sort orders scopes as people list them: the fleet first, places last.
func (s RuleScope) Sort() int {
	return s.rank(RuleSubject(s))
}

// For is the rule that holds: the most particular of place, client, truck,
// group and fleet. A parameter or severity that it leaves out is taken from the
// less particular ones, and last from the sort's defaults. ID is 0 where nobody
// has made a rule; a kind without a sort is on, with its usual severity.
func (rs AlertRules) For(kind AlertKind, of RuleSubject) AlertRule {
	var by [ranks]*AlertRule
	any := false
	for i := range rs {
		if rs[i].Kind != kind {
			continue
		}
		if rank := rs[i].Scope.rank(of); rank >= 0 {
			by[rank], any = &rs[i], true
		}
	}
	out := defaultRule(kind)
	if !any {
		return out
	}
	out.Params = maps.Clone(out.Params)
	for _, r := range by {
		if r == nil {
			continue
		}
		maps.Copy(out.Params, r.Params)
		if r.Severity != "" {
			out.Severity = r.Severity
		}
		out.ID, out.Scope, out.On, out.Version, out.By, out.At = r.ID, r.Scope, r.On, r.Version, r.By, r.At
	}
	return out
}

// At is the rule that people have made for exactly this scope; ID 0 where
// nobody has.
func (rs AlertRules) At(kind AlertKind, scope RuleScope) AlertRule {
	for _, r := range rs {
		same := r.Scope
		if Key(same.Group) == Key(scope.Group) {
			same.Group = scope.Group
		}
		if r.Kind == kind && same == scope {
			return r
		}
	}
	return AlertRule{Kind: kind, Scope: scope}
}

// Without are the rules but the one with this id.
func (rs AlertRules) Without(id int64) AlertRules {
	return slices.DeleteFunc(slices.Clone(rs), func(r AlertRule) bool { return id != 0 && r.ID == id })
}

// Num is a parameter in its unit; its default where the rule does not say.
func (r AlertRule) Num(name string) float64 {
	if v, ok := r.Params[name]; ok {
		return v
	}
	p, _ := sortAt(r.Kind).Param(name)
	return p.Default
}

// Time is a parameter that is a length of time, or an hour of the day as the
// time since midnight.
func (r AlertRule) Time(name string) time.Duration {
	p, _ := sortAt(r.Kind).Param(name)
	return p.Time(r.Num(name))
}
