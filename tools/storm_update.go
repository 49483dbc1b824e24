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

// togetherAtMost is how many alerts of a storm one step changes.
const togetherAtMost = 200

type stormUpdateArgs struct {
	StormID string `json:"storm_id" jsonschema:"the storm's number, as its card shows it"`
	Action  string `json:"action" enum:"acknowledge,resolve,snooze"`
	Until   string `json:"until,omitempty" jsonschema:"for snooze: a length like 2h, morning, or RFC 3339 with +01:00"`
	Note    string `json:"note,omitempty" jsonschema:"what to remember"`
}

func stormUpdate(d *desk) *Tool {
	t := newTool("storm_update", "Take care of all alerts of one storm together: acknowledge, resolve or snooze them.", d.stormUpdate)
	t.Write = true
	return t
}

func (d *desk) stormUpdate(ctx context.Context, call *Call, in stormUpdateArgs) (answer.Answer, error) {
	id, err := stormNumber(in.StormID)
	if err != nil {
		return answer.Answer{}, err
	}
	s, err := d.store.Storm(ctx, id)
	if err != nil {
		return answer.Answer{}, err
	}
	one := alertUpdateArgs{Action: in.Action, Until: in.Until, Note: in.Note}
	e, err := d.planAlert(ctx, call, &one)
	if err != nil {
		return answer.Answer{}, err
	}
	from := map[fleet.AlertAction][]fleet.AlertStatus{fleet.Acknowledge: {fleet.AlertOpen}, fleet.Snooze: {fleet.AlertOpen, fleet.AlertAcknowledged},
		fleet.Resolve: activeStatuses()}[e.Action]
	members, err := d.store.StormMembers(ctx, id, from, togetherAtMost)
	if err == nil && len(members) == 0 {
		err = fleet.Errorf(fleet.Conflict, "No alert of this storm waits for that any more: %s.", stateWords(s.Counts))
	}
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		in.Until = one.Until
		return answer.Answer{Headline: fmt.Sprintf("%s: %s, %s?", strings.TrimSuffix(stormHeadline(s), "."), lowerFirst(e.What), count(len(members), "alert"))}, call.Pin(in)
	}
	return d.changeTogether(ctx, call, id, members, e)
}

// changeTogether makes the same step of each alert; the thread of the storm is
// told of it, and not that of each card. One that somebody else has just changed
// is left as it is.
func (d *desk) changeTogether(ctx context.Context, call *Call, id int64, members []int64, e store.AlertEdit) (answer.Answer, error) {
	done := 0
	for _, alert := range members {
		switch _, err := d.store.ChangeAlert(ctx, alert, e, AlertCard); fleet.KindOf(err) {
		case "":
			done++
		case fleet.Conflict:
		default:
			return answer.Answer{}, err
		}
	}
	reply := said("%s by %s: %s.", e.What, e.Who, count(done, "alert"))
	if err := d.store.ReplyToStorm(ctx, id, reply, call.Now); err != nil {
		return answer.Answer{}, err
	}
	if err := d.store.DrawStorm(ctx, id, StormCard, call.Now); err != nil {
		return answer.Answer{}, err
	}
	s, err := d.store.Storm(ctx, id)
	if err != nil {
		return answer.Answer{}, err
	}
	a := StormCard(s, call.Caller.Role, call.Caller.Units)
	if len(members) == togetherAtMost {
		a.Notes = append(a.Notes, fmt.Sprintf("%d at a time: once more takes the next.", togetherAtMost))
	}
	return a, nil
}

func stormNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimLeft(strings.TrimPrefix(strings.ToLower(squeeze(text)), "storm"), " #:"), 10, 64)
	if err != nil || n <= 0 {
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: "storm_id", Message: fmt.Sprintf("%q is not the number of a storm. Its card shows it.", clip(text))}
	}
	return n, nil
}
