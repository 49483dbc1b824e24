package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
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
	if !in.alone() {
		caller = aloud(caller)
	}
	action := in.Actions[0]
	switch actionKind(action.ActionID) {
	case actConfirm, actCancel:
		b.settle(ctx, j, in, caller, actionKind(action.ActionID), action.value())
	case actChoice, actOption, actMore:
		b.onChoice(ctx, j, in, caller, action.ActionID, action.value())
	case actShare:
		b.share(ctx, j, in, caller, action.value())
	case actPage:
		b.turnPage(ctx, j, in, caller, action.value())
	case actVerdict:
		b.onVerdict(ctx, j, in, caller, action.value())
	case actOffers, actNoOffers:
		b.onOffers(ctx, j, in, caller, actionKind(action.ActionID))
	}
}

func (in interaction) channel() string {
	if in.Channel.ID != "" {
		return in.Channel.ID
	}
	return in.Container.ChannelID
}

// alone says whether the clicker is the only person who sees the clicked card,
// and so what comes of it.
func (in interaction) alone() bool {
	return in.Container.IsEphemeral || in.channel() == "" || strings.HasPrefix(in.channel(), "D")
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
		x := extras{}
		if a.Kind == answer.Result {
			b.homeChangedOf(ctx, caller.PersonID)
			x.Foot = done + " by <@" + in.User.ID + ">"
		}
		b.reply(ctx, j, in.instead(), a, x)
		return
	}
	e, ok := errors.AsType[*fleet.Error](err)
	settled := ok && e.Field == store.SettledField
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
		b.sayOption(ctx, j, in, caller, call)
	case !b.writes(call.Tool):
		a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
		to, x := in.beside(), extras{}
		if to.Private {
			x.Share = b.shareValue(call.Tool, call.Args, a)
		}
		b.reply(ctx, j, to, a, x)
	case call.Tool == "mute": // about the alerts to come; the card stays what it is
		b.reply(ctx, j, in.whisper(), b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args), extras{})
	case actionKind(actionID) == actOption:
		b.propose(ctx, j, in, caller, call)
	default:
		b.renew(ctx, j, in, caller, call)
	}
}

// propose asks for a yes to a write that an option spells out. The card with
// Confirm takes the place of the question, so that one question makes one
// write; of two clicks on its options the first counts.
func (b *Bot) propose(ctx context.Context, j *job, in interaction, caller fleet.Caller, call buttonCall) {
	key := in.claimKey("option") + ":" + call.Question
	if !b.claim(ctx, key, j.Key, rememberFor) {
		return
	}
	a := b.run(ctx, j, caller, fleet.ViaSentence, call.Tool, call.Args)
	to := in.instead()
	if a.Pending == nil && a.Ask == nil { // refused or failed: the question stands
		b.release(ctx, key)
		to = in.whisper()
	}
	b.reply(ctx, j, to, a, extras{})
}

// sayOption says an option again where no tool is known for it. What it asks to
// be confirmed takes the place of the question, as in propose; other answers
// come beside it, and the question stands.
func (b *Bot) sayOption(ctx context.Context, j *job, in interaction, caller fleet.Caller, call buttonCall) {
	key := in.claimKey("option") + ":" + call.Question
	if !b.claim(ctx, key, j.Key, rememberFor) {
		return
	}
	to := in.beside()
	a, note := b.ask(ctx, j, caller, to, in.Container.MessageTS, call.Say)
	if a.Pending != nil {
		to = in.instead()
	} else {
		b.release(ctx, key)
	}
	b.reply(ctx, j, to, a, extras{Foot: escape(note)})
}

// claimKey names one use of the clicked card.
func (in interaction) claimKey(use string) string {
	return use + ":" + in.channel() + ":" + in.Container.MessageTS
}

// stepPause is how long a card that has just moved on ignores whoever moved
// it: the second half of a double click would be the next step.
const stepPause = 2 * time.Second

// renew does a write that a card offers. The new state takes the card's place,
// so that no button that has become wrong stays; a refusal is whispered.
func (b *Bot) renew(ctx context.Context, j *job, in interaction, caller fleet.Caller, call buttonCall) {
	if in.Container.MessageTS == "" {
		b.renewHome(ctx, j, in, caller, call)
		return
	}
	step := in.claimKey("step") + ":" + in.User.ID
	if !b.claim(ctx, step, j.Key, workWithin) {
		b.reply(ctx, j, in.whisper(), answer.Answer{Kind: answer.Chat,
			Headline: "The card was changing as you clicked, so I did this once. Click again if you mean the next step."}, extras{})
		return
	}
	a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
	if a.Kind != answer.Result {
		b.release(ctx, step)
		b.reply(ctx, j, in.whisper(), a, extras{})
		return
	}
	to, x := in.instead(), extras{Foot: byWhom(call.Tool, in.User.ID)}
	if to.Private {
		x.Share = b.shareValue(call.Tool, call.Args, a)
		b.release(ctx, in.claimKey("share")) // what it shows now is new
	}
	if b.byDelivery(ctx, to, call.Tool, call.Args) {
		j.said = true
	} else {
		b.reply(ctx, j, to, a, x)
	}
	b.release(ctx, step)
	b.claim(ctx, step, "renewed", stepPause)
}

// byWhom is the line that says who moved a card on. An alert's card says so
// itself, and is drawn again by its delivery, which knows no such line.
func byWhom(tool, user string) string {
	if tool == "alert_update" {
		return ""
	}
	return "By <@" + user + ">"
}
