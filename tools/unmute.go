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

type unmuteArgs struct {
	ID    string `json:"id,omitempty" jsonschema:"the mute's number"`
	Truck string `json:"truck,omitempty"`
	Kind  string `json:"kind,omitempty"`
	Place string `json:"place,omitempty"`
}

func unmute(d *desk) *Tool {
	t := newTool("unmute", "End a mute, by its number or by what it covers.", d.unmute)
	t.Write = true
	return t
}

func (d *desk) unmute(ctx context.Context, call *Call, in unmuteArgs) (answer.Answer, error) {
	m, err := d.runningMute(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	if call.DryRun {
		return answer.Answer{Headline: "End the mute of " + muteWords(m) + "?", Facts: muteFacts(m)}, call.Pin(unmuteArgs{ID: fmt.Sprint(m.ID)})
	}
	if err := d.store.EndMute(ctx, m.ID, call.Now, call.Caller.Name); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: upperFirst(muteWords(m)) + " are told again.", Facts: muteFacts(m)}, nil
}

func muteFacts(m store.Mute) []answer.Fact {
	return kept([]answer.Fact{{Label: "Muted by", Value: m.Who}, {Label: "Until", Value: fleet.FormatTime(m.Until)}, {Label: "Reason", Value: m.Reason}})
}

// runningMute finds the one running mute that is meant.
func (d *desk) runningMute(ctx context.Context, call *Call, in unmuteArgs) (store.Mute, error) {
	running, err := d.store.Mutes(ctx, call.Now)
	if err != nil {
		return store.Mute{}, err
	}
	var fit []store.Mute
	if in.ID != "" {
		id, err := strconv.ParseInt(strings.TrimPrefix(squeeze(in.ID), "#"), 10, 64)
		if err != nil {
			return store.Mute{}, &fleet.Error{Kind: fleet.Invalid, Field: "id", Message: fmt.Sprintf("%q is not the number of a mute. Ask for the mutes to see their numbers.", clip(in.ID))}
		}
		fit = mutesWhere(running, func(m store.Mute) bool { return m.ID == id })
	} else {
		scope, err := d.muteScope(ctx, call, in.Truck, in.Kind, in.Place)
		if err != nil {
			return store.Mute{}, err
		}
		fit = mutesWhere(running, func(m store.Mute) bool { return within(m, scope) })
	}
	switch len(fit) {
	case 0:
		return store.Mute{}, &fleet.Error{Kind: fleet.NotFound, Field: "id", Message: "No such mute is running. Ask for the mutes to see those that are."}
	case 1:
		return fit[0], nil
	}
	e := &fleet.Error{Kind: fleet.Ambiguous, Field: "id", Message: "More than one mute fits. Which one? Give its number."}
	for _, m := range fit[:min(5, len(fit))] {
		e.Choices = append(e.Choices, fmt.Sprint(m.ID))
		e.Message += fmt.Sprintf(" %d: %s.", m.ID, muteWords(m))
	}
	return store.Mute{}, e
}

func mutesWhere(list []store.Mute, is func(store.Mute) bool) []store.Mute {
	var out []store.Mute
	for _, m := range list {
		if is(m) {
			out = append(out, m)
		}
	}
	return out
}

// within says whether a mute covers everything that was named.
func within(m, scope store.Mute) bool {
	return (scope.TruckID == 0 || m.TruckID == scope.TruckID) && (scope.Kind == "" || m.Kind == scope.Kind) &&
		(scope.PlaceID == 0 || m.PlaceID == scope.PlaceID)
}
