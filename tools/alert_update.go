package tools

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type alertUpdateArgs struct {
	AlertID  string `json:"alert_id" jsonschema:"the alert's number, for example 12"`
	Action   string `json:"action" enum:"acknowledge,unacknowledge,resolve,reopen,snooze,assign,note,false_alarm" jsonschema:"acknowledge: I take care of it; false_alarm: resolved, there was nothing"`
	Until    string `json:"until,omitempty" jsonschema:"for snooze: a length like 2h, morning, or RFC 3339 with +01:00"`
	Assignee string `json:"assignee,omitempty" jsonschema:"for assign: a name, a Slack user, me, or nobody"`
	Note     string `json:"note,omitempty" jsonschema:"for note, or what to remember with any other action"`
	Version  int    `json:"version,omitempty" jsonschema:"set by confirmations: the state of the alert this was worked out on"`
}

func alertUpdate(d *desk) *Tool {
	t := newTool("alert_update",
		"Take care of one alert: acknowledge, unacknowledge, resolve, reopen, snooze, assign, note, or mark it a false alarm.",
		d.alertUpdate)
	t.Write = true
	return t
}

func (d *desk) alertUpdate(ctx context.Context, call *Call, in alertUpdateArgs) (answer.Answer, error) {
	x, err := d.alertFor(ctx, call, in.AlertID)
	if err != nil {
		return answer.Answer{}, err
	}
	e, err := d.planAlert(ctx, call, &in)
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		return d.proposeAlert(call, x, in, e)
	}
	e.Version, e.Reply = in.Version, stepReply(e)
	x, err = d.store.ChangeAlert(ctx, x.ID, e, AlertCard)
	if err != nil {
		return answer.Answer{}, err
	}
	return AlertCardFor(x, call.Caller.Role, call.Caller.Units), nil
}

// proposeAlert says what would be done, and pins it to the alert as it stands.
func (d *desk) proposeAlert(call *Call, x store.AlertNow, in alertUpdateArgs, e store.AlertEdit) (answer.Answer, error) {
	if _, why := x.After(e.AlertStep); why != "" {
		who := x.Names.AckedBy
		if x.Status == fleet.AlertResolved {
			who = x.Names.ResolvedBy
		}
		return answer.Answer{}, why.Err(x.AlertState, e.Action, who)
	}
	in.AlertID, in.Version = strconv.FormatInt(x.ID, 10), x.Version
	card := AlertCardFor(x, call.Caller.Role, call.Caller.Units)
	facts := append([]answer.Fact{{Label: "Alert", Value: card.Headline}}, card.Facts...)
	if e.Note != "" {
		facts = append(facts, answer.Fact{Label: "New note", Value: e.Note})
	}
	return answer.Answer{Headline: fmt.Sprintf("Alert %d, %s: %s?", x.ID, x.Truck, lowerFirst(e.What)), Facts: facts}, call.Pin(in)
}

// planAlert works a step out, and writes what it found back into the
// arguments, so that they can be pinned.
func (d *desk) planAlert(ctx context.Context, call *Call, in *alertUpdateArgs) (store.AlertEdit, error) {
	e := store.AlertEdit{Who: call.Caller.Name, Via: call.Via, Note: squeeze(in.Note),
		AlertStep: fleet.AlertStep{Action: fleet.AlertAction(in.Action), By: call.Caller.PersonID, At: call.Now}}
	var err error
	switch e.Action {
	case fleet.Snooze:
		e.Until, err = readUntil(in.Until, call.Now)
		in.Until = e.Until.Format(time.RFC3339)
		e.What = "Snoozed until " + fleet.FormatTime(e.Until)
	case fleet.Assign:
		var p store.Person
		p, err = d.assignee(ctx, call, in.Assignee)
		in.Assignee, e.Assignee = personText(p), p.ID
		e.What = "Assigned to " + p.Name
	case fleet.Note:
		e.What = "Note"
		if e.Note == "" {
			err = &fleet.Error{Kind: fleet.Ambiguous, Field: "note", Message: "What should the note say?"}
		}
	default:
		e.What = map[fleet.AlertAction]string{fleet.Acknowledge: "Acknowledged", fleet.Unacknowledge: "Given back", fleet.Resolve: "Resolved",
			fleet.Reopen: "Opened again", fleet.FalseAlarm: "Resolved as a false alarm"}[e.Action]
	}
	return e, err
}

// assignee is whom somebody names, "me" and "nobody" among them.
func (d *desk) assignee(ctx context.Context, call *Call, text string) (store.Person, error) {
	id := call.Caller.PersonID
	switch fleet.Key(text) {
	case "":
		return store.Person{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "assignee", Message: "Who should take care of it? Give a name, or say me.", Choices: []string{"me"}}
	case "NOBODY", "NONE":
		return store.Person{Name: "nobody"}, nil
	case "ME", "MYSELF":
		if id == 0 {
			return store.Person{}, &fleet.Error{Kind: fleet.Invalid, Field: "assignee", Message: "I do not know who you are here. Give a name."}
		}
	default:
		n, err := d.store.FindPerson(ctx, text, call.match())
		if err != nil {
			return store.Person{}, inField(err, "assignee")
		}
		id = n.ID
	}
	p, err := d.store.Person(ctx, id)
	if err == nil && (!p.Active || p.Standing != store.Member || !MayRun(p.Role, "alert_update")) {
		err = &fleet.Error{Kind: fleet.Conflict, Field: "assignee", Message: fmt.Sprintf("%s is a %s here and cannot take care of alerts. Name a dispatcher.", p.Name, roleWords(p))}
	}
	return p, err
}

// personText names a person so that it means nobody else: two may share a name.
func personText(p store.Person) string {
	if p.SlackUser != "" {
		return "<@" + p.SlackUser + ">"
	}
	return p.Name
}

func roleWords(p store.Person) string {
	if !p.Active || p.Standing != store.Member {
		return "former " + string(p.Role)
	}
	return string(p.Role)
}

// readUntil reads a length of time from now, a moment, or "morning".
func readUntil(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "until", Message: "Until when? Give a length of time like 2h.", Choices: []string{"1h", "4h", "12h"}}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	if word := fleet.Key(text); word == "MORNING" || word == "UNTILMORNING" {
		return fleet.NextMorning(now), nil
	}
	d, err := fleet.ParseSpan(text)
	if err != nil {
		return time.Time{}, inField(err, "until")
	}
	return now.Add(d), nil
}
