package slack

import "slices"

// message is one post, visible to everybody or (EphemeralTo) to one person.
type message struct {
	Channel     *channel
	TS          string
	User        string
	BotID       string
	Subtype     string
	Text        string
	ThreadTS    string // the root's ts; also set on a root that has replies
	Broadcast   bool   // a reply that is also shown in the channel
	Blocks      []any
	Attachments []any
	Files       []*file
	Metadata    obj
	Edited      *edit
	EphemeralTo string
	ClientMsgID string
	Reactions   []*reaction
	Replies     []*message // of a root, oldest first
	Title       string     // of the thread that it begins
	Stream      *stream    // set while the app streams into the message
}

// edit is the last change. Slack shows "(edited)" only when text changed
// without blocks; the control API tells of every change.
type edit struct {
	User  string `json:"user"`
	TS    string `json:"ts"`
	Shown bool   `json:"shown"`
}

type reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
	Count int      `json:"count"`
}

func (m *message) isReply() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }

// threadOf keeps thread_ts only when the parent is there. Slack does the same:
// a reply to a missing parent lands in the channel without a word.
func threadOf(c *channel, ts string) string {
	parent := c.find(ts)
	if ts == "" || parent == nil || parent.EphemeralTo != "" {
		return ""
	}
	if parent.isReply() {
		return parent.ThreadTS
	}
	return ts
}

// wire is the message as the Web API and events carry it. It shares the
// message's own values: encode it before the lock is let go.
func (m *message) wire(withMetadata bool) obj {
	o := obj{"type": "message", "ts": m.TS, "text": m.Text, "team": teamID}
	set := func(key string, v any, when bool) {
		if when {
			o[key] = v
		}
	}
	set("user", m.User, m.User != "")
	set("subtype", m.Subtype, m.Subtype != "")
	set("client_msg_id", m.ClientMsgID, m.ClientMsgID != "")
	set("thread_ts", m.ThreadTS, m.ThreadTS != "")
	set("blocks", m.Blocks, len(m.Blocks) > 0)
	set("attachments", m.Attachments, len(m.Attachments) > 0)
	set("metadata", m.Metadata, withMetadata && m.Metadata != nil)
	set("reactions", m.Reactions, len(m.Reactions) > 0)
	if m.BotID != "" {
		o["bot_id"], o["app_id"] = m.BotID, appID
		o["bot_profile"] = obj{"id": botID, "app_id": appID, "name": botName, "team_id": teamID, "deleted": false}
	}
	if m.Edited != nil && m.Edited.Shown {
		o["edited"] = obj{"user": m.Edited.User, "ts": m.Edited.TS}
	}
	if len(m.Files) > 0 {
		o["files"], o["upload"] = wireFiles(m.Files), m.Subtype == "file_share"
	}
	m.wireThread(o)
	return o
}

func (m *message) wireThread(o obj) {
	if m.isReply() {
		if parent := m.Channel.find(m.ThreadTS); parent != nil {
			o["parent_user_id"] = parent.User
		}
		return
	}
	if len(m.Replies) == 0 {
		return
	}
	var people []string
	for _, r := range m.Replies {
		if !slices.Contains(people, r.User) {
			people = append(people, r.User)
		}
	}
	o["reply_count"], o["reply_users"], o["reply_users_count"] = len(m.Replies), people, len(people)
	o["latest_reply"] = m.Replies[len(m.Replies)-1].TS
}

// shown is the message as the control API and the page see it.
func (m *message) shown() obj {
	o := m.wire(true)
	delete(o, "edited")
	delete(o, "bot_profile")
	o["channel"] = m.Channel.ID
	for _, key := range []string{"thread_ts", "ephemeral_to", "edited", "bot_id", "metadata"} {
		if _, there := o[key]; !there {
			o[key] = nil
		}
	}
	if m.EphemeralTo != "" {
		o["ephemeral_to"] = m.EphemeralTo
	}
	if m.Edited != nil {
		o["edited"] = m.Edited
	}
	if o["blocks"] == nil {
		o["blocks"] = []any{}
	}
	if o["files"] == nil {
		o["files"] = []any{}
	}
	o["title"] = m.Title
	o["broadcast"], o["streaming"] = m.Broadcast, m.Stream != nil
	return o
}
