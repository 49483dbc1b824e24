package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type alertsDigestArgs struct {
	Period Period `json:"period,omitzero" jsonschema:"today when none is given"`
}

func alertsDigest(d *desk) *Tool {
	return newTool("alerts_digest", "What happened that was not worth a card: counts by kind, and the trucks with most of it.", d.alertsDigest)
}

func (d *desk) alertsDigest(ctx context.Context, call *Call, in alertsDigestArgs) (answer.Answer, error) {
	w, _ := fleet.NamedWindow("today", call.Now)
	if !in.Period.IsZero() {
		var err error
		if w, err = in.Period.Window(call.Now); err != nil {
			return answer.Answer{}, err
		}
	}
	digest, err := d.store.AlertDigest(ctx, w)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: "Nothing happened beside what has a card.", Window: &w}
	if digest.Total == 0 {
		return a, nil
	}
	a.Headline = fmt.Sprintf("%s of little weight: %s.", count(digest.Total, "alert"), kindsWords(digest.Kinds, 3))
	a.Table = &answer.Table{Columns: []string{"Kind", "Alerts"}, Right: []int{1}}
	for _, k := range digest.Kinds {
		a.Table.Rows = append(a.Table.Rows, []string{upperFirst(k.Kind.Words()), fmt.Sprint(k.Count)})
	}
	a.Facts = []answer.Fact{{Label: "Trucks with most", Value: trucksWords(digest.Trucks)}}
	return a, nil
}

// kindsWords says the first few kinds with their counts: "40 ignition, 3
// geofence and 2 of other kinds".
func kindsWords(kinds []store.KindCount, most int) string {
	var parts []string
	rest := 0
	for i, k := range kinds {
		if i < most {
			parts = append(parts, fmt.Sprintf("%d %s", k.Count, k.Kind.Words()))
		} else {
			rest += k.Count
		}
	}
	words := strings.Join(parts, ", ")
	if rest > 0 {
		words += fmt.Sprintf(" and %d of other kinds", rest)
	}
	return words
}

func trucksWords(trucks []store.TruckCount) string {
	var parts []string
	for _, t := range trucks {
		parts = append(parts, fmt.Sprintf("%s (%d)", t.Truck, t.Count))
	}
	return strings.Join(parts, ", ")
}

type shiftHandoverArgs struct {
	At string `json:"at,omitempty" jsonschema:"RFC 3339 with +01:00; the shift that ends then, or that is on: now when none is given"`
}

func shiftHandover(d *desk) *Tool {
	return newTool("shift_handover", "The hand-over of a shift (06:00 to 18:00, 18:00 to 06:00): open and snoozed alerts, who has them, unanswered ones first, and the shift in numbers.", d.shiftHandover)
}

func (d *desk) shiftHandover(ctx context.Context, call *Call, in shiftHandoverArgs) (answer.Answer, error) {
	at := call.Now
	if in.At != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, in.At); err != nil {
			return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "at", Message: fmt.Sprintf("I cannot read %q as a time.", clip(in.At)), Err: err}
		}
	}
	shift, w := fleet.ShiftAt(at.Add(-time.Nanosecond)) // at its end a shift is the one that ends
	if at.Before(w.To) {
		w.To = at.UTC()
	}
	active := store.AlertQuery{Statuses: activeStatuses(), Now: call.Now, Limit: listedAlerts}
	counts, err := d.store.CountAlerts(ctx, active)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Window: &w, Headline: fmt.Sprintf("Hand-over of the %s shift: nothing is left open.", shift)}
	if counts.Total > 0 {
		list, err := d.store.Alerts(ctx, active)
		if err != nil {
			return answer.Answer{}, err
		}
		a.Headline = fmt.Sprintf("Hand-over of the %s shift: %s, %s.", shift, count(counts.Total, "alert"), stateWords(counts))
		a.Table = alertTable(list, call.Now, call.Caller.Units)
		a.Table.More = counts.Total - len(list)
		a.Choices = []answer.Choice{answer.NewChoice("All of them", "alerts_list", alertsListArgs{Status: "active"})}
	}
	a.Facts, err = d.shiftFigures(ctx, call, w)
	return a, err
}

// shiftFigures is what happened in a shift, in numbers.
func (d *desk) shiftFigures(ctx context.Context, call *Call, w fleet.Window) ([]answer.Fact, error) {
	worth := store.AlertQuery{Window: &w, Now: call.Now, Severities: severities("high")}
	c, err := d.store.CountAlerts(ctx, worth)
	if err != nil {
		return nil, err
	}
	kinds, err := d.store.AlertsByKind(ctx, worth)
	if err != nil {
		return nil, err
	}
	digest, err := d.store.AlertDigest(ctx, w)
	if err != nil {
		return nil, err
	}
	facts := []answer.Fact{{Label: "In the shift", Value: fmt.Sprintf("%s, %d critical, %d resolved", count(c.Total, "alert"), c.Critical, c.Resolved)}}
	if c.Total > 0 {
		facts = append(facts, answer.Fact{Label: "Most", Value: kindsWords(kinds, 3)})
	}
	if digest.Total > 0 {
		facts = append(facts, answer.Fact{Label: "Of little weight", Value: kindsWords(digest.Kinds, 3)}, answer.Fact{Label: "Trucks with most of it", Value: trucksWords(digest.Trucks)})
	}
	return facts, nil
}
