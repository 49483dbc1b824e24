package slack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Command is a slash command that the manifest declares.
type Command struct {
	Command      string `yaml:"command" json:"command"`
	Description  string `yaml:"description" json:"description"`
	UsageHint    string `yaml:"usage_hint" json:"usage_hint"`
	ShouldEscape bool   `yaml:"should_escape" json:"should_escape"`
}

// Manifest is the part of an app manifest that changes how a workspace behaves.
// An empty list of events, scopes or commands restricts nothing.
type Manifest struct {
	Features struct {
		SlashCommands []Command `yaml:"slash_commands"`
		UnfurlDomains []string  `yaml:"unfurl_domains"`
		AgentView     *struct{} `yaml:"agent_view"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
	} `yaml:"settings"`
}

// ParseManifest reads manifest.yml.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := yaml.Unmarshal(data, &m); err != nil {
		return Manifest{}, fmt.Errorf("reading the app manifest: %w", err)
	}
	return m, nil
}

// command finds a declared slash command. With none declared every command is known.
func (m Manifest) command(name string) (Command, bool) {
	if len(m.Features.SlashCommands) == 0 {
		return Command{Command: name}, strings.HasPrefix(name, "/")
	}
	for _, c := range m.Features.SlashCommands {
		if c.Command == name {
			return c, true
		}
	}
	return Command{}, false
}

// wants says whether the app subscribed to an event, e.g. "message.im".
func (m Manifest) wants(event string) bool {
	return len(m.Settings.Events.Bot) == 0 || slices.Contains(m.Settings.Events.Bot, event)
}

// missing returns the scope that a method needs and the app lacks, or "".
func (m Manifest) missing(method string) string {
	have, anyOf := m.OAuth.Scopes.Bot, scopesOf(method)
	if len(anyOf) == 0 || len(have) == 0 {
		return ""
	}
	for _, s := range anyOf {
		if slices.Contains(have, s) {
			return ""
		}
	}
	return anyOf[0]
}

// scopesOf names the bot scopes of which a method needs one.
func scopesOf(method string) []string {
	switch method {
	case "chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral",
		"chat.startStream", "chat.appendStream", "chat.stopStream":
		return []string{"chat:write"}
	case "chat.unfurl":
		return []string{"links:write"}
	case "conversations.history", "conversations.replies":
		return []string{"channels:history", "im:history"}
	case "conversations.list", "conversations.info", "conversations.members":
		return []string{"channels:read", "im:read"}
	case "conversations.open":
		return []string{"im:write"}
	case "users.info", "users.list":
		return []string{"users:read"}
	case "team.info":
		return []string{"team:read"}
	case "reactions.add", "reactions.remove":
		return []string{"reactions:write"}
	case "files.getUploadURLExternal", "files.completeUploadExternal":
		return []string{"files:write"}
	}
	return nil
}
