package tools

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// listedAlerts is how many alerts one answer lists unless asked otherwise.
const (
	listedAlerts = 20
	mostAlerts   = 50
)

type alertsListArgs struct {
	Status    string  `json:"status,omitempty" enum:"open,acknowledged,snoozed,resolved,active,all" jsonschema:"active: not resolved; the default, or all when a period is given"`
	Kind      string  `json:"kind,omitempty" jsonschema:"sos, crash, fuel_theft, device_removal, overspeed, idle, offline, geofence, delay, harsh_braking, harsh_acceleration, sharp_turn, route_deviation, stoppage, fatigue, low_battery, refuel, ignition ..."`
	Severity  string  `json:"severity,omitempty" enum:"critical,high,warning,medium,info,low" jsonschema:"high: warning or worse; medium is warning, low is info"`
	Truck     string  `json:"truck,omitempty"`
	Driver    string  `json:"driver,omitempty"`
	Client    string  `json:"client,omitempty" jsonschema:"whose trip the truck was on"`
	Place     string  `json:"place,omitempty" jsonschema:"where it happened"`
	Period    Period  `json:"period,omitzero" jsonschema:"when the alerts began"`
	Threshold float64 `json:"threshold,omitempty" jsonschema:"only what reached this much, in unit"`
	Unit      string  `json:"unit,omitempty" enum:"km/h,min,L,km" jsonschema:"of threshold"`
	Self      bool    `json:"self,omitempty" jsonschema:"assigned to or acknowledged by the asking person; for a driver the own truck"`
	StormID   string  `json:"storm_id,omitempty" jsonschema:"those of one storm, by the number on its card"`
	Want      string  `json:"want,omitempty" enum:"count"`
	Limit     int     `json:"limit,omitempty" jsonschema:"how many to list, at most 50"`
	Offset    int     `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func alertsList(d *desk) *Tool {
	return newTool("alerts_list",
		"List or count alerts: by state, kind, severity, truck, driver, client, place or period; or the asking person's own.",
		d.alertsList)
}

func (d *desk) alertsList(ctx context.Context, call *Call, in alertsListArgs) (answer.Answer, error) {
	q, err := d.alertQuery(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	counts, err := d.store.CountAlerts(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: alertsHeadline(counts, in, q), Window: q.Window}
	if counts.Total == 0 && q.Window == nil {
		return a, d.lastDay(ctx, call, &a, q)
	}
	if in.Want == "count" || counts.Total == 0 {
		return a, nil
	}
	list, err := d.store.Alerts(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a.Table = alertTable(list, call.Now, call.Caller.Units)
	a.Table.More = max(0, counts.Total-q.Offset-len(list))
	in.Offset = 0 // even when all are listed: a card may show fewer of them
	a.Page = answer.NewPage("alerts_list", in, q.Offset, q.Limit, counts.Total)
	for _, x := range list {
		if x.Point.Valid() && x.Status != fleet.AlertResolved {
			a.Points = append(a.Points, answer.Point{Label: x.Truck, Lat: x.Point.Lat, Lon: x.Point.Lon})
		}
	}
	a.Choices = listChoices(call, list)
	return a, nil
}

// lastDay says of an empty list what there was in the last 24 hours, so that
// "none" is not taken for "nothing happened".
func (d *desk) lastDay(ctx context.Context, call *Call, a *answer.Answer, q store.AlertQuery) error {
	q.Statuses, q.Window = nil, &fleet.Window{From: call.Now.Add(-24 * time.Hour), To: call.Now.Add(time.Minute)}
	c, err := d.store.CountAlerts(ctx, q)
	if err == nil && c.Total > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%s in the last 24 hours: %s. Add a period, like today, to see them.", upperFirst(count(c.Total, "alert")), stateWords(c)))
	}
	return err
}

// listChoices are a way into the newest alerts, and to the one thing most
// needed of those that nobody has in hand.
func listChoices(call *Call, list []store.AlertNow) []answer.Choice {
	const newest = 3
	var out []answer.Choice
	for _, a := range list[:min(newest, len(list))] {
		id := strconv.FormatInt(a.ID, 10)
		out = append(out, answer.NewChoice("Alert "+id, "alert_status", map[string]string{"alert_id": id}))
		if a.Status == fleet.AlertOpen && MayRun(call.Caller.Role, "alert_update") {
			out = append(out, answer.NewChoice("Acknowledge "+id, "alert_update", map[string]string{"alert_id": id, "action": "acknowledge"}))
		}
	}
	return out
}

func alertsHeadline(c store.AlertCounts, in alertsListArgs, q store.AlertQuery) string {
	words := []string{}
	switch {
	case in.Severity == "high":
		words = append(words, "high severity")
	case in.Severity != "":
		words = append(words, in.Severity)
	}
	states := c.States()
	switch {
	case len(states) == 1:
		words = append(words, string(states[0].Status))
	case in.Status != "" && in.Status != "all":
		words = append(words, in.Status)
	case len(q.Statuses) > 0:
		words = append(words, "active")
	}
	if q.Kind != "" {
		words = append(words, q.Kind.Words())
	}
	noun := "alerts"
	if c.Total == 1 {
		noun = "alert"
	}
	words = append(words, noun)
	for _, p := range []struct{ word, value string }{{"of", in.Truck}, {"of", in.Driver}, {"for", in.Client}, {"in", in.Place}} {
		if p.value != "" {
			words = append(words, p.word, p.value)
		}
	}
	if in.Self {
		words = append(words, "of yours")
	}
	if in.StormID != "" {
		words = append(words, "in this storm")
	}
	if c.Total == 0 {
		return "No " + strings.Join(words, " ") + "."
	}
	out := fmt.Sprintf("%d %s", c.Total, strings.Join(words, " "))
	if len(states) > 1 {
		out += ": " + stateWords(c)
	}
	if c.Critical > 0 && c.Critical < c.Total {
		out += fmt.Sprintf("; %d critical", c.Critical)
	}
	return out + "."
}

// stateWords says how many alerts are in each state: "1 open, 2 acknowledged".
func stateWords(c store.AlertCounts) string {
	var parts []string
	for _, s := range c.States() {
		parts = append(parts, fmt.Sprintf("%d %s", s.Count, s.Status))
	}
	return strings.Join(parts, ", ")
}

func alertTable(list []store.AlertNow, now time.Time, u fleet.Units) *answer.Table {
	t := &answer.Table{Columns: []string{"Alert", "What", "Truck", "Since", "State", "Severity", "Driver", "Place"}}
	for _, a := range list {
		t.Rows = append(t.Rows, []string{strconv.FormatInt(a.ID, 10), alertWhat(a, u), a.Truck, alertSince(a, now),
			alertState(a), string(a.Severity), a.Driver, alertPlace(a, u)})
	}
	return t
}

// alertWhat is the kind with the figure that goes with it.
func alertWhat(a store.AlertNow, u fleet.Units) string {
	switch {
	case a.Detail.Litres > 0:
		return fmt.Sprintf("%s, %.0f litres", a.Kind.Words(), a.Detail.Litres)
	case a.Detail.SpeedKmh > 0:
		return a.Kind.Words() + ", " + u.Speed(a.Detail.SpeedKmh)
	case a.Detail.Text != "":
		return a.Kind.Words() + ", " + clip(a.Detail.Text)
	}
	return a.Kind.Words()
}

func alertBegan(a store.AlertNow) string { return a.Started.In(fleet.WAT).Format("2 Jan 15:04") }

// alertSince is when it began, with how long ago while it is not settled.
func alertSince(a store.AlertNow, now time.Time) string {
	at := alertBegan(a)
	if a.Status == fleet.AlertResolved {
		return at
	}
	return at + " (" + fleet.FormatDuration(now.Sub(a.Started)) + ")"
}
