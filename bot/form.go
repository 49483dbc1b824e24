package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// formField is one input of the trip form. Its name is the argument of
// trip_create, the block id and the action id in one.
type formField struct {
	name, label, hint string
	optional          bool
	search            bool // type-ahead from the fleet's own names
	several           bool // takes more than one name
}

func formFields() []formField {
	return []formField{
		{name: "truck", label: "Truck", hint: "Type part of the plate", search: true},
		{name: "origin", label: "From", hint: "Where it loads", search: true},
		{name: "destination", label: "To", hint: "Where it delivers", search: true},
		{name: "stops", label: "Stops on the way", hint: "In the order they come", search: true, several: true, optional: true},
		{name: "driver", label: "Driver", hint: "Empty: the truck's own driver", search: true, optional: true},
		{name: "client", label: "Client", hint: "Whose load it is", search: true, optional: true},
		{name: "container", label: "Container", hint: "4 letters and 7 digits, like TCNU3877560", optional: true},
		{name: "cargo", label: "Cargo", hint: "What is carried", optional: true},
		{name: "waybill", label: "Waybill", hint: "Like WB-90417", optional: true},
	}
}

// formState travels with the form: where its result belongs, and a name of its
// own, so that a second press of Create makes no second trip.
type formState struct {
	ID          string `json:"id"`
	Channel     string `json:"c,omitempty"`
	ResponseURL string `json:"r,omitempty"`
}

// tripForm is the form, prefilled with what is known.
func tripForm(state formState, args map[string]any, now time.Time) slack.ModalViewRequest {
	var blocks []slack.Block
	for _, f := range formFields() {
		given, _ := args[f.name].(string)
		var el slack.BlockElement
		switch {
		case f.several:
			el = severalInput(f, texts(args[f.name]))
		case f.search:
			el = searchInput(f, given)
		default:
			in := slack.NewPlainTextInputBlockElement(plain(f.hint), f.name).WithMaxLength(100)
			in.InitialValue = clip(given, 100)
			el = in
		}
		blocks = append(blocks, slack.NewInputBlock(f.name, plain(f.label), nil, el).WithOptional(f.optional))
		if f.name == "destination" {
			blocks = append(blocks, startInputs(args, now)...)
		}
		if f.name == "container" {
			blocks = append(blocks, sizeInput(args))
		}
	}
	meta, err := json.Marshal(state)
	if err != nil || len(meta) > 3000 {
		meta = []byte("{}")
	}
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: viewTrip, Title: plain("New trip"), Submit: plain("Create"),
		Close: plain("Cancel"), Blocks: slack.Blocks{BlockSet: blocks}, PrivateMetadata: string(meta)}
}

func searchInput(f formField, given string) *slack.SelectBlockElement {
	none := 0
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(f.hint), f.name)
	el.MinQueryLength = &none
	if given != "" {
		el.InitialOption = option(given)
	}
	return el
}

func severalInput(f formField, given []string) *slack.MultiSelectBlockElement {
	none := 0
	el := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeExternal, plain(f.hint), f.name)
	el.MinQueryLength = &none
	for _, name := range given {
		el.InitialOptions = append(el.InitialOptions, option(name))
	}
	return el
}

func option(name string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(clip(name, 150), plain(clip(name, 75)), nil)
}

// startInputs ask for the day and the hour apart, both in Lagos time. The start
// that is known may be a day alone.
func startInputs(args map[string]any, now time.Time) []slack.Block {
	date := slack.NewDatePickerBlockElement("date")
	date.InitialDate = now.In(fleet.WAT).AddDate(0, 0, 1).Format(time.DateOnly)
	clock := slack.NewTimePickerBlockElement("time")
	if s, _ := args["start"].(string); s != "" {
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			date.InitialDate, clock.InitialTime = t.In(fleet.WAT).Format(time.DateOnly), t.In(fleet.WAT).Format("15:04")
		} else if _, err := time.Parse(time.DateOnly, s); err == nil {
			date.InitialDate = s
		}
	}
	return []slack.Block{
		slack.NewInputBlock("date", plain("Day of departure"), nil, date),
		slack.NewInputBlock("time", plain("Hour of departure (WAT)"), nil, clock),
	}
}

func sizeInput(args map[string]any) slack.Block {
	twenty := slack.NewOptionBlockObject("20", plain("20 ft"), nil)
	forty := slack.NewOptionBlockObject("40", plain("40 ft"), nil)
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("20 or 40 ft"), "container_size", twenty, forty)
	switch args["container_size"] {
	case 20, 20.0:
		el.InitialOption = twenty
	case 40, 40.0:
		el.InitialOption = forty
	}
	return slack.NewInputBlock("container_size", plain("Container size"), nil, el).WithOptional(true)
}

// commandOpensForm opens the form for a /trip create that lacks something. It
// cannot wait in the stream: the trigger lives three seconds.
func (b *Bot) commandOpensForm(ctx context.Context, env envelope, c slashCommand, ack func(any)) bool {
	want, err := parseCommand(c.Command, c.Text, b.Now())
	if err != nil || !want.Form {
		return false
	}
	ack(nil)
	if b.firstTime(ctx, "form:"+env.Key) {
		to := place{Channel: c.ChannelID, User: c.UserID, Private: true, ResponseURL: c.ResponseURL}
		b.openForm(ctx, env, to, c.TriggerID, want.Args)
	}
	return true
}

// clickOpensForm does the same for a button that leads to the form.
func (b *Bot) clickOpensForm(ctx context.Context, env envelope, in interaction, ack func(any)) bool {
	if len(in.Actions) == 0 || actionKind(in.Actions[0].ActionID) != actForm {
		return false
	}
	ack(nil)
	if b.firstTime(ctx, "form:"+env.Key) {
		args := map[string]any{}
		if call, ok := parseButton(in.Actions[0].Value); ok && len(call.Args) > 0 {
			_ = json.Unmarshal(call.Args, &args) // an unreadable prefill is an empty one
		}
		b.openForm(ctx, env, in.whisper(), in.TriggerID, args)
	}
	return true
}

func (b *Bot) openForm(ctx context.Context, env envelope, to place, trigger string, args map[string]any) {
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	j := &job{envelope: env}
	caller, err := b.caller(ctx, to.User, to.Channel)
	if err == nil && !tools.MayRun(caller.Role, "trip_create") {
		err = fleet.Errorf(fleet.Forbidden, "Your role (%s) may not create trips. Ask a dispatcher.", caller.Role)
	}
	if err == nil {
		state := formState{ID: rand.Text(), Channel: to.Channel, ResponseURL: to.ResponseURL}
		_, err = b.api.OpenViewContext(ctx, trigger, tripForm(state, args, b.Now()))
		if err != nil {
			b.Log.WarnContext(ctx, "form not opened", "err", safeError(err))
			err = fleet.Errorf(fleet.Unavailable, "Slack did not open the form in time. Please try again, or spell it out: /trip create T-4407 Apapa to Ibadan at tomorrow 6am.")
		}
	}
	if err != nil {
		b.reply(context.WithoutCancel(ctx), j, to, answer.FromError(err), extras{})
	}
}
