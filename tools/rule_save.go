package tools

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// ruleFigure is one figure of a rule as somebody says it.
type ruleFigure struct {
	Name  string `json:"name,omitempty" jsonschema:"limit, margin, for, queue, dwell ... as rule_list names it; empty: the one that the unit fits"`
	Value string `json:"value" jsonschema:"with its unit: 80 km/h, 45 min, 22:00"`
}

// ruleSettings are what a rule is to say; a dry run takes the same.
type ruleSettings struct {
	Kind string `json:"kind" jsonschema:"overspeed, idle, stoppage, route deviation, late departure, delay, geofence, overstay, offline, night driving, fatigue, fuel theft, zone ..."`
	ruleScopeArgs
	Figures  []ruleFigure `json:"figures,omitempty" jsonschema:"what is not given stays"`
	On       *bool        `json:"on,omitempty" jsonschema:"false switches these alerts off"`
	Severity string       `json:"severity,omitempty" enum:"critical,warning,info"`
}

type ruleSaveArgs struct {
	ruleSettings
	Reset   bool `json:"reset,omitempty" jsonschema:"back to the default; for a truck, group, place or client: no rule of its own"`
	Version int  `json:"version,omitempty" jsonschema:"set by forms and confirmations: the state of the rule this was worked out on"`
}

// noRule is the version of a rule that is not there.
const noRule = -1

func ruleSave(d *desk) *Tool {
	t := newTool("rule_save",
		"Change a rule that alerts are made by: its limits, severity, on or off, for the whole fleet or for one truck, group, place or client; or reset it to the default. To silence alerts for a while, use mute.",
		d.ruleSave)
	t.Write = true
	return t
}

func (d *desk) ruleSave(ctx context.Context, call *Call, in ruleSaveArgs) (answer.Answer, error) {
	e, err := d.workOutRule(ctx, call, &in.ruleSettings, in.Reset)
	if err == nil && e.what == "" {
		err = fleet.Errorf(fleet.Conflict, "%s Nothing would change. Say what should, for example: %s", ruleSentence(e.sort, e.held, e.whom), e.example())
	}
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Version != 0 && in.Version != e.version() {
		return answer.Answer{}, fleet.Errorf(fleet.Conflict, "Somebody has changed this rule since you looked: %s Change it again.", ruleSentence(e.sort, e.held, e.whom))
	}
	facts := []answer.Fact{{Label: "Tells", Value: "when " + e.sort.About}, {Label: "Until now", Value: ruleSentence(e.sort, e.held, e.whom)}}
	if call.DryRun {
		in.Version = e.version()
		return answer.Answer{Headline: "Change this alert rule? " + e.what, Facts: facts, Notes: e.notes}, call.Pin(in)
	}
	c := store.RuleChange{At: call.Now, Who: call.Caller.Name, Via: call.Via, What: e.what}
	if in.Reset {
		err = d.store.DropAlertRule(ctx, e.was, c)
	} else {
		err = d.store.SaveAlertRule(ctx, e.now, call.Caller.PersonID, c)
	}
	if err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: e.what, Facts: facts, Notes: e.notes,
		Choices: ruleChoices(call.Caller.Role, e.sort, in.ruleScopeArgs)}, nil
}

// ruleEdit is a change of a rule as it was worked out.
type ruleEdit struct {
	sort           fleet.RuleSort
	whom           string           // " for T-4407"
	present, rules fleet.AlertRules // as they are, and as they would be
	was            fleet.AlertRule  // as stored for exactly this scope; ID 0 where nobody has made one
	now            fleet.AlertRule  // as it would be stored
	held           fleet.AlertRule  // what holds for the scope until now
	holds          fleet.AlertRule  // and what would
	what           string           // the change in words
	notes          []string
}

// version is that of the stored rule, or that there is none.
func (e ruleEdit) version() int {
	if e.was.ID == 0 {
		return noRule
	}
	return e.was.Version
}

