package bot

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"gopkg.in/yaml.v3"
)

func readManifest(t *testing.T) slack.Manifest {
	t.Helper()
	raw, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	var m slack.Manifest
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		t.Fatalf("manifest.yml does not decode strictly: %v", err)
	}
	return m
}

func TestManifestListsTheCommandsThatAreHandled(t *testing.T) {
	var listed, handled []string
	for _, c := range readManifest(t).Features.SlashCommands {
		listed = append(listed, c.Command)
	}
	for _, c := range commands() {
		handled = append(handled, c.name)
	}
	slices.Sort(listed)
	slices.Sort(handled)
	if !slices.Equal(listed, handled) {
		t.Errorf("manifest.yml lists %v, the bot handles %v", listed, handled)
	}
}

// The limits of Slack's published schema (slackapi/manifest-schema 0.5.0).
func TestManifestKeepsSlacksLimits(t *testing.T) {
	m := readManifest(t)
	within := func(what, s string, least, most int) {
		t.Helper()
		if n := utf8.RuneCountInString(s); n < least || n > most {
			t.Errorf("%s has %d characters, Slack takes %d to %d", what, n, least, most)
		}
	}
	within("name", m.Display.Name, 1, 35)
	within("description", m.Display.Description, 1, 140)
	within("long_description", m.Display.LongDescription, 175, 4000)
	within("bot display_name", m.Features.BotUser.DisplayName, 1, 80)
	within("agent_description", m.Features.AgentView.AgentDescription, 1, 300)
	if n := len(m.Features.AgentView.SuggestedPrompts); n > 4 {
		t.Errorf("%d suggested prompts, at most 4", n)
	}
	for _, c := range m.Features.SlashCommands {
		within(c.Command, c.Command, 2, 32)
		within(c.Command+" description", c.Description, 1, 2000)
		within(c.Command+" usage_hint", c.UsageHint, 1, 1000)
	}
	if !m.Settings.SocketModeEnabled || !m.Settings.Interactivity.IsEnabled || m.Features.AssistantView != nil {
		t.Error("socket mode and interactivity must be on, and assistant_view gone")
	}
	if m.Features.AppHome.MessagesTabReadOnlyEnabled {
		t.Error("people could not write to the bot")
	}
	for _, e := range []string{"app_home_opened", "app_mention", "message.im", "message.channels"} {
		if !slices.Contains(m.Settings.EventSubscriptions.BotEvents, e) {
			t.Errorf("event %s is not subscribed", e)
		}
	}
}
