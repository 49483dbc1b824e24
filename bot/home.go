package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	if b.publishHome(ctx, e.User, blocks) {
		b.Observe("home", time.Since(started))
	}
}

func (b *Bot) publishHome(ctx context.Context, user string, blocks []slack.Block) bool {
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxHomeBlocks)]}}
	_, err := b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: view})
	if err != nil {
		b.Log.WarnContext(ctx, "home not published", "err", safeError(err))
	}
	return err == nil
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
		var lines []slack.Block
		if p.tool == "trips_list" {
			a, lines = lateLines(a)
		}
		blocks = append(blocks, slack.NewHeaderBlock(plain(p.title)))
		blocks = append(blocks, render(a, extras{}, asLines).Blocks...) // native tables are for messages
		blocks = append(blocks, lines...)
	}
	return append(blocks, slack.NewContextBlock("", mrkdwn("As of "+fleet.FormatTime(b.Now())+". Open this tab again to refresh.")))
}

// maxLate is how many late trips the Home tab lists.
const maxLate = 15

// lateLines takes the table off a list of trips and says each trip in a line: a
// table of eight columns breaks on a tab's width.
func lateLines(a answer.Answer) (answer.Answer, []slack.Block) {
	if a.Table == nil {
		return a, nil
	}
	t := *a.Table
	a.Table = nil
	at := func(row []string, column string) string {
		if i := slices.Index(t.Columns, column); i >= 0 && i < len(row) {
			return escape(clip(row[i], 60))
		}
		return "-"
	}
	var b strings.Builder
	shown := 0
	for _, row := range t.Rows[:min(len(t.Rows), maxLate)] {
		status := at(row, "Status")
		if _, late, ok := strings.Cut(status, ", delayed "); ok {
			status = late + " late"
		}
		line := fmt.Sprintf("*%s* %s, %s to %s: %s\n", at(row, "Trip"), at(row, "Truck"), at(row, "From"), at(row, "To"), status)
		if b.Len()+len(line) > maxSection {
			break
		}
		b.WriteString(line)
		shown++
	}
	blocks := []slack.Block{section(strings.TrimSuffix(b.String(), "\n"))}
	if left := len(t.Rows) - shown + t.More; left > 0 {
		blocks = append(blocks, andMore(left))
	}
	return a, blocks
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
	els := choiceButtons(choices)
	if arrived, ok := els[0].(*slack.ButtonBlockElement); ok && c.Role == fleet.DriverRole {
		arrived.Confirm = slack.NewConfirmationBlockObject(plain("Have you arrived?"),
			plain("Your trip is marked as arrived, for everyone to see."), plain("Yes, arrived"), plain("Not yet"))
	}
	return slack.NewActionBlock("", els...)
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