// workOutRule works out what a rule becomes; no words where nothing changes. The
// names in the settings become the full ones.
func (d *desk) workOutRule(ctx context.Context, call *Call, in *ruleSettings, reset bool) (e ruleEdit, err error) {
	if e.sort, err = ruleKind(in.Kind); err != nil {
		return e, err
	}
	in.Kind = string(e.sort.Kind)
	scope, name, err := d.ruleScope(ctx, call, &in.ruleScopeArgs)
	if err != nil {
		return e, err
	}
	of, err := d.subjectOf(ctx, scope)
	if err != nil {
		return e, err
	}
	list, err := d.store.NamedAlertRules(ctx)
	if err != nil {
		return e, err
	}
	e.present = rulesOf(list)
	e.whom, e.was = forWhom(scope, name), e.present.At(e.sort.Kind, scope)
	e.held = e.present.For(e.sort.Kind, of)
	if e.now, err = in.over(e.sort, e.was, e.held); err != nil {
		return e, err
	}
	e.rules = e.present.Without(e.was.ID)
	if !reset {
		e.rules = append(e.rules, e.now)
	}
	e.holds = e.rules.For(e.sort.Kind, of)
	if err := e.holds.Check(); err != nil {
		return e, err
	}
	e.what, e.notes = e.words(reset), e.warnings()
	return e, nil
}

// over lays what was said over the stored rule.
func (in ruleSettings) over(s fleet.RuleSort, was, held fleet.AlertRule) (fleet.AlertRule, error) {
	now := was
	now.Params = map[string]float64{}
	maps.Copy(now.Params, was.Params)
	if was.ID == 0 {
		now.On = held.On
	}
	for _, f := range in.Figures {
		p, v, err := readFigure(s, f)
		if err != nil {
			return now, err
		}
		now.Params[p.Name] = v
		now.On = true // whoever sets a limit wants to hear of it
	}
	if in.On != nil {
		now.On = *in.On
	}
	if in.Severity != "" {
		now.Severity = fleet.Severity(in.Severity)
	}
	return now, now.Check()
}

// readFigure reads one figure, by its name or by its unit.
func readFigure(s fleet.RuleSort, f ruleFigure) (fleet.RuleParam, float64, error) {
	name := strings.ReplaceAll(strings.ToLower(squeeze(f.Name)), " ", "_")
	if name == "" {
		return s.Figure(f.Value)
	}
	p, ok := s.Param(name)
	if !ok {
		// the check names what the sort has
		return p, 0, fleet.AlertRule{Kind: s.Kind, Params: map[string]float64{name: 0}}.Check()
	}
	v, err := p.Read(f.Value)
	return p, v, err
}

// words say what changes, "" when nothing does.
func (e ruleEdit) words(reset bool) string {
	if reset {
		if e.was.ID == 0 {
			return ""
		}
		return fmt.Sprintf("%s%s is back to what holds without it: %s", e.sort.Title, e.whom, lowerFirst(ruleSentence(e.sort, e.holds, "")))
	}
	var parts []string
	for _, p := range e.sort.Params {
		if was, now := e.held.Num(p.Name), e.holds.Num(p.Name); was != now {
			parts = append(parts, fmt.Sprintf("%s from %s to %s", p.Called(), p.Say(was), p.Say(now)))
		}
	}
	if e.held.On != e.holds.On {
		parts = append(parts, map[bool]string{true: "switched on", false: "switched off"}[e.holds.On])
	}
	if e.held.Severity != e.holds.Severity {
		parts = append(parts, fmt.Sprintf("severity from %s to %s", e.held.Severity, e.holds.Severity))
	}
	if len(parts) == 0 {
		return ""
	}
	return e.sort.Title + e.whom + ": " + strings.Join(parts, ", ") + "."
}

func (e ruleEdit) example() string {
	if len(e.sort.Params) == 0 {
		return "turn off " + e.sort.Kind.Words() + " alerts."
	}
	p := e.sort.Params[0]
	return fmt.Sprintf("set %s %s to %s.", e.sort.Kind.Words(), p.Called(), p.Say((p.Default+p.Max)/2))
}

// warnings say what a change does beside what it says.
func (e ruleEdit) warnings() []string {
	var out []string
	if !e.holds.On && (e.sort.Kind == fleet.AlertSOS || e.sort.Kind == fleet.AlertCrash) {
		out = append(out, "Nobody is told when a driver calls for help, until this is on again.")
	}
	if e.sort.Vendor && e.holds.On {
		out = append(out, "LocoNav alone tells of it, by its own figures.")
	}
	return out
}
