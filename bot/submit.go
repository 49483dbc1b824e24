package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
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
		"origin": b.Store.SearchPlaces, "destination": b.Store.SearchPlaces,
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

// forms remembers which forms have made their trip. Slack shows a form again
// when our ack came late; its Create must not make a second trip.
type forms struct {
	sync.Mutex
	done map[string]time.Time
}

func (f *forms) isDone(id string) bool {
	f.Lock()
	defer f.Unlock()
	return !f.done[id].IsZero()
}

func (f *forms) finish(id string) {
	f.Lock()
	defer f.Unlock()
	for k, at := range f.done {
		if time.Since(at) > time.Hour {
			delete(f.done, k)
		}
	}
	f.done[id] = time.Now()
}

// submitted creates the trip of a form and answers in the ack: a message per
// field when something is wrong, else the form closes and the card is shown.
func (b *Bot) submitted(ctx context.Context, in interaction, ack func(any)) {
	if in.View.CallbackID != viewTrip {
		ack(nil)
		return
	}
	var state formState
	if json.Unmarshal([]byte(in.View.PrivateMetadata), &state) == nil && b.forms.isDone(state.ID) {
		ack(nil)
		return
	}
	a, args, err := b.createFromForm(ctx, in, state)
	if faults := fieldFaults(a, err); faults != nil {
		ack(slack.NewErrorsViewSubmissionResponse(faults))
		return
	}
	b.forms.finish(state.ID)
	ack(nil)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	to := place{Channel: state.Channel, User: in.User.ID, Private: state.Channel != "" && state.Channel != in.User.ID, ResponseURL: state.ResponseURL}
	if to.Channel == "" {
		to.Channel = in.User.ID
	}
	j := &job{envelope: envelope{Key: "form:" + state.ID, Received: time.Now()}}
	b.reply(ctx, j, to, a, extras{Share: b.shareValue("trip_create", args, a)})
}

func (b *Bot) createFromForm(ctx context.Context, in interaction, state formState) (answer.Answer, json.RawMessage, error) {
	caller, err := b.caller(ctx, in.User.ID, state.Channel)
	if err != nil {
		return answer.Answer{}, nil, err
	}
	fields := map[string]any{}
	for block, actions := range in.View.State.Values {
		for _, v := range actions {
			if s := v.text(); s != "" {
				fields[block] = s
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

// fieldFaults maps what is wrong to the input it is wrong in; nil when nothing
// is. The form keeps what was typed.
func fieldFaults(a answer.Answer, err error) map[string]string {
	if err == nil && a.Kind == answer.Result {
		return nil
	}
	if err != nil {
		a = answer.FromError(err)
	}
	field := "truck"
	if e, ok := errors.AsType[*fleet.Error](err); ok && e.Field != "" {
		field = e.Field
	} else if a.Ask != nil && len(a.Ask.Missing) > 0 {
		field = a.Ask.Missing[0]
	}
	text := a.Headline
	if a.Ask != nil && len(a.Ask.Options) > 0 {
		text += " Did you mean " + strings.Join(a.Ask.Options, ", ") + "?"
	}
	return map[string]string{inputOf(field): clip(text, 300)}
}

// inputOf is the input block in which a fault of an argument is shown.
func inputOf(field string) string {
	switch field {
	case "start":
		return "time"
	case "container_size":
		return field
	case "stops":
		return "destination"
	}
	for _, f := range formFields() {
		if f.name == field {
			return field
		}
	}
	return "truck"
}
