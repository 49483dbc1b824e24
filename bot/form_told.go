package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"watchtower/answer"
	"watchtower/events"
)

// typeTold is the envelope of what became of a form.
const typeTold = "told"

// told is what became of a form, on its way to whoever filled it in.
type told struct {
	To          place
	Answer      answer.Answer
	Share, Foot string
	Tool        string          // that made a card's new face
	Args        json.RawMessage // of it
}

// tellOfForm closes a form and shows what became of it: in the place of the
// card that it was opened on, or to whoever filled it in. That is kept before
// the form closes, so that a restart loses no card; its key is the form's own,
// so that a second press of the button says nothing twice.
func (b *Bot) tellOfForm(ctx context.Context, in interaction, f *form, st formState, a answer.Answer, args json.RawMessage, ack func(any)) {
	t := told{To: st.place(in.User.ID), Answer: a, Share: b.shareValue(f.tool, args, a)}
	if f.renews && st.Card != "" && a.Kind == answer.Result {
		t.Tool, t.Args = f.tool, args
		t.To.Private, t.To.Replace, t.To.Thread, t.Foot = st.Private, st.Card, "", byWhom(f.tool, in.User.ID)
		if !st.Private {
			t.Share = ""
		}
	}
	env := envelope{Type: typeTold, Key: "form:" + st.ID, Receipt: rand.Text(), Received: time.Now()}
	var err error
	if env.Payload, err = json.Marshal(t); err == nil {
		_, err = b.Events.Append(ctx, events.StreamSlack, env.fields())
	}
	ack(nil)
	if err != nil {
		b.Log.WarnContext(ctx, "what became of a form is told at once, and not after a restart", "err", err)
		b.handle(context.WithoutCancel(ctx), env)
	}
}

// onTold says what became of a form.
func (b *Bot) onTold(ctx context.Context, j *job) {
	var t told
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		b.Log.ErrorContext(ctx, "what became of a form is not readable", "err", err)
		return
	}
	if b.byDelivery(ctx, t.To, t.Tool, t.Args) {
		j.said = true
	} else {
		b.reply(ctx, j, t.To, t.Answer, extras{Share: t.Share, Foot: t.Foot})
	}
	if t.Answer.Kind == answer.Result {
		b.homeChanged(ctx, t.To.User)
	}
}
