package bot

import (
	"context"

	"github.com/slack-go/slack"

	"watchtower/store"
	"watchtower/tools"
)

// suggested is how many names a type-ahead shows; Slack takes 100.
const suggested = 20

// suggest answers the type-ahead of a form. Whoever may not create trips sees
// no names. Before anything is typed it looks for what the form was opened
// with, so that the choices of a fragment stand first.
func (b *Bot) suggest(ctx context.Context, in interaction) any {
	options := []*slack.OptionBlockObject{}
	none := map[string]any{"options": options}
	caller, err := b.caller(ctx, in.User.ID, "")
	if err != nil || !tools.MayRun(caller.Role, "trip_create") {
		return none
	}
	search := map[string]func(context.Context, string, int) ([]store.Named, error){
		"truck": b.Store.SearchTrucks, "driver": b.Store.SearchDrivers, "client": b.Store.SearchClients,
		"origin": b.Store.SearchPlaces, "destination": b.Store.SearchPlaces, "stops": b.Store.SearchPlaces, "empty_return": b.Store.SearchPlaces, "place": b.Store.SearchPlaces,
	}[in.ActionID]
	if search == nil {
		return none
	}
	text := in.Value
	if text == "" {
		text = in.formState().Seek[in.ActionID]
	}
	found, err := search(ctx, clip(text, 100), suggested)
	if err != nil {
		b.Log.WarnContext(ctx, "type-ahead failed", "field", in.ActionID, "err", err)
	}
	for _, n := range found {
		options = append(options, option(n.Name))
	}
	return map[string]any{"options": options}
}
