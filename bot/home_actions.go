package bot

import (
	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// homeActions are the buttons on top of the Home tab, by role.
func (b *Bot) homeActions(c fleet.Caller) []slack.Block {
	var els []slack.BlockElement
	for _, choice := range quickActions(c.Role) {
		if choice.Tool != "trip_create" && (b.known[choice.Tool] == nil || !tools.MayRun(c.Role, choice.Tool)) {
			continue
		}
		els = append(els, choiceButtons([]answer.Choice{choice})...)
	}
	if arrived, ok := els[0].(*slack.ButtonBlockElement); ok && c.Role == fleet.DriverRole {
		arrived.Confirm = slack.NewConfirmationBlockObject(plain("Have you arrived?"),
			plain("Your trip is marked as arrived, for everyone to see."), plain("Yes, arrived"), plain("Not yet"))
	}
	if b.known["preferences_save"] != nil && tools.MayRun(c.Role, "preferences_save") {
		els = append(els, button(actForm, `{"form":"preferences"}`, "Preferences"))
	}
	return []slack.Block{slack.NewActionBlock("", els...)}
}

// quickActions are what a role does most.
func quickActions(role fleet.Role) []answer.Choice {
	help := answer.NewChoice("Help", "help", map[string]any{})
	if role == fleet.DriverRole {
		return []answer.Choice{answer.NewChoice("I have arrived", "trip_update", map[string]any{"self": true, "action": "mark_arrived"}), help}
	}
	list := []answer.Choice{
		answer.NewChoice("Alerts", "alerts_list", map[string]any{}),
		answer.NewChoice("Ongoing trips", "trips_list", map[string]any{"status": "ongoing"}),
		answer.NewChoice("Trips tomorrow", "trips_list", map[string]any{"period": "tomorrow"}),
	}
	if tools.MayRun(role, "trip_create") {
		list = append([]answer.Choice{answer.NewChoice("New trip", "trip_create", map[string]any{})}, list...)
		list = append(list, answer.NewChoice("Yesterday", "report", map[string]any{"period": "yesterday"}))
	}
	return append(list, help)
}
