package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// commandOpensForm opens the form that a command leads to. It cannot wait in
// the stream: the trigger lives three seconds.
func (b *Bot) commandOpensForm(ctx context.Context, env envelope, c slashCommand, ack func(any)) bool {
	want, err := parseCommand(c.Command, c.Text, b.Now())
	if err != nil || want.Form == "" {
		return false
	}
	ack(nil)
	if b.firstTime(ctx, "form:"+env.Key) {
		b.openForm(ctx, env, opening{Form: want.Form, Args: want.Args, Trigger: c.TriggerID,
			To: place{Channel: c.ChannelID, User: c.UserID, Private: true, ResponseURL: c.ResponseURL}})
	}
	return true
}

// clickOpensForm does the same for a button, or an entry of a menu, that leads
// to a form.
func (b *Bot) clickOpensForm(ctx context.Context, env envelope, in interaction, ack func(any)) bool {
	if len(in.Actions) == 0 {
		return false
	}
	name, args, ok := formOfButton(in.Actions[0].ActionID, in.Actions[0].value())
	if !ok {
		return false
	}
	ack(nil)
	if b.firstTime(ctx, "form:"+env.Key) {
		o := opening{Form: name, Args: args, Trigger: in.TriggerID, To: in.whisper(),
			State: formState{Card: in.Container.MessageTS, Private: in.Container.IsEphemeral, Thread: in.thread()}}
		if in.View.Type == "modal" { // a choice in it: the form goes on where it was opened
			o.Over, o.State = in.View.ID, in.formState()
			o.To = o.State.place(in.User.ID)
		}
		b.openForm(ctx, env, o)
	}
	return true
}

// opening is a form about to be opened.
type opening struct {
	Form    string
	Args    fields
	Trigger string
	To      place
	State   formState
	Over    string // the open modal that it takes the place of
}

// openForm opens a form within the life of its trigger. When something has to
// be fetched a light view opens first, so that a slow lookup cannot outlive
// the trigger; from then on every fault is said in the modal.
func (b *Bot) openForm(ctx context.Context, env envelope, o opening) {
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	f := b.form(o.Form)
	caller, err := b.caller(ctx, o.To.User, o.To.Channel)
	switch {
	case err != nil:
	case f == nil:
		b.Log.WarnContext(ctx, "no such form", "form", o.Form)
		err = fleet.Errorf(fleet.NotFound, "That button is of an older Watch Tower. Ask again for a fresh card.")
	default:
		err = tools.Allowed(caller.Role, f.mayOpen())
	}
	if err == nil {
		err = b.show(ctx, caller, f, o)
	}
	if err != nil {
		b.reply(context.WithoutCancel(ctx), &job{envelope: env}, o.To, answer.FromError(err), extras{})
	}
}

func (b *Bot) show(ctx context.Context, caller fleet.Caller, f *form, o opening) error {
	d := &draft{args: maps.Clone(o.Args), state: o.State}
	if d.args == nil {
		d.args = fields{}
	}
	d.state.ID, d.state.Channel, d.state.ResponseURL = rand.Text(), o.To.Channel, o.To.ResponseURL
	d.state.Fixed = fields{}
	if f.fixed != nil {
		d.state.Fixed = f.fixed(d.args)
	}
	first := f.loadingView()
	if !f.needs(d.args) {
		first = f.view(d, b.Now())
	}
	opened, err := b.firstView(ctx, o, first)
	if err != nil {
		b.Log.WarnContext(ctx, "form not opened", "form", f.name, "err", safeError(err))
		return fleet.Errorf(fleet.Unavailable, "Slack did not open the form in time. Please try again, or spell it out; the command's help shows how.")
	}
	if f.needs(d.args) {
		b.fill(ctx, caller, f, d, opened)
	}
	return nil
}

func (b *Bot) firstView(ctx context.Context, o opening, v slack.ModalViewRequest) (*slack.ViewResponse, error) {
	if o.Over != "" {
		return b.api.UpdateViewContext(ctx, v, "", "", o.Over)
	}
	return b.api.OpenViewContext(ctx, o.Trigger, v)
}

// updateWithin is how long the last words of an open modal may take, beyond
// the time for fetching.
const updateWithin = 2 * time.Second

// fill puts the form, or why there is none, in the place of the light view. The
// hash keeps it off a modal that has changed meanwhile.
func (b *Bot) fill(ctx context.Context, caller fleet.Caller, f *form, d *draft, opened *slack.ViewResponse) {
	_, err := b.safely(ctx, func() (answer.Answer, error) { return answer.Answer{}, f.load(ctx, b, caller, d) })
	if ctx.Err() != nil {
		err = fleet.Errorf(fleet.Unavailable, "Looking that up took too long. Close this and try again.")
	}
	var v slack.ModalViewRequest
	if err == nil {
		v = f.view(d, b.Now())
	} else {
		if fleet.KindOf(err) == fleet.Internal {
			b.Log.ErrorContext(ctx, "form not filled", "form", f.name, "err", err)
		}
		v = b.troubleView(f, d, err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), updateWithin)
	defer cancel()
	if _, err := b.api.UpdateViewContext(ctx, v, "", opened.Hash, opened.ID); err != nil {
		b.Log.WarnContext(ctx, "form not drawn", "form", f.name, "err", safeError(err))
	}
}

// troubleView says why there is no form. Which of several trips is meant is
// chosen there.
func (b *Bot) troubleView(f *form, d *draft, err error) slack.ModalViewRequest {
	a := answer.FromError(err)
	v := f.saying(shortQuotes(a.Headline))
	v.PrivateMetadata = d.state.metadata()
	if a.Ask == nil || len(a.Ask.Missing) == 0 || a.Ask.Missing[0] != "trip_id" {
		return v
	}
	var els []slack.BlockElement
	for _, o := range a.Ask.Options {
		raw := withArg(nil, "trip_id", o)
		if value, ok := (buttonCall{Form: f.name, FormArgs: raw}).value(); ok && len(els) < maxChoices {
			els = append(els, button(actionID(actForm, len(els)), value, o))
		}
	}
	if len(els) > 0 {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, slack.NewActionBlock("", els...))
	}
	return v
}

// formOfButton says which form a button opens, and with what.
func formOfButton(action, value string) (name string, args fields, ok bool) {
	call, readable := parseButton(value)
	kind := actionKind(action)
	if kind != actForm && kind != actMore || !readable || call.Form == "" {
		return "", nil, false
	}
	args = fields{}
	if len(call.FormArgs) > 0 {
		_ = json.Unmarshal(call.FormArgs, &args) // an unreadable prefill is an empty one
	}
	return call.Form, args, true
}
