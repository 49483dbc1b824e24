package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	missedUsually = 12 * time.Hour // by whoever never wrote
	missedAtMost  = 7 * 24 * time.Hour
)

type alertCatchupArgs struct {
	AlertID string `json:"alert_id,omitempty" jsonschema:"an alert's number; none: the alert of this thread, or all since the person last wrote"`
}

func alertCatchup(d *desk) *Tool {
	return newTool("alert_catchup",
		"Catch somebody up: in an alert's thread, or of an alert by its number, what happened, who did what and how it stands; elsewhere the open and snoozed alerts since the person last wrote.",
		d.alertCatchup)
}

func (d *desk) alertCatchup(ctx context.Context, call *Call, in alertCatchupArgs) (answer.Answer, error) {
	if in.AlertID == "" && call.Caller.Thread != "" {
		id, err := d.store.AlertAt(ctx, store.Spot{Channel: call.Caller.Channel, TS: call.Caller.Thread})
		if err != nil {
			return answer.Answer{}, err
		}
		if id != 0 {
			in.AlertID = fmt.Sprint(id)
		}
	}
	miss := func() (answer.Answer, error) { return d.missedLately(ctx, call) }
	if in.AlertID != "" {
		miss = func() (answer.Answer, error) { return d.missedOfAlert(ctx, call, in.AlertID) }
	}
	a, err := miss()
	a.Aside = true
	return a, err
}

// missedOfAlert tells one alert from its beginning to where it stands.
func (d *desk) missedOfAlert(ctx context.Context, call *Call, id string) (answer.Answer, error) {
	x, err := d.alertFor(ctx, call, id)
	if err != nil {
		return answer.Answer{}, err
	}
	history, err := d.store.AlertHistory(ctx, x.ID, mostAlerts)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s Now it is %s.", alertHeadline(x, call.Caller.Units), alertState(x)), Tone: alertTone(x)}
	lasts := fleet.FormatDuration(call.Now.Sub(x.Started)) + " so far"
	if !x.Ended.IsZero() {
		lasts = fleet.FormatDuration(x.Ended.Sub(x.Started)) + ", ended " + fleet.FormatClock(x.Ended)
	}
	a.Facts = kept([]answer.Fact{{Label: "Lasts", Value: lasts}, {Label: "Assigned to", Value: x.Names.Assignee}, {Label: "Driver", Value: x.Driver}})
	type moment struct {
		at        time.Time
		who, what string
	}
	told := []moment{{x.Started, "", "It began"}}
	for _, u := range slices.Backward(history) {
		what := u.What
		if u.Note != "" {
			what += ": " + u.Note
		}
		told = append(told, moment{u.At, u.Who, what})
	}
	if !x.Ended.IsZero() {
		told = append(told, moment{x.Ended, "", "It ended"})
	}
	slices.SortStableFunc(told, func(p, q moment) int { return p.at.Compare(q.at) })
	a.Table = &answer.Table{Columns: []string{"When", "Who", "What"}}
	for _, m := range told {
		a.Table.Rows = append(a.Table.Rows, []string{m.at.In(fleet.WAT).Format("2 Jan 15:04"), m.who, m.what})
	}
	return a, nil
}

// missedLately is what waits for somebody of all that began since the person
// last wrote.
func (d *desk) missedLately(ctx context.Context, call *Call) (answer.Answer, error) {
	since, words := call.Now.Add(-missedUsually), "in the last "+fleet.FormatDuration(missedUsually)
	if call.Caller.PersonID != 0 {
		wrote, err := d.store.LastWrote(ctx, call.Caller.PersonID)
		if err != nil {
			return answer.Answer{}, err
		}
		if wrote.After(call.Now.Add(-missedAtMost)) {
			since, words = wrote, "since you last wrote, "+fleet.FormatTime(wrote)
		}
	}
	q := store.AlertQuery{Now: call.Now, Limit: listedAlerts, Window: &fleet.Window{From: since, To: call.Now.Add(time.Second)}, Severities: severities("high")}
	if call.Caller.Role == fleet.DriverRole {
		if err := d.ownAlerts(ctx, call, alertsListArgs{}, &q); err != nil {
			return answer.Answer{}, err
		}
	}
	all, err := d.store.CountAlerts(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: "Nothing new " + words + "."}
	if all.Total == 0 {
		return a, nil
	}
	a.Headline = fmt.Sprintf("%s: %s, %s.", upperFirst(words), count(all.Total, "alert"), stateWords(all))
	q.Statuses = []fleet.AlertStatus{fleet.AlertOpen, fleet.AlertSnoozed}
	list, err := d.store.Alerts(ctx, q)
	if err != nil || len(list) == 0 {
		return a, err
	}
	a.Table = alertTable(list, call.Now, call.Caller.Units)
	a.Table.More = all.Open + all.Snoozed - len(list)
	a.Choices = listChoices(call, list)
	return a, nil
}
