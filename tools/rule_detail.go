package tools

import (
	"cmp"
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// ruleView is what one rule is shown from.
type ruleView struct {
	list  []store.NamedRule
	scope fleet.RuleScope
	of    fleet.RuleSubject
	name  string // of the scope
	args  ruleScopeArgs
}

// toldChanges is how many of a kind's changes its rule tells.
const toldChanges = 3

// oneRule shows the rule of one kind with the source of each figure, who has
// rules of their own, and what was changed last.
func (d *desk) oneRule(ctx context.Context, call *Call, s fleet.RuleSort, v ruleView) (answer.Answer, error) {
	changes, err := d.store.AlertRuleChanges(ctx, s.Kind, toldChanges)
	if err != nil {
		return answer.Answer{}, err
	}
	r := rulesOf(v.list).For(s.Kind, v.of)
	a := answer.Answer{Kind: answer.Result, Headline: ruleSentence(s, r, forWhom(v.scope, v.name))}
	a.Facts = append(a.Facts, answer.Fact{Label: "Tells", Value: "when " + s.About})
	for _, p := range s.Params {
		a.Facts = append(a.Facts, answer.Fact{Label: upperFirst(p.Words), Value: figureWords(p, r)})
	}
	if s.Vendor {
		a.Notes = append(a.Notes, "LocoNav alone tells of it: a rule may switch it off or change its severity.")
	}
	if parts := partRules(v.list, s.Kind); len(parts) > 0 && v.name == "" {
		a.Table = &answer.Table{Columns: []string{"For", "Figures", "Severity", "Set by"}}
		for _, x := range parts {
			row := ruleRow(s, x.AlertRule, scopeName(x))
			a.Table.Rows = append(a.Table.Rows, row[1:])
		}
	}
	for _, c := range changes {
		a.Notes = append(a.Notes, fmt.Sprintf("%s, %s: %s", fleet.FormatTime(c.At), c.Who, c.What))
	}
	a.Choices = ruleChoices(call.Caller.Role, s, v.args)
	return a, nil
}

// ruleSentence says what holds: "Overspeed: limit 60 km/h, for 1 min; warning."
func ruleSentence(s fleet.RuleSort, r fleet.AlertRule, whom string) string {
	if !r.On {
		return s.Title + whom + " is off."
	}
	return s.Title + whom + ": " + cmp.Or(r.Figures(nil), "on") + "; " + string(r.Severity) + "."
}

// figureWords is a figure with its source, or with what it was by default.
func figureWords(p fleet.RuleParam, r fleet.AlertRule) string {
	v := r.Num(p.Name)
	if v == p.Default {
		return p.Say(v) + " (" + p.Source + ")"
	}
	return p.Say(v) + " (default " + p.Say(p.Default) + ": " + p.Source + ")"
}

// ruleChoices lead from a rule to its form and its dry run.
func ruleChoices(role fleet.Role, s fleet.RuleSort, of ruleScopeArgs) (out []answer.Choice) {
	args := struct {
		Kind string `json:"kind"`
		ruleScopeArgs
	}{string(s.Kind), of}
	if MayRun(role, "rule_save") {
		out = append(out, answer.NewChoice("Edit…", "rule_save", args))
	}
	if MayRun(role, "rule_test") {
		out = append(out, answer.NewChoice("Dry run, 7 days", "rule_test", args))
	}
	return out
}
