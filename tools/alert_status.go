package tools

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// shownUpdates is how much of an alert's history a card shows.
const shownUpdates = 10

type alertStatusArgs struct {
	AlertID string `json:"alert_id" jsonschema:"the alert's number, for example 12"`
	Want    string `json:"want,omitempty" enum:"map" jsonschema:"the one thing that is asked for"`
}

func alertStatus(d *desk) *Tool {
	return newTool("alert_status", "One alert: what happened, where, who has it in hand, and everything done to it.", d.alertStatus)
}

func (d *desk) alertStatus(ctx context.Context, call *Call, in alertStatusArgs) (answer.Answer, error) {
	x, err := d.alertFor(ctx, call, in.AlertID)
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Want == "map" {
		return alertMap(x, call.Caller.Units)
	}
	a := AlertCardFor(x, call.Caller.Role, call.Caller.Units)
	a.Facts = append([]answer.Fact{{Label: "Alert", Value: fmt.Sprintf("%d, %s", x.ID, x.Severity)}}, a.Facts...)
	if x.PartOf != 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("It is told of as part of alert %d.", x.PartOf))
	}
	history, err := d.store.AlertHistory(ctx, x.ID, shownUpdates)
	if err != nil || len(history) == 0 {
		return a, err
	}
	a.Table = &answer.Table{Columns: []string{"When", "Who", "What"}}
	for _, u := range history {
		what := u.What
		if u.Note != "" {
			what += ": " + u.Note
		}
		a.Table.Rows = append(a.Table.Rows, []string{u.At.In(fleet.WAT).Format("2 Jan 15:04"), u.Who, what})
	}
	return a, nil
}

// alertMap is where an alert was, to look at.
func alertMap(x store.AlertNow, u fleet.Units) (answer.Answer, error) {
	if !x.Point.Valid() {
		return answer.Answer{}, fleet.Errorf(fleet.NotFound, "It is not known where alert %d was.", x.ID)
	}
	return answer.Answer{Kind: answer.Result, Headline: alertHeadline(x, u), Facts: []answer.Fact{{Label: "Map", Value: x.Point.MapLink()}},
		Points: []answer.Point{{Label: x.Truck, Lat: x.Point.Lat, Lon: x.Point.Lon}}}, nil
}

// alertFor reads the alert of a number that the caller may see. To a driver
// every other truck's alert is one that does not exist.
func (d *desk) alertFor(ctx context.Context, call *Call, id string) (store.AlertNow, error) {
	n, err := alertNumber(id)
	if err != nil {
		return store.AlertNow{}, err
	}
	a, err := d.store.Alert(ctx, n)
	if call.Caller.Role != fleet.DriverRole || fleet.Retryable(err) {
		return a, err
	}
	own, ownErr := d.store.TruckOfDriver(ctx, call.Caller.DriverID)
	if ownErr != nil {
		return store.AlertNow{}, ownErr
	}
	if err != nil || own == 0 || a.TruckID != own {
		return store.AlertNow{}, fleet.Errorf(fleet.Forbidden, "Drivers see the alerts of their own truck only. Ask: my alerts.")
	}
	return a, nil
}

// alertNumber reads "12", "#12" and "alert 12".
func alertNumber(text string) (int64, error) {
	digits := strings.TrimLeft(strings.TrimPrefix(strings.ToLower(squeeze(text)), "alert"), " #:")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 {
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: "alert_id",
			Message: fmt.Sprintf("%q is not the number of an alert. Ask for the open alerts to see their numbers.", clip(text))}
	}
	return n, nil
}
