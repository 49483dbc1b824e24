package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// listedRules is how many rules one answer lists.
const listedRules = 20

type ruleListArgs struct {
	Kind string `json:"kind,omitempty" jsonschema:"one kind of alert in detail, with the sources of its figures: overspeed, idle, night driving ..."`
	ruleScopeArgs
	Changed bool `json:"changed,omitempty" jsonschema:"only what somebody has changed from the default"`
	Offset  int  `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func ruleList(d *desk) *Tool {
	return newTool("rule_list",
		"The rules that alerts are made by: each kind's limits, severity, whether it is on, for whom, and what was changed from the default; or those that hold for one truck, group, place or client. Checks on trips are trip_rules.",
		d.ruleList)
}

func (d *desk) ruleList(ctx context.Context, call *Call, in ruleListArgs) (answer.Answer, error) {
	list, err := d.store.NamedAlertRules(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	scope, name, err := d.ruleScope(ctx, call, &in.ruleScopeArgs)
	if err != nil {
		return answer.Answer{}, err
	}
	of, err := d.subjectOf(ctx, scope)
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Kind != "" {
		s, err := ruleKind(in.Kind)
		if err != nil {
			return answer.Answer{}, err
		}
		return d.oneRule(ctx, call, s, ruleView{list: list, scope: scope, of: of, name: name, args: in.ruleScopeArgs})
	}
	rows := ruleRows(list, of, in.Changed)
	a := answer.Answer{Kind: answer.Result, Headline: rulesHeadline(list, scope, name, in.Changed), Notes: []string{
		"Why a figure is what it is: /alerts rule overspeed. Checks on trips are others: /trip rules."}}
	if len(rows) == 0 {
		return a, nil
	}
	from := min(max(0, in.Offset), len(rows)-1)
	shown := rows[from:min(len(rows), from+listedRules)]
	a.Table = &answer.Table{Columns: []string{"Alert", "For", "Figures", "Severity", "Set by"}, Rows: shown, More: len(rows) - from - len(shown)}
	in.Offset = 0
	a.Page = answer.NewPage("rule_list", in, from, listedRules, len(rows))
	return a, nil
}

// subjectOf is whom the rules are looked up for: a truck brings its group.
func (d *desk) subjectOf(ctx context.Context, scope fleet.RuleScope) (fleet.RuleSubject, error) {
	of := fleet.RuleSubject(scope)
	if of.TruckID == 0 {
		return of, nil
	}
	trucks, err := d.store.Trucks(ctx, of.TruckID)
	if err == nil && len(trucks) == 1 {
		of.Group = trucks[0].Group
	}
	return of, err
}

// ruleRows are what holds for a subject, kind by kind; for the whole fleet with
// the rules of its parts beneath.
func ruleRows(list []store.NamedRule, of fleet.RuleSubject, changed bool) (rows [][]string) {
	rules := rulesOf(list)
	for _, s := range fleet.RuleSorts() {
		r := rules.For(s.Kind, of)
		if r.ID != 0 || !changed {
			rows = append(rows, ruleRow(s, r, scopeIn(list, r)))
		}
		if of != (fleet.RuleSubject{}) {
			continue
		}
		for _, x := range partRules(list, s.Kind) {
			rows = append(rows, ruleRow(s, x.AlertRule, scopeName(x)))
		}
	}
	return rows
}

// partRules are the rules of a kind that are for a part of the fleet.
func partRules(list []store.NamedRule, kind fleet.AlertKind) []store.NamedRule {
	var out []store.NamedRule
	for _, r := range list {
		if r.Kind == kind && r.Scope != (fleet.RuleScope{}) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b store.NamedRule) int {
		return cmp.Or(cmp.Compare(a.Scope.Sort(), b.Scope.Sort()), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// scopeIn is what the scope of the rule that holds is called.
func scopeIn(list []store.NamedRule, r fleet.AlertRule) string {
	i := slices.IndexFunc(list, func(x store.NamedRule) bool { return x.ID == r.ID })
	if i < 0 {
		return ""
	}
	return scopeName(list[i])
}

func ruleRow(s fleet.RuleSort, r fleet.AlertRule, name string) []string {
	only := r.Params
	if name == "" {
		only = nil
	}
	by := "default"
	if r.ID != 0 {
		by = r.By + ", " + fleet.FormatTime(r.At)
	}
	return []string{s.Title, cmp.Or(name, "the fleet"), cmp.Or(r.Figures(only), "none"), gradeWords(r), by}
}

// gradeWords is how grave a rule's alerts are, or that there are none.
func gradeWords(r fleet.AlertRule) string {
	if !r.On {
		return "off"
	}
	return cmp.Or(string(r.Severity), "as for the fleet")
}

func rulesHeadline(list []store.NamedRule, scope fleet.RuleScope, name string, changed bool) string {
	what := fmt.Sprintf("Alert rules: %d kinds, %s.", len(fleet.RuleSorts()), changedWords(len(list)))
	switch {
	case name != "":
		what = "The alert rules that hold" + forWhom(scope, name) + "."
	case changed && len(list) == 0:
		what = "No alert rule was changed: all are as they come."
	}
	return what
}

func changedWords(n int) string {
	if n == 0 {
		return "all as they come"
	}
	return count(n, "rule") + " made here"
}
