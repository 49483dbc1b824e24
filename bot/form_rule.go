package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formRule = "rule"

// ruleScopes are the arguments that say for whom a rule is.
var ruleScopes = []string{"truck", "group", "place", "client"}

// ruleForm edits what alerts of one kind are made by, or tries it on the last
// seven days.
func ruleForm() form {
	return form{name: formRule, tool: "rule_save", title: "Alert rule", submit: "Go on",
		load: func(ctx context.Context, b *Bot, _ fleet.Caller, d *draft) error { return b.lookUpRule(ctx, d) },
		draw: drawRule,
		runs: func(in fields) string {
			if in["do"] == "test" {
				return "rule_test"
			}
			return "rule_save"
		},
		read: readRuleForm,
	}
}

// lookUpRule fills the inputs with what holds now, and pins the rule's version.
func (b *Bot) lookUpRule(ctx context.Context, d *draft) error {
	kind, _ := fleet.ParseAlertKind(d.text("kind"))
	s, ok := fleet.SortNamed(kind)
	if !ok {
		return fleet.Errorf(fleet.Invalid, "There is no such alert rule. See /alerts rules.")
	}
	fixed, scope := fields{"kind": string(kind)}, fleet.RuleScope{Group: d.text("group")}
	for name, id := range map[string]*int64{"truck": &scope.TruckID, "place": &scope.PlaceID, "client": &scope.ClientID} {
		if d.text(name) == "" {
			continue
		}
		n, err := b.finders()[name](ctx, d.text(name), 0)
		if err != nil {
			return err
		}
		*id, fixed[name] = n.ID, n.Name
	}
	if scope.Group != "" {
		fixed["group"] = scope.Group
	}
	rules, err := b.Store.AlertRules(ctx)
	if err != nil {
		return err
	}
	fixed["version"] = -1 // that there is no such rule yet
	if at := rules.At(kind, scope); at.ID != 0 {
		fixed["version"] = at.Version
	}
	d.state.Fixed = fixed
	d.state.Base = ruleFields(s, rules.For(kind, fleet.RuleSubject(scope)))
	for _, name := range ruleScopes {
		if whom, _ := fixed[name].(string); whom != "" {
			d.notes = append(d.notes, "For "+whom+" alone.")
		}
	}
	return nil
}

// ruleFields are a rule's figures as the inputs hold them.
func ruleFields(s fleet.RuleSort, r fleet.AlertRule) fields {
	out := fields{"on": onOff(r.On), "severity": string(r.Severity)}
	for _, p := range s.Params {
		out[p.Name] = strconv.FormatFloat(r.Num(p.Name), 'f', -1, 64)
		if p.Unit == fleet.UnitClock {
			out[p.Name] = p.Say(r.Num(p.Name))
		}
	}
	return out
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func drawRule(d *draft, _ time.Time) []slack.Block {
	kind, _ := d.state.Fixed["kind"].(string)
	s, _ := fleet.SortNamed(fleet.AlertKind(kind))
	base := draft{args: d.state.Base}
	blocks := []slack.Block{section("*" + s.Title + "*: when " + s.About + ".")}
	for _, p := range s.Params {
		blocks = append(blocks, textInput(field{name: p.Name, label: strings.ToUpper(p.Words[:1]) + p.Words[1:] + unitLabel(p), hint: clip("Default "+p.Say(p.Default)+": "+p.Source, 150), most: 20}, base.text(p.Name)))
	}
	return append(blocks,
		chooseInput(field{name: "severity", label: "Severity", hint: "How grave"}, base.text("severity"),
			[2]string{"critical", "Critical: a person must act now"}, [2]string{"warning", "Warning: today"}, [2]string{"info", "Info: only in digests"}),
		chooseInput(field{name: "on", label: "These alerts are", hint: "On or off"}, base.text("on"), [2]string{"on", "On"}, [2]string{"off", "Off: nobody is told"}),
		chooseInput(field{name: "do", label: "Then", hint: "Save or try"}, "save",
			[2]string{"save", "Save the rule"}, [2]string{"test", "Dry run: how often in the last 7 days?"}))
}

func unitLabel(p fleet.RuleParam) string {
	if p.Unit == fleet.UnitClock {
		return " (hour, WAT)"
	}
	return " (" + p.Unit + ")"
}

// readRuleForm sends what was changed, so that what was not keeps following the
// less particular rule.
func readRuleForm(in fields, st *formState, _ time.Time) (fields, error) {
	kind, _ := st.Fixed["kind"].(string)
	s, _ := fleet.SortNamed(fleet.AlertKind(kind))
	out, test := fields{}, in["do"] == "test"
	var figures []fields
	for _, p := range s.Params {
		if text, _ := in[p.Name].(string); text != "" && text != st.Base[p.Name] {
			figures = append(figures, fields{"name": p.Name, "value": text})
		}
	}
	if len(figures) > 0 {
		out["figures"] = figures
	}
	if in["severity"] != st.Base["severity"] {
		out["severity"] = in["severity"]
	}
	if in["on"] != st.Base["on"] {
		out["on"] = in["on"] == "on"
	}
	if len(out) == 0 && !test {
		return nil, noInput("Nothing is changed yet. Change something, or press Cancel.")
	}
	if test {
		delete(st.Fixed, "version")
	}
	return out, nil
}
