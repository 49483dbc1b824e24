package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
)

type tripRulesArgs struct {
	Rule string `json:"rule,omitempty" jsonschema:"the rule to set; none lists them all"`
}

func tripRules(d *desk) *Tool {
	return newTool("trip_rules",
		"The rules that trips are checked by when they are made or changed, and what each does: off, warn or refuse; and whether GPS moves trips on.",
		d.tripRules)
}

func tripRuleSet(d *desk) *Tool {
	t := newTool("trip_rule_set", "Set what one rule of trips does: off, warn or refuse; for gps and gps_guess off or on.", d.tripRuleSet)
	t.Write = true
	return t
}

func (d *desk) tripRules(ctx context.Context, call *Call, in tripRulesArgs) (answer.Answer, error) {
	rules, err := d.store.TripRules(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: "What trips are checked by.", Table: &answer.Table{Columns: []string{"Rule", "When", "Does"}}}
	for _, r := range fleet.Rules() {
		if in.Rule == "" || in.Rule == string(r.Rule) {
			a.Table.Rows = append(a.Table.Rows, []string{string(r.Rule), r.About, string(rules.Of(r.Rule))})
		}
	}
	if len(a.Table.Rows) == 0 {
		_, err = fleet.RuleNamed(in.Rule)
	}
	if MayRun(call.Caller.Role, "trip_rule_set") {
		a.Notes = append(a.Notes, "Set one by /trip rules truck_busy refuse.")
	}
	return a, err
}

type tripRuleSetArgs struct {
	Rule string `json:"rule" jsonschema:"truck_busy, driver_busy, container_busy, check_digit, start_past, start_soon, truck_hours, call_up, gps or gps_guess"`
	Does string `json:"does" enum:"off,on,warn,refuse"`
}

func (d *desk) tripRuleSet(ctx context.Context, call *Call, in tripRuleSetArgs) (answer.Answer, error) {
	info, err := fleet.RuleNamed(in.Rule)
	if err == nil {
		err = info.Check(fleet.RuleDoes(in.Does))
	}
	if err != nil {
		return answer.Answer{}, err
	}
	rules, err := d.store.TripRules(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	what := fmt.Sprintf("%s from %s to %s", info.Rule, rules.Of(info.Rule), in.Does)
	if call.DryRun {
		return answer.Answer{Headline: "Change this rule of trips? " + what + ".", Facts: []answer.Fact{{Label: "When", Value: info.About}}}, nil
	}
	if err := d.store.SetTripRule(ctx, info.Rule, fleet.RuleDoes(in.Does), call.Caller.Name, call.Now); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: "Rule " + what + ".", Facts: []answer.Fact{{Label: "When", Value: info.About}}}, nil
}
