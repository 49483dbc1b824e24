package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

// maxPrompts is how many first questions Slack shows.
const maxPrompts = 4

// suggestPrompts offers first questions by role and hour. The thread is left
// out: in agent apps naming one makes the call fail silently.
func (b *Bot) suggestPrompts(ctx context.Context, channel string, role fleet.Role) {
	err := b.api.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
		Title: "Ask, for example", ChannelID: channel, Prompts: promptsFor(role, b.Now())})
	if err != nil {
		b.Log.DebugContext(ctx, "prompts not shown", "err", safeError(err))
	}
}

// shift is the part of the day in Lagos: trucks are planned in the morning,
// move by night (21:00 to 06:00 are Lagos' truck hours), and tomorrow is
// prepared in the evening.
type shift int

const (
	morning shift = iota // 05:00 to 12:00
	day                  // 12:00 to 17:00
	evening              // 17:00 to 21:00
	night                // 21:00 to 05:00
)

func shiftAt(t time.Time) shift {
	switch h := t.In(fleet.WAT).Hour(); {
	case h >= 5 && h < 12:
		return morning
	case h >= 12 && h < 17:
		return day
	case h >= 17 && h < 21:
		return evening
	}
	return night
}

// promptsFor are the first questions of a role at an hour, at most four.
func promptsFor(role fleet.Role, now time.Time) []slack.AssistantThreadsPrompt {
	ask := func(title, message string) slack.AssistantThreadsPrompt {
		return slack.AssistantThreadsPrompt{Title: title, Message: message}
	}
	if role == fleet.DriverRole {
		if at := shiftAt(now); at == evening || at == night {
			return []slack.AssistantThreadsPrompt{ask("My trip", "my trip"), ask("I have departed", "I have departed"),
				ask("I have arrived", "I have arrived"), ask("Where am I", "where am I")}
		}
		return []slack.AssistantThreadsPrompt{ask("My trip", "my trip"), ask("My next trip", "what is my next trip?"),
			ask("I have arrived", "I have arrived"), ask("Where am I", "where am I")}
	}
	list := map[shift][]slack.AssistantThreadsPrompt{
		morning: {ask("Late trips", "delayed trips"), ask("Trips today", "trips today"), ask("Fleet now", "fleet summary")},
		day:     {ask("Late trips", "delayed trips"), ask("Ongoing trips", "ongoing trips"), ask("Fleet now", "fleet summary")},
		evening: {ask("Trips tomorrow", "trips tomorrow"), ask("Late trips", "delayed trips"), ask("Fleet now", "fleet summary")},
		night:   {ask("On the road", "ongoing trips"), ask("Offline trucks", "which trucks are offline?"), ask("Fleet now", "fleet summary")},
	}[shiftAt(now)]
	last := ask("Trucks near Apapa", "trucks near Apapa within 10 km")
	if role.AtLeast(fleet.Manager) && shiftAt(now) == morning {
		last = ask("Yesterday", "fleet summary yesterday")
	}
	return append(list, last)[:maxPrompts]
}
