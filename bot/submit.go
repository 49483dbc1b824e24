package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// suggested is how many names a type-ahead shows; Slack takes 100.
const suggested = 20

// suggest answers the type-ahead of a form. Whoever may not create trips sees
// no names.
func (b *Bot) suggest(ctx context.Context, in interaction) any {
	options := []*slack.OptionBlockObject{}
	none := map[string]any{"options": options}
	caller, err := b.caller(ctx, in.User.ID, "")
	if err != nil || !tools.MayRun(caller.Role, "trip_create") {
		return none
	}
	search := map[string]func(context.Context, string, int) ([]store.Named, error){
		"truck": b.Store.SearchTrucks, "driver": b.Store.SearchDrivers, "client": b.Store.SearchClients,
		"origin": b.Store.SearchPlaces, "destination": b.Store.SearchPlaces, "stops": b.Store.SearchPlaces,
	}[in.ActionID]
	if search == nil {
		return none
	}
	found, err := search(ctx, clip(in.Value, 100), suggested)
	if err != nil {
		b.Log.WarnContext(ctx, "type-ahead failed", "field", in.ActionID, "err", err)
	}
	for _, n := range found {
		options = append(options, option(n.Name))
	}
	return map[string]any{"options": options}
}

// submitted creates the trip of a form and answers in the ack: a message per
// field when something is wrong, else the form closes and the card is shown.
// One form makes one trip, however often and wherever its Create arrives: the
// claim is taken before the write, and given back when nothing was made.
func (b *Bot) submitted(ctx context.Context, env envelope, in interaction, ack func(any)) {
	if in.View.CallbackID != viewTrip {
		ack(nil)
		return
	}
	var state formState
	_ = json.Unmarshal([]byte(in.View.PrivateMetadata), &state) // unreadable: the view's own id will do
	key := "made:" + cmp.Or(state.ID, in.View.ID)
	if !b.firstTime(ctx, key) {
		ack(nil)
		return
	}
	a, args, err := b.createFromForm(ctx, in, state, key)
	if cutOff(err) { // another press is at work, and tells
		ack(nil)
		return
	}
	if err != nil {
		a = answer.FromError(err)
	}
	made := err == nil && (a.Kind == answer.Result || a.Pending != nil)
	if !made {
		b.release(ctx, key)
	}
	if faults := fieldFaults(a, err); !made && faults != nil {
		ack(slack.NewErrorsViewSubmissionResponse(faults))
		return
	}
	ack(nil)
	if !made && a.Kind != answer.Refused { // nothing that was typed is lost
		a.Ask = &answer.Ask{Tool: "trip_create", Args: args}
	}
	b.tellOfForm(ctx, env, in, state, a, args)
}

// tellOfForm shows what became of a form to whoever filled it in.
func (b *Bot) tellOfForm(ctx context.Context, env envelope, in interaction, state formState, a answer.Answer, args json.RawMessage) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	to := place{Channel: state.Channel, User: in.User.ID, Private: state.Channel != "" && state.Channel != in.User.ID, ResponseURL: state.ResponseURL}
	if to.Channel == "" {
		to.Channel = in.User.ID
	}
	j := &job{envelope: envelope{Key: "form:" + env.Key, Received: time.Now()}}
	b.reply(ctx, j, to, a, extras{Share: b.shareValue("trip_create", args, a)})
}

func (b *Bot) createFromForm(ctx context.Context, in interaction, state formState, act string) (answer.Answer, json.RawMessage, error) {
	caller, err := b.caller(ctx, in.User.ID, state.Channel)
	if err != nil {
		return answer.Answer{}, nil, err
	}
	caller.Act = act // once in the store, even while Redis cannot tell
	fields := map[string]any{}
	for block, actions := range in.View.State.Values {
		for _, v := range actions {
			if s := v.text(); s != "" {
				fields[block] = s
			}
			if list := v.texts(); len(list) > 0 {
				fields[block] = list
			}
		}
	}
	start, err := formStart(fields)
	if err != nil {
		return answer.Answer{}, nil, err
	}
	fields["start"] = start.Format(time.RFC3339)
	if s, ok := fields["container_size"].(string); ok {
		fields["container_size"], _ = strconv.Atoi(s) // one of our two options
	}
	args, err := json.Marshal(fields)
	if err != nil {
		return answer.Answer{}, nil, err
	}
	a, err := b.safely(ctx, func() (answer.Answer, error) {
		return b.Registry.Run(ctx, caller, fleet.ViaCommand, "trip_create", args)
	})
	return a, args, err
}

// formStart takes the day and the hour out of the fields.
func formStart(fields map[string]any) (time.Time, error) {
	day, _ := fields["date"].(string)
	clock, _ := fields["time"].(string)
	delete(fields, "date")
	delete(fields, "time")
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, fleet.WAT)
	if err != nil {
		return t, &fleet.Error{Kind: fleet.Invalid, Field: "start", Message: "Give the day and the hour of departure."}
	}
	return t, nil
}

// fieldFaults maps what is wrong to the input it is wrong in, so that the form
// keeps what was typed; nil when it belongs to no input.
func fieldFaults(a answer.Answer, err error) map[string]string {
	field := ""
	if e, ok := errors.AsType[*fleet.Error](err); ok {
		field = e.Field
	} else if a.Ask != nil && len(a.Ask.Missing) > 0 {
		field = a.Ask.Missing[0]
	}
	input := inputOf(field)
	if input == "" {
		return nil
	}
	text := shortQuotes(a.Headline)
	if a.Ask != nil && len(a.Ask.Options) > 0 && !strings.Contains(text, "Did you mean") {
		text += " Did you mean " + strings.Join(a.Ask.Options, ", ") + "?"
	}
	return map[string]string{input: clip(text, 300)}
}

// inputOf is the input block in which a fault of an argument is shown, "" when
// there is none.
func inputOf(field string) string {
	switch field {
	case "start":
		return "date"
	case "container_size":
		return field
	}
	for _, f := range formFields() {
		if f.name == field {
			return field
		}
	}
	return ""
}
