package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// How far back a rule is tried, in days.
const (
	usualTrial = 7
	mostTrial  = 14
)

// toldTrucks are those that a dry run names.
const toldTrucks = 10

type ruleTestArgs struct {
	ruleSettings
	Days int `json:"days,omitempty" jsonschema:"how many days back, at most 14; default 7"`
}

// ruleTest is the dry run; its name is what people type.
func ruleTest(d *desk) *Tool {
	return newTool("rule_test",
		"Try an alert rule on the last 7 days without changing anything: how often it would have fired with other figures, and how often as it is now, truck by truck.",
		d.ruleTest)
}

func (d *desk) ruleTest(ctx context.Context, call *Call, in ruleTestArgs) (answer.Answer, error) {
	days := cmp.Or(in.Days, usualTrial)
	if days < 1 || days > mostTrial {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "days", Message: fmt.Sprintf("A rule is tried on 1 to %d days.", mostTrial)}
	}
	e, err := d.workOutRule(ctx, call, &in.ruleSettings, false)
	if err != nil {
		return answer.Answer{}, err
	}
	w := fleet.Window{From: call.Now.AddDate(0, 0, -days), To: call.Now}
	if !e.sort.Kind.Replays() {
		return d.toldSoFar(ctx, e, w)
	}
	trial := ruleTrial{kind: e.sort.Kind, scope: e.was.Scope, would: e.rules, is: e.present, window: w}
	if trial.places, err = d.store.PlaceIndex(ctx); err != nil {
		return answer.Answer{}, err
	}
	trucks, total, err := d.store.PastTrucks(ctx, trial.scope, w, triedTrucks)
	if err != nil {
		return answer.Answer{}, err
	}
	tried, err := d.try(ctx, trial, trucks)
	if err != nil {
		return answer.Answer{}, err
	}
	return e.trialAnswer(call, in, tried, total, w), nil
}

// toldSoFar is for kinds that cannot be tried: how many alerts there were.
func (d *desk) toldSoFar(ctx context.Context, e ruleEdit, w fleet.Window) (answer.Answer, error) {
	q := store.AlertQuery{Kind: e.sort.Kind, Window: &w, TruckID: e.was.Scope.TruckID, ClientID: e.was.Scope.ClientID, PlaceID: e.was.Scope.PlaceID}
	n, err := d.store.CountAlerts(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Window: &w, Headline: fmt.Sprintf("There %s of this kind%s.", wereAlerts(n.Total), e.whom)}
	if !e.holds.On {
		a.Headline = fmt.Sprintf("Switched off, nobody would have been told of %s%s.", count(n.Total, e.sort.Kind.Words()+" alert"), e.whom)
	}
	a.Notes = []string{"Its figures cannot be tried on the past: what tells of it is not in positions and trips alone."}
	return a, nil
}

func wereAlerts(n int) string {
	if n == 1 {
		return "was 1 alert"
	}
	return fmt.Sprintf("were %d alerts", n)
}

// trialAnswer tells what a dry run found.
func (e ruleEdit) trialAnswer(call *Call, in ruleTestArgs, tried []triedTruck, total int, w fleet.Window) answer.Answer {
	would, is := 0, 0
	for _, t := range tried {
		would, is = would+len(t.would), is+len(t.is)
	}
	days := int(w.To.Sub(w.From) / (24 * time.Hour))
	name := e.sort.Title + e.whom
	a := answer.Answer{Kind: answer.Result, Window: &w,
		Headline: fmt.Sprintf("%s as it is would have fired %s in the last %s.", name, oftenWords(is), lastDays(days))}
	if e.what != "" {
		a.Headline = fmt.Sprintf("%s would have fired %s in the last %s; as it is now, %s.", e.what[:len(e.what)-1], oftenWords(would), lastDays(days), oftenWords(is))
	}
	if len(tried) > 0 {
		per := float64(would) / float64(len(tried)*days)
		a.Facts = []answer.Fact{{Label: "A truck and day", Value: fmt.Sprintf("%.2f", per)}}
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Tried on", Value: triedWords(len(tried), total)})
	if would+is > 0 {
		a.Table = trialTable(tried, e.what != "")
	}
	if len(tried) < total {
		a.Notes = append(a.Notes, fmt.Sprintf("Only %d of %d trucks were tried, by chance, to keep this quick.", len(tried), total))
	}
	a.Notes = append(a.Notes, "Worked out from stored positions and trips; nothing was changed, and nobody was told.")
	if e.what != "" && MayRun(call.Caller.Role, "rule_save") {
		a.Choices = []answer.Choice{answer.NewChoice("Save this rule", "rule_save", ruleSaveArgs{ruleSettings: in.ruleSettings, Version: e.version()})}
	}
	return a
}

func lastDays(n int) string {
	if n == 1 {
		return "day"
	}
	return fmt.Sprintf("%d days", n)
}

func oftenWords(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func triedWords(n, total int) string {
	if n == total {
		return count(n, "truck")
	}
	return fmt.Sprintf("%d of %s", n, count(total, "truck"))
}

// trialTable lists the trucks with most incidents.
func trialTable(tried []triedTruck, changed bool) *answer.Table {
	slices.SortFunc(tried, func(a, b triedTruck) int {
		return cmp.Or(cmp.Compare(len(b.would), len(a.would)), cmp.Compare(len(b.is), len(a.is)), cmp.Compare(a.Plate, b.Plate))
	})
	t := &answer.Table{Columns: []string{"Truck", "Would fire", "Now", "For example"}, Right: []int{1, 2}}
	if !changed {
		t.Columns, t.Right = []string{"Truck", "Times", "For example"}, []int{1}
	}
	for _, x := range tried {
		if len(x.would)+len(x.is) == 0 {
			continue
		}
		if len(t.Rows) == toldTrucks {
			t.More++
			continue
		}
		row := []string{x.Plate, fmt.Sprint(len(x.would)), fmt.Sprint(len(x.is)), exampleOf(x)}
		if !changed {
			row = append(row[:1], row[2:]...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// exampleOf is the newest incident of a truck in words.
func exampleOf(x triedTruck) string {
	list := x.would
	if len(list) == 0 {
		list = x.is
	}
	last := list[len(list)-1]
	return fleet.FormatTime(last.Since) + ": " + last.Text
}
