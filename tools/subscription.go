package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type subscriptionSaveArgs struct {
	Every   string `json:"every,omitempty" enum:"daily,weekly,monthly" jsonschema:"which report"`
	At      string `json:"at,omitempty" jsonschema:"hour in Lagos, like 07:00; default 07:00"`
	Weekday string `json:"weekday,omitempty" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" jsonschema:"of a weekly report; default monday"`
	Stop    bool   `json:"stop,omitempty" jsonschema:"end it instead"`
	ID      string `json:"id,omitempty" jsonschema:"the one to end, by its number"`
	Truck   string `json:"truck,omitempty"`
	Client  string `json:"client,omitempty"`
	Driver  string `json:"driver,omitempty"`
	Group   string `json:"group,omitempty"`
	Place   string `json:"terminal,omitempty"`
}

func subscriptionSave(d *desk) *Tool {
	t := newTool("subscription_save", "Have the daily, weekly or monthly report sent to the asking person in a direct message at an hour of theirs, or end that.", d.subscriptionSave)
	t.Write = true
	return t
}

func (d *desk) subscriptionSave(ctx context.Context, call *Call, in subscriptionSaveArgs) (answer.Answer, error) {
	switch {
	case call.Caller.PersonID == 0:
		return answer.Answer{}, fleet.Errorf(fleet.Invalid, "I do not know who you are here, so I cannot send you anything. Subscribe in Slack: /report subscribe daily 07:00.")
	case in.Stop:
		return d.unsubscribe(ctx, call, in)
	case in.Every == "":
		return answer.Answer{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "every", Message: "Which report: daily, weekly or monthly?", Choices: []string{"daily", "weekly", "monthly"}}
	}
	x, err := d.subscriptionOf(ctx, call, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	what := subscriptionWords(x)
	if call.DryRun {
		return answer.Answer{Headline: fmt.Sprintf("Send you the report, %s?", what)}, nil
	}
	if err := d.store.SaveSubscription(ctx, x, call.Now); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("You get the report %s, in a direct message. The first comes on %s.", what, fleet.FormatTime(x.Next)),
		Choices: []answer.Choice{answer.NewChoice("My subscriptions", "subscriptions_list", map[string]any{})}}, nil
}

// subscriptionOf reads a rhythm, and whose report is meant: the names are
// looked up now, so that a wrong one is told now.
func (d *desk) subscriptionOf(ctx context.Context, call *Call, in *subscriptionSaveArgs) (x store.Subscription, err error) {
	x = store.Subscription{PersonID: call.Caller.PersonID, Rhythm: fleet.Rhythm{Every: in.Every, Minute: 7 * 60}}
	if in.At != "" {
		if x.Rhythm.Minute, err = parseClock("at", in.At); err != nil {
			return x, err
		}
	}
	if in.Every == "weekly" {
		x.Rhythm.Weekday = time.Monday
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(day.String(), in.Weekday) {
				x.Rhythm.Weekday = day
			}
		}
	}
	of := reportArgs{Truck: in.Truck, Client: in.Client, Driver: in.Driver, Group: in.Group, Place: in.Place}
	if _, err := d.reportQuery(ctx, call, &of); err != nil {
		return x, err
	}
	slice := map[string]string{}
	for _, f := range []struct{ field, name string }{{"truck", of.Truck}, {"client", of.Client}, {"driver", of.Driver}, {"group", of.Group}, {"terminal", of.Place}} {
		if f.name != "" {
			slice[f.field], x.Words = f.name, strings.TrimSpace(x.Words+" "+f.name)
		}
	}
	x.Next = x.Rhythm.Next(call.Now)
	x.Slice, err = json.Marshal(slice)
	return x, err
}

// subscriptionWords are "weekly, Mondays at 07:00 WAT, of T-4407".
func subscriptionWords(x store.Subscription) string {
	if x.Words == "" {
		return x.Rhythm.String()
	}
	return x.Rhythm.String() + ", of " + x.Words
}

func (d *desk) unsubscribe(ctx context.Context, call *Call, in subscriptionSaveArgs) (answer.Answer, error) {
	var id int64
	if in.ID != "" {
		var err error
		if id, err = strconv.ParseInt(in.ID, 10, 64); err != nil {
			return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "id", Message: "A subscription has a number; /report subscriptions lists yours."}
		}
	}
	if call.DryRun {
		return answer.Answer{Headline: "Stop sending you that report?"}, nil
	}
	n, err := d.store.EndSubscriptions(ctx, call.Caller.PersonID, in.Every, id)
	if err != nil {
		return answer.Answer{}, err
	}
	if n == 0 {
		return answer.Answer{Kind: answer.Result, Headline: "There is no such subscription of yours."}, nil
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Ended: %s. Nothing more is sent of that.", count(n, "subscription"))}, nil
}

func subscriptionsList(d *desk) *Tool {
	return newTool("subscriptions_list", "The reports that the asking person has sent to them, and when.", d.subscriptionsList)
}

func (d *desk) subscriptionsList(ctx context.Context, call *Call, _ struct{}) (answer.Answer, error) {
	list, err := d.store.Subscriptions(ctx, call.Caller.PersonID)
	if err != nil || len(list) == 0 {
		return answer.Answer{Kind: answer.Result, Headline: "You have no reports sent to you. Begin with: /report subscribe daily 07:00."}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("You have %s.", count(len(list), "subscription")),
		Table: &answer.Table{Columns: []string{"Number", "Report", "Of", "Next"}}}
	for i, x := range list {
		of := x.Words
		if of == "" {
			of = "the fleet"
		}
		a.Table.Rows = append(a.Table.Rows, []string{fmt.Sprint(x.ID), x.Rhythm.String(), of, fleet.FormatTime(x.Next)})
		if i < offeredMutes {
			a.Choices = append(a.Choices, answer.NewChoice(fmt.Sprintf("End %d", x.ID), "subscription_save", map[string]any{"stop": true, "id": fmt.Sprint(x.ID)}))
		}
	}
	return a, nil
}
