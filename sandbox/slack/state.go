package slack

import (
	"slices"
	"strings"
)

// Fixed ids of the workspace, the app and its bot.
const (
	teamID    = "T0SANDBOX"
	teamName  = "Sandbox"
	domain    = "sandbox"
	appID     = "A0WATCHTOWER"
	botID     = "B0WATCHTOWER"
	botUser   = "U0WATCHTOWER"
	slackbot  = "USLACKBOT"
	botName   = "Watch Tower"
	legacyKey = "sandbox-verification" // the deprecated "token" field of payloads
	founded   = 1735689600             // seconds: when the workspace began
)

// obj is one JSON object as it travels.
type obj = map[string]any

type user struct {
	ID       string
	As       string // name in the control API; empty for bots
	Name     string
	RealName string
	Role     string
	Bot      bool
	Guest    bool // invited from outside: a member of some channels only
	Deleted  bool // deactivated: the account is still listed, and can do nothing
	Zone     string
	updated  int64 // seconds
}

type channel struct {
	ID       string
	Name     string
	Topic    string
	IMWith   string // user id, for a direct message with the bot
	Members  []string
	Messages []*message // ordered by ts; ephemerals included
	byTS     map[string]*message
}

func (c *channel) isIM() bool { return c.IMWith != "" }

// kind is the channel_type that events carry.
func (c *channel) kind() string {
	if c.isIM() {
		return "im"
	}
	return "channel"
}

// label is the channel's name in payloads.
func (c *channel) label() string {
	if c.isIM() {
		return "directmessage"
	}
	return c.Name
}

func (c *channel) has(userID string) bool { return slices.Contains(c.Members, userID) }

// find returns the message with this ts, ephemeral or not; nil when there is none.
func (c *channel) find(ts string) *message { return c.byTS[ts] }

// add puts a message at the end; an answer also joins its thread.
func (c *channel) add(m *message) {
	c.Messages = append(c.Messages, m)
	if c.byTS == nil {
		c.byTS = map[string]*message{}
	}
	c.byTS[m.TS] = m
	if m.isReply() && m.EphemeralTo == "" {
		root := c.find(m.ThreadTS)
		root.ThreadTS = root.TS
		root.Replies = append(root.Replies, m)
	}
}

func (c *channel) remove(m *message) {
	isIt := func(x *message) bool { return x == m }
	c.Messages = slices.DeleteFunc(c.Messages, isIt)
	delete(c.byTS, m.TS)
	if root := c.find(m.ThreadTS); root != nil {
		root.Replies = slices.DeleteFunc(root.Replies, isIt)
	}
}

func newcomers() ([]*user, []*channel) {
	users := []*user{
		{ID: "U0DISPATCH", As: "dispatcher", Name: "dispatcher", RealName: "Dispatcher", Role: "Dispatcher"},
		{ID: "U0MANAGER", As: "manager", Name: "manager", RealName: "Fleet Manager", Role: "Manager"},
		{ID: "U0ADMIN", As: "admin", Name: "admin", RealName: "Administrator", Role: "Admin"},
		{ID: "U0DRIVER", As: "driver", Name: "driver", RealName: "Moses Okafor", Role: "Driver"},
		{ID: "U0VIEWER", As: "viewer", Name: "viewer", RealName: "Viewer", Role: "Viewer"},
		{ID: "U0GUEST", As: "guest", Name: "guest", RealName: "Guest", Role: "Guest", Guest: true},
		{ID: botUser, Name: "watchtower", RealName: botName, Role: "App", Bot: true},
		{ID: slackbot, Name: "slackbot", RealName: "Slackbot", Role: "App", Bot: true},
	}
	for _, u := range users {
		u.Zone, u.updated = "Africa/Lagos", founded
	}
	members := []string{"U0DISPATCH", "U0MANAGER", "U0ADMIN", "U0DRIVER", "U0VIEWER", botUser}
	everyone := slices.Insert(slices.Clone(members), len(members)-1, "U0GUEST")
	channels := []*channel{
		{ID: "C0DISPATCH", Name: "dispatch", Topic: "Where is everything, and who takes what", Members: everyone},
		{ID: "C0OPSALERTS", Name: "ops-alerts", Topic: "What needs a person now", Members: members},
		{ID: "C0REPORTS", Name: "reports", Topic: "Daily and weekly reports", Members: members},
	}
	for _, u := range users {
		if u.As != "" {
			channels = append(channels, &channel{ID: "D0" + strings.TrimPrefix(u.ID, "U0"), IMWith: u.ID, Members: []string{u.ID, botUser}})
		}
	}
	return users, channels
}

// userByID returns nil for an unknown id.
func (w *Workspace) userByID(id string) *user {
	for _, u := range w.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// channelFor resolves what the Web API accepts as a channel: an id, a #name or
// name, or a user id (which means the direct message). Nil when there is none.
func (w *Workspace) channelFor(ref string) *channel {
	ref = strings.TrimPrefix(ref, "#")
	for _, c := range w.channels {
		if ref != "" && (c.ID == ref || c.Name == ref || c.IMWith == ref) {
			return c
		}
	}
	return nil
}
