package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// pressPause is how long the second press of a form waits for the first, before
// it looks again what became of that.
const pressPause = 200 * time.Millisecond

// submitted does what a form asks and answers in the ack: a message per field
// when something is wrong, a sentence above the inputs when it belongs to none,
// else the form closes and the card is shown. One form makes one change,
// however often and wherever its submission arrives: the store sees to that by
// the form's own name, and gives the name back when nothing was made.
func (b *Bot) submitted(ctx context.Context, in interaction, ack func(any)) {
	f := b.form(in.View.CallbackID)
	if f == nil {
		ack(nil)
		return
	}
	st := in.formState()
	a, args, err := b.submit(ctx, f, in, &st)
	for tries := 0; cutOff(err) && tries < 5 && sleep(ctx, pressPause); tries++ { // another press is at work
		a, args, err = b.submit(ctx, f, in, &st)
	}
	if err == nil && (a.Kind == answer.Result || a.Pending != nil) {
		b.tellOfForm(ctx, in, f, st, a, args, ack)
		return
	}
	if err != nil {
		a = answer.FromError(err)
	}
	if faults := fieldFaults(in, a, err); faults != nil {
		ack(slack.NewErrorsViewSubmissionResponse(faults))
		return
	}
	if view := b.withTrouble(ctx, f, in, &st, a, err); view != nil {
		ack(view)
		return
	}
	if cutOff(err) { // the other press tells
		ack(nil)
		return
	}
	// What was typed waits behind a button.
	if f.name == formTrip && a.Kind != answer.Refused {
		a.Ask = &answer.Ask{Tool: f.tool, Args: args}
	}
	b.tellOfForm(ctx, in, f, st, a, args, ack)
}

// submit makes the call that a form stands for. The right to open the form is
// asked for again: a role may have changed, and a view may be made up.
func (b *Bot) submit(ctx context.Context, f *form, in interaction, st *formState) (answer.Answer, json.RawMessage, error) {
	caller, err := b.caller(ctx, in.User.ID, st.Channel)
	if err == nil {
		err = tools.Allowed(caller.Role, f.mayOpen())
	}
	if err != nil {
		return answer.Answer{}, nil, err
	}
	if st.Card != "" && !st.Private && !strings.HasPrefix(st.Channel, "D") {
		caller = aloud(caller) // the card in the channel is renewed
	}
	if st.Fixed == nil {
		st.Fixed = fields{}
	}
	caller.Act = "made:" + st.ID // once in the store, even while Redis cannot tell
	tool := f.tool
	if f.runs != nil {
		tool = f.runs(in.entered())
	}
	args, err := f.read(in.entered(), st, b.Now())
	if err != nil {
		return answer.Answer{}, nil, err
	}
	b.meetEntered(ctx, args, st.Channel)
	all := maps.Clone(st.Fixed)
	maps.Copy(all, args)
	raw, err := json.Marshal(all)
	if err != nil {
		return answer.Answer{}, nil, err
	}
	a, err := b.safely(ctx, func() (answer.Answer, error) {
		return b.Registry.Run(ctx, caller, fleet.ViaCommand, tool, raw)
	})
	return a, raw, err
}

// meetEntered makes people of those whom a form names, as a command does: what
// the configuration says of them comes first. Slack does not wait long for a
// form, so neither does this.
func (b *Bot) meetEntered(ctx context.Context, args fields, channel string) {
	ctx, cancel := context.WithTimeout(ctx, formWithin/3)
	defer cancel()
	for _, v := range args {
		if s, ok := v.(string); ok {
			b.meetNamed(ctx, s, channel)
		}
	}
}

// fieldFaults maps what is wrong to the input it is wrong in, so that the form
// keeps what was typed; nil when it belongs to no input.
func fieldFaults(in interaction, a answer.Answer, err error) map[string]string {
	field := ""
	if e, ok := errors.AsType[*fleet.Error](err); ok {
		field = e.Field
	} else if a.Ask != nil && len(a.Ask.Missing) > 0 {
		field = a.Ask.Missing[0]
	}
	if field == "start" {
		field = "date"
	}
	if _, asked := in.View.State.Values[field]; !asked {
		return nil
	}
	return map[string]string{field: clip(faultWords(a), 300)}
}

func faultWords(a answer.Answer) string {
	text := shortQuotes(a.Headline)
	if a.Ask != nil && len(a.Ask.Options) > 0 && !strings.Contains(text, "Did you mean") {
		text += " Did you mean " + strings.Join(a.Ask.Options, ", ") + "?"
	}
	return text
}

const (
	maxAck       = 20_000 // bytes; Slack drops an ack of 20,480 without a word
	troubleBlock = "trouble"
)

// withTrouble is the same form with a sentence above the inputs, which keep
// what was entered because their ids stay; nil when it cannot be shown so. A
// conflict that a second press may solve is brought up to date.
func (b *Bot) withTrouble(ctx context.Context, f *form, in interaction, st *formState, a answer.Answer, err error) map[string]any {
	var blocks []json.RawMessage
	if json.Unmarshal(in.View.Blocks, &blocks) != nil || len(blocks) == 0 || len(blocks) > 98 {
		return nil
	}
	warning := faultWords(a)
	if fleet.KindOf(err) == fleet.Conflict && f.moved != nil {
		if said, err := f.moved(ctx, b, st); err != nil {
			warning = fleet.MessageFor(err)
		} else if said != "" {
			warning = said
		}
	}
	if isTrouble(blocks[0]) {
		blocks = blocks[1:]
	}
	top, err := json.Marshal(slack.NewSectionBlock(mrkdwn(":warning: "+clipEscaped(warning, maxSection-20)), nil, nil, slack.SectionBlockOptionBlockID(troubleBlock)))
	if err != nil {
		return nil
	}
	view := map[string]any{"type": slack.VTModal, "callback_id": f.name, "title": plain(f.title), "submit": plain(f.submit), "close": plain(f.closing()),
		"private_metadata": st.metadata(), "blocks": append([]json.RawMessage{top}, blocks...)}
	out := map[string]any{"response_action": slack.RAUpdate, "view": view}
	if raw, err := json.Marshal(out); err != nil || len(raw) > maxAck {
		b.Log.WarnContext(ctx, "form too large to answer in", "form", f.name, "err", fmt.Sprint(err))
		return nil
	}
	return out
}

// isTrouble says whether a block is the sentence of an earlier try.
func isTrouble(raw json.RawMessage) bool {
	var b struct {
		ID string `json:"block_id"`
	}
	return json.Unmarshal(raw, &b) == nil && b.ID == troubleBlock
}
