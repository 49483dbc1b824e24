package slack

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// emit sends an event if the app subscribed to it under this name.
func (w *Workspace) emit(subscription string, inner obj) {
	if !w.opt.Manifest.wants(subscription) {
		return
	}
	if _, there := inner["event_ts"]; !there {
		inner["event_ts"] = tsOf(w.opt.Now().UnixMicro())
	}
	e := &event{payload: obj{
		"token": legacyKey, "team_id": teamID, "context_team_id": teamID, "api_app_id": appID,
		"type": "event_callback", "event_id": newID("Ev", 10), "event_time": w.opt.Now().Unix(),
		"event_context": newID("4-", 20), "is_ext_shared_channel": false,
		"authorizations": []obj{{"enterprise_id": nil, "team_id": teamID, "user_id": botUser, "is_bot": true, "is_enterprise_install": false}},
		"event":          clone(inner),
	}}
	w.hub.keep(e)
	w.sendEvent(e)
}

// subscription names the message event of a channel.
func (c *channel) subscription() string {
	if c.isIM() {
		return "message.im"
	}
	return "message.channels"
}

// messageEvent tells the app of a post. A mention in a channel is told twice,
// and the app's own posts come back to it: both are Slack's habit.
func (w *Workspace) messageEvent(m *message) {
	inner := m.wire(false)
	delete(inner, "reply_count")
	inner["channel"], inner["channel_type"], inner["event_ts"] = m.Channel.ID, m.Channel.kind(), m.TS
	if !m.Channel.isIM() && m.BotID == "" && strings.Contains(m.Text, "<@"+botUser+">") {
		mention := clone(inner)
		mention["type"] = "app_mention"
		delete(mention, "channel_type")
		w.emit("app_mention", mention)
	}
	w.emit(m.Channel.subscription(), inner)
	w.linkEvent(m)
}

func (w *Workspace) changedEvent(m *message, before obj) {
	w.emit(m.Channel.subscription(), obj{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": m.Channel.ID,
		"channel_type": m.Channel.kind(), "message": m.wire(false), "previous_message": before,
		"ts": m.Edited.TS, "event_ts": m.Edited.TS,
	})
}

func (w *Workspace) deletedEvent(m *message) {
	ts := w.nextTS()
	w.emit(m.Channel.subscription(), obj{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": m.Channel.ID,
		"channel_type": m.Channel.kind(), "deleted_ts": m.TS, "previous_message": m.wire(false),
		"ts": ts, "event_ts": ts,
	})
}

var linkText = regexp.MustCompile(`<(https?://[^|>]+)`)

// linkEvent offers links of the app's own domains for unfurling.
func (w *Workspace) linkEvent(m *message) {
	var links []obj
	for _, found := range linkText.FindAllStringSubmatch(m.Text, -1) {
		u, err := url.Parse(found[1])
		if err == nil && slices.Contains(w.opt.Manifest.Features.UnfurlDomains, u.Hostname()) {
			links = append(links, obj{"domain": u.Hostname(), "url": found[1]})
		}
	}
	if len(links) == 0 || m.BotID != "" {
		return
	}
	inner := obj{
		"type": "link_shared", "channel": m.Channel.ID, "is_bot_user_member": true, "user": m.User,
		"message_ts": m.TS, "unfurl_id": m.Channel.ID + "-" + m.TS, "source": "conversations_history",
		"links": links, "event_ts": m.TS,
	}
	if m.isReply() {
		inner["thread_ts"] = m.ThreadTS
	}
	w.emit("link_shared", inner)
}

func (w *Workspace) joinedEvent(c *channel, userID string) {
	w.emit("member_joined_channel", obj{
		"type": "member_joined_channel", "user": userID, "channel": c.ID, "channel_type": "C", "team": teamID,
	})
}

func (w *Workspace) reactionEvent(kind string, m *message, userID, name string) {
	w.emit(kind, obj{
		"type": kind, "user": userID, "reaction": name, "item_user": m.User,
		"item": obj{"type": "message", "channel": m.Channel.ID, "ts": m.TS},
	})
}

// homeEvent says that a person looks at the app: tab is home or messages.
func (w *Workspace) homeEvent(u *user, tab string) {
	inner := obj{"type": "app_home_opened", "user": u.ID, "channel": w.channelFor(u.ID).ID, "tab": tab}
	if v := w.homes[u.ID]; v != nil && tab == "home" {
		inner["view"] = v.wire()
	}
	w.emit("app_home_opened", inner)
}
