package bot

import (
	"context"
	"encoding/json"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// onClick does what a button says, after asking again who clicked.
func (b *Bot) onClick(ctx context.Context, j *job) {
	var in interaction
	if err := json.Unmarshal(j.Payload, &in); err != nil || len(in.Actions) == 0 {
		b.Log.WarnContext(ctx, "click not readable", "err", err)
		return
	}
	caller, err := b.caller(ctx, in.User.ID, in.channel())
	if err == nil {
		err = j.stale()
	}
	if err != nil {
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
		return
	}
	action := in.Actions[0]
	switch actionKind(action.ActionID) {
	case actConfirm, actCancel:
		b.settle(ctx, j, in, caller, actionKind(action.ActionID), action.Value)
	case actChoice, actOption:
		b.onChoice(ctx, j, in, caller, action.ActionID, action.Value)
	case actShare:
		b.share(ctx, j, in, caller, action.Value)
	}
}

func (in interaction) channel() string {
	if in.Channel.ID != "" {
		return in.Channel.ID
	}
	return in.Container.ChannelID
}

func (in interaction) thread() string {
	if in.Container.ThreadTS != "" {
		return in.Container.ThreadTS
	}
	return in.Message.ThreadTS
}

// whisper is the place that only the clicker sees.
func (in interaction) whisper() place {
	to := place{Channel: in.channel(), Thread: in.thread(), User: in.User.ID, Private: true, ResponseURL: in.ResponseURL}
	if to.Channel == "" { // a click in the Home tab has no channel
		to.Channel, to.Private = in.User.ID, false
	}
	return to
}

// instead is the place of the clicked card itself.
func (in interaction) instead() place {
	return place{Channel: in.channel(), User: in.User.ID, Private: in.Container.IsEphemeral,
		ResponseURL: in.ResponseURL, Replace: in.Container.MessageTS}
}

// beside is where the result of a click belongs: with a private card to the
// clicker, else under the card.
func (in interaction) beside() place {
	to := in.whisper()
	if in.Container.IsEphemeral || to.Channel == in.User.ID {
		return to
	}
	to.Private, to.ResponseURL = false, ""
	if to.Thread == "" && !strings.HasPrefix(to.Channel, "D") {
		to.Thread = in.Container.MessageTS
	}
	return to
}

// settle confirms or cancels a pending write and puts the result in the card's
// place. The second of two clicks is told, and changes nothing.
func (b *Bot) settle(ctx context.Context, j *job, in interaction, caller fleet.Caller, how, id string) {
	verb, done := b.Registry.Confirm, "Confirmed"
	if how == actCancel {
		verb, done = b.Registry.Cancel, "Cancelled"
	}
	a, err := b.safely(ctx, func() (answer.Answer, error) { return verb(ctx, caller, id) })
	if err == nil {
		b.reply(ctx, j, in.instead(), a, extras{Foot: done + " by <@" + in.User.ID + ">"})
		return
	}
	settled := strings.HasPrefix(fleet.MessageFor(err), "That request was already")
	if fleet.KindOf(err) == fleet.Forbidden || fleet.Retryable(err) || settled && !j.Again {
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
		return
	}
	b.reply(ctx, j, in.instead(), answer.FromError(err), extras{}) // its buttons are of no use any more
}

// onChoice makes the call that a button carries. A write that answers a
// question of ours is confirmed first; one that a card offers is done, and the
// card renewed.
func (b *Bot) onChoice(ctx context.Context, j *job, in interaction, caller fleet.Caller, actionID, value string) {
	call, ok := parseButton(value)
	switch {
	case !ok:
		b.Log.WarnContext(ctx, "button value not readable", "action", actionID)
	case call.Say != "":
		to := in.beside()
		a, note := b.ask(ctx, caller, to, in.Container.MessageTS, call.Say)
		b.reply(ctx, j, to, a, extras{Foot: escape(note)})
	case !b.writes[call.Tool]:
		a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
		to, x := in.beside(), extras{}
		if to.Private {
			x.Share = b.shareValue(call.Tool, call.Args, a)
		}
		b.reply(ctx, j, to, a, x)
	case actionKind(actionID) == actOption:
		b.reply(ctx, j, in.beside(), b.run(ctx, j, caller, fleet.ViaSentence, call.Tool, call.Args), extras{})
	default:
		b.renew(ctx, j, in, caller, call)
	}
}

// renew does a write that a card offers. The new state takes the card's place,
// so that no button that has become wrong stays; a refusal is whispered.
func (b *Bot) renew(ctx context.Context, j *job, in interaction, caller fleet.Caller, call buttonCall) {
	a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
	to := in.instead()
	if a.Kind != answer.Result {
		to = in.whisper()
	} else if in.Container.MessageTS == "" { // the Home tab
		to = in.beside()
	}
	x := extras{Foot: "By <@" + in.User.ID + ">"}
	if to.Private {
		x.Share = b.shareValue(call.Tool, call.Args, a)
	}
	b.reply(ctx, j, to, a, x)
}

// share asks again, as the clicker, and shows the answer to the channel.
func (b *Bot) share(ctx context.Context, j *job, in interaction, caller fleet.Caller, value string) {
	call, ok := parseButton(value)
	if !ok || call.Tool == "" || b.writes[call.Tool] {
		b.Log.WarnContext(ctx, "share value not readable")
		return
	}
	a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
	to := place{Channel: in.channel(), Thread: in.thread(), User: in.User.ID}
	if a.Kind != answer.Result {
		b.reply(ctx, j, in.whisper(), a, extras{})
		return
	}
	j.said = true
	err := b.say(ctx, j, to, a, extras{Foot: "Shared by <@" + in.User.ID + ">"})
	if code := slackCode(err); code == "not_in_channel" || code == "channel_not_found" {
		err = fleet.Errorf(fleet.Conflict, "I am not in this channel. Type /invite @Watch Tower here, then share again.")
	}
	if err != nil {
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
	}
}
