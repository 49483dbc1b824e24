package bot

import (
	"context"
	"encoding/json"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

const maxHomeBlocks = 100

// onHome draws the Home tab, or offers first questions in the messages tab.
func (b *Bot) onHome(ctx context.Context, e event) {
	started := time.Now()
	caller, err := b.caller(ctx, e.User, e.Channel)
	if e.Tab == "messages" {
		if err == nil {
			b.suggestPrompts(ctx, e.Channel, caller.Role)
		}
		return
	}
	var blocks []slack.Block
	if err != nil {
		blocks = render(answer.FromError(err), extras{}, asLines).Blocks
	} else {
		blocks = b.homeBlocks(ctx, caller)
	}
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxHomeBlocks)]}}
	if _, err := b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: e.User, View: view}); err != nil {
		b.Log.WarnContext(ctx, "home not published", "err", safeError(err))
		return
	}
	b.Observe("home", time.Since(started))
}

// homeBlocks are the parts of the Home tab that the caller may see.
func (b *Bot) homeBlocks(ctx context.Context, c fleet.Caller) []slack.Block {
	parts := []struct {
		title, tool string
		args        map[string]any
	}{
		{"The fleet now", "fleet_summary", nil},
		{"Late trips", "trips_list", map[string]any{"status": "delayed"}},
	}
	if c.Role == fleet.DriverRole {
		parts[0].title, parts[0].tool, parts[0].args = "My truck", "truck_status", map[string]any{"self": true}
		parts[1].title, parts[1].tool, parts[1].args = "My trip", "trip_status", map[string]any{"self": true}
	}
	blocks := []slack.Block{homeActions(c)}
	for _, p := range parts {
		if !tools.MayRun(c.Role, p.tool) {
			continue
		}
		raw, err := json.Marshal(p.args)
		if err != nil {
			continue
		}
		a, err := b.safely(ctx, func() (answer.Answer, error) {
			return b.Registry.Run(ctx, c, fleet.ViaButton, p.tool, raw)
		})
		if err != nil {
			a = answer.FromError(err)
		}
		a.Choices, a.Ask = nil, nil
		blocks = append(blocks, slack.NewHeaderBlock(plain(p.title)))
		blocks = append(blocks, render(a, extras{}, asLines).Blocks...) // native tables are for messages
	}
	return append(blocks, slack.NewContextBlock("", mrkdwn("As of "+fleet.FormatTime(b.Now())+". Open this tab again to refresh.")))
}

func homeActions(c fleet.Caller) slack.Block {
	choices := []answer.Choice{
		answer.NewChoice("Ongoing trips", "trips_list", map[string]any{"status": "ongoing"}),
		answer.NewChoice("Trips tomorrow", "trips_list", map[string]any{"period": "tomorrow"}),
		answer.NewChoice("Help", "help", map[string]any{}),
	}
	switch {
	case c.Role == fleet.DriverRole:
		choices = []answer.Choice{
			answer.NewChoice("I have arrived", "trip_update", map[string]any{"self": true, "action": "mark_arrived"}),
			answer.NewChoice("Help", "help", map[string]any{}),
		}
	case tools.MayRun(c.Role, "trip_create"):
		choices = append([]answer.Choice{answer.NewChoice("New trip", "trip_create", map[string]any{})}, choices...)
	}
	return slack.NewActionBlock("", choiceButtons(choices)...)
}

// suggestPrompts offers first questions by role. The thread is left out: in
// agent apps naming one makes the call fail silently.
func (b *Bot) suggestPrompts(ctx context.Context, channel string, role fleet.Role) {
	prompts := []slack.AssistantThreadsPrompt{
		{Title: "Trucks near Apapa", Message: "trucks near Apapa within 10 km"},
		{Title: "Fleet now", Message: "fleet summary"},
		{Title: "Late trips", Message: "delayed trips"},
		{Title: "Trips tomorrow", Message: "trips tomorrow"},
	}
	if role == fleet.DriverRole {
		prompts = []slack.AssistantThreadsPrompt{
			{Title: "My trip", Message: "my trip"},
			{Title: "Where am I", Message: "where am I"},
			{Title: "I have arrived", Message: "I have arrived"},
		}
	}
	err := b.api.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
		Title: "Ask, for example", ChannelID: channel, Prompts: prompts})
	if err != nil {
		b.Log.DebugContext(ctx, "prompts not shown", "err", safeError(err))
	}
}
