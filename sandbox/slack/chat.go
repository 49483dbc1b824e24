package slack

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text limits in code points.
const (
	maxPostText     = 40_000 // longer is cut
	maxUpdateText   = 4_000  // longer is refused
	maxMarkdownText = 12_000
	maxMessage      = 50 // blocks
	maxAttachments  = 100
)

func chatPost(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m, err := c.content()
	if err != nil {
		return nil, err
	}
	m.Channel, m.User, m.BotID = ch, botUser, botID
	m.ThreadTS = threadOf(ch, c.p.str("thread_ts"))
	m.Broadcast = m.ThreadTS != "" && c.p.flag("reply_broadcast")
	c.w.post(m)
	reply := obj{"channel": ch.ID, "ts": m.TS, "message": m.wire(true)}
	if m.Text == "" && len(m.Blocks) > 0 {
		const warning = "missing_text_in_message"
		reply["warning"] = warning
		reply["response_metadata"] = obj{"warnings": []string{warning}}
	}
	return reply, nil
}

// post gives a message its timestamp, keeps it and tells the app and the page.
func (w *Workspace) post(m *message) {
	m.TS = w.nextTS()
	m.Channel.add(m)
	w.clearStatus(m)
	w.tell(m.Channel, "", obj{"type": "message", "channel": m.Channel.ID, "message": m.shown()})
	w.messageEvent(m)
}

func chatPostEphemeral(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	u := c.p.str("user")
	if !ch.has(u) || c.w.userByID(u).Deleted {
		return nil, fail("user_not_in_channel")
	}
	m, err := c.content()
	if err != nil {
		return nil, err
	}
	m.Channel, m.User, m.BotID, m.EphemeralTo = ch, botUser, botID, u
	m.ThreadTS = threadOf(ch, c.p.str("thread_ts"))
	c.w.whisper(m)
	return obj{"message_ts": m.TS}, nil
}

// whisper shows a message to one person. It raises no event.
func (w *Workspace) whisper(m *message) {
	m.TS = w.nextTS()
	m.Channel.add(m)
	w.tellOne(m.EphemeralTo, obj{"type": "ephemeral", "channel": m.Channel.ID, "message": m.shown()})
}

func chatUpdate(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("ts"))
	switch {
	case m == nil || m.EphemeralTo != "":
		return nil, fail("message_not_found")
	case m.BotID != botID:
		return nil, fail("cant_update_message")
	case m.Stream != nil:
		return nil, fail("streaming_state_conflict")
	case utf8.RuneCountInString(c.p.str("text")) > maxUpdateText:
		return nil, fail("msg_too_long")
	}
	fresh, err := c.content()
	if err != nil {
		return nil, err
	}
	c.w.change(m, fresh, c.p.has("attachments"))
	return obj{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": m.wire(true)}, nil
}

// change replaces what a message says. Blocks go when none are sent; metadata
// and attachments stay until others are sent.
func (w *Workspace) change(m, fresh *message, attachments bool) {
	before := m.wire(false)
	m.Text, m.Blocks = fresh.Text, fresh.Blocks
	if attachments {
		m.Attachments = fresh.Attachments
	}
	if fresh.Metadata != nil {
		m.Metadata = fresh.Metadata
	}
	m.Edited = &edit{User: m.User, TS: w.nextTS(), Shown: len(fresh.Blocks) == 0}
	if m.EphemeralTo != "" {
		w.tellOne(m.EphemeralTo, obj{"type": "update", "channel": m.Channel.ID, "message": m.shown()})
		return
	}
	w.tell(m.Channel, "", obj{"type": "update", "channel": m.Channel.ID, "message": m.shown()})
	w.changedEvent(m, before)
}

func chatDelete(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("ts"))
	switch {
	case m == nil || m.EphemeralTo != "":
		return nil, fail("message_not_found")
	case m.BotID != botID:
		return nil, fail("cant_delete_message")
	}
	c.w.erase(m)
	return obj{"channel": ch.ID, "ts": m.TS}, nil
}

func (w *Workspace) erase(m *message) {
	m.Channel.remove(m)
	w.tell(m.Channel, m.EphemeralTo, obj{"type": "delete", "channel": m.Channel.ID, "ts": m.TS, "thread_ts": m.ThreadTS})
	if m.EphemeralTo == "" {
		w.deletedEvent(m)
	}
}

func chatPermalink(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("message_ts"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	return obj{"channel": ch.ID, "permalink": m.permalink()}, nil
}

func (m *message) permalink() string {
	link := fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", domain, m.Channel.ID, strings.Replace(m.TS, ".", "", 1))
	if m.isReply() {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + m.Channel.ID
	}
	return link
}

// chatUnfurl hangs a preview under a message that carried a link.
func chatUnfurl(c *call) (obj, error) {
	if id := c.p.str("unfurl_id"); id != "" { // the newer way to name a message
		channel, ts, _ := strings.Cut(id, "-")
		c.p["channel"], c.p["ts"] = channel, ts
	}
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("ts"))
	if m == nil {
		return nil, fail("cannot_unfurl_message")
	}
	unfurls, ok := c.p.object("unfurls")
	if !ok || (unfurls == nil && !c.p.has("metadata")) {
		return nil, fail("cannot_parse_attachment")
	}
	for url, v := range unfurls {
		a, isObject := v.(obj)
		if !isObject || !strings.Contains(m.Text, url) {
			return nil, fail("cannot_unfurl_url")
		}
		list := []any{a}
		if lines := c.w.checkAttachments(list); len(lines) > 0 {
			return nil, fail("invalid_blocks", lines...)
		}
		a["from_url"], a["app_unfurl_url"], a["is_app_unfurl"] = url, url, true
		m.Attachments = append(m.Attachments, a)
	}
	c.w.tell(ch, "", obj{"type": "update", "channel": ch.ID, "message": m.shown()})
	return obj{}, nil
}

// channel resolves an argument and checks that the bot is a member.
func (c *call) channel(key string) (*channel, error) {
	ch := c.w.channelFor(c.p.str(key))
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	if !ch.has(botUser) {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}
