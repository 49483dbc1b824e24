package bot

import (
	"testing"

	"watchtower/fleet"
)

// A manager edits a rule in its form; what was not touched is not set.
func TestARuleIsEditedInAForm(t *testing.T) {
	w := newTown(t, nil)
	w.command("manager", "dispatch", "/alerts", "rule edit overspeed for T-4407")
	m := w.form("manager", "Go on")
	if got := m.holds("limit"); got != "60" {
		t.Errorf("the form begins with a limit of %q", got)
	}
	m.fault("limit", "An overspeed limit is between 20 and 140 km/h; you gave 300.", map[string]any{"limit": "300"})
	m.submitted(map[string]any{"limit": "80"})
	card := w.heard("manager", "dispatch", "Overspeed for T-4407: limit from 60 km/h to 80 km/h.")
	rules, err := w.store.NamedAlertRules(t.Context())
	if err != nil || len(rules) != 1 || len(rules[0].Params) != 1 || rules[0].Params["limit"] != 80 || rules[0].Severity != "" {
		t.Fatalf("%+v %v", rules, err)
	}
	edit := ""
	for action, label := range card.buttons() {
		if label == "Edit…" {
			edit = action
		}
	}
	w.click("manager", "dispatch", card, edit)
	m = w.form("manager", "Go on")
	if got := m.holds("limit"); got != "80" {
		t.Errorf("edited again, it holds %q", got)
	}
	m.submitted(map[string]any{"limit": "90", "do": "test"})
	w.heard("manager", "dispatch", "would have fired 0 times in the last 7 days")
	if rules, err = w.store.NamedAlertRules(t.Context()); err != nil || rules[0].Params["limit"] != 80 {
		t.Errorf("a dry run changed it: %+v %v", rules, err)
	}
}

// Every rule's form is within Slack's limits, and a dispatcher gets none.
func TestFormsOfAllRules(t *testing.T) {
	for _, s := range fleet.RuleSorts() {
		d := &draft{state: formState{Fixed: fields{"kind": string(s.Kind)}, Base: ruleFields(s, fleet.AlertRules(nil).For(s.Kind, fleet.RuleSubject{}))}}
		f := ruleForm()
		v := f.view(d, monday)
		if n := len(v.Blocks.BlockSet); n < 4 || n > 100 || len(v.PrivateMetadata) > maxMetadata {
			t.Errorf("%s: %d blocks, %d bytes", s.Kind, n, len(v.PrivateMetadata))
		}
	}
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/alerts", "rule edit overspeed")
	w.heard("dispatcher", "dispatch", "A dispatcher may not change the rules of alerts. Ask a manager.")
}
