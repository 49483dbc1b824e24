package slack

import (
	"slices"
	"strings"
)

func (c *channel) wire() obj {
	o := obj{"id": c.ID, "created": 1735689600, "is_archived": false, "is_im": c.isIM(), "is_org_shared": false, "context_team_id": teamID}
	if c.isIM() {
		o["user"], o["is_open"], o["is_user_deleted"] = c.IMWith, true, false
		return o
	}
	o["name"], o["name_normalized"], o["creator"] = c.Name, c.Name, "U0ADMIN"
	o["is_channel"], o["is_private"], o["is_general"] = true, false, false
	o["is_member"], o["num_members"] = c.has(botUser), len(c.Members)
	o["topic"] = obj{"value": c.Topic, "creator": "U0ADMIN", "last_set": 1735689600}
	o["purpose"] = obj{"value": "", "creator": "", "last_set": 0}
	return o
}

// isGone says whether the other side of a direct message was deactivated.
func (w *Workspace) isGone(c *channel) bool {
	u := w.userByID(c.IMWith)
	return u != nil && u.Deleted
}

func conversationOpen(c *call) (obj, error) {
	if id := c.p.str("channel"); id != "" {
		ch, err := c.channel("channel")
		if err != nil {
			return nil, err
		}
		return obj{"channel": ch.wire()}, nil
	}
	users := c.p.words("users")
	if len(users) == 0 {
		return nil, fail("users_list_not_supplied")
	}
	u := c.w.userByID(users[0])
	switch {
	case len(users) > 1:
		return nil, fail("method_not_supported_for_channel_type") // group messages do not exist here
	case u == nil:
		return nil, fail("user_not_found")
	case u.Bot:
		return nil, fail("cannot_dm_bot")
	case u.Deleted:
		return nil, fail("user_disabled")
	}
	ch := c.w.channelFor(u.ID)
	reply := obj{"channel": obj{"id": ch.ID}, "already_open": true, "no_op": true}
	if c.p.flag("return_im") {
		reply["channel"] = ch.wire()
	}
	return reply, nil
}

func conversationInfo(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel"))
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	o := ch.wire()
	if ch.isIM() {
		o["is_user_deleted"] = c.w.isGone(ch)
	}
	return obj{"channel": o}, nil
}

func conversationList(c *call) (obj, error) {
	types := c.p.words("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	var all []any
	for _, ch := range c.w.channels {
		kind := "public_channel"
		if ch.isIM() {
			kind = "im"
		}
		if slices.ContainsFunc(types, func(t string) bool { return strings.TrimSpace(t) == kind }) {
			all = append(all, ch.wire())
		}
	}
	return c.page("channels", all, 100)
}

func conversationMembers(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	var all []any
	for _, m := range ch.Members {
		if !c.w.userByID(m).Deleted {
			all = append(all, m)
		}
	}
	return c.page("members", all, 100)
}

func conversationJoin(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel"))
	switch {
	case ch == nil:
		return nil, fail("channel_not_found")
	case ch.isIM():
		return nil, fail("method_not_supported_for_channel_type")
	case ch.has(botUser):
		return obj{"channel": ch.wire(), "warning": "already_in_channel",
			"response_metadata": obj{"warnings": []string{"already_in_channel"}}}, nil
	}
	ch.Members = append(slices.Clone(ch.Members), botUser)
	c.w.joinedEvent(ch, botUser)
	return obj{"channel": ch.wire()}, nil
}

// conversationHistory lists what the channel shows, newest first; answers in
// threads are conversations.replies' business.
func conversationHistory(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	in, err := c.window()
	if err != nil {
		return nil, err
	}
	var all []any
	for _, m := range slices.Backward(ch.Messages) {
		if m.EphemeralTo == "" && (!m.isReply() || m.Broadcast) && in(m.TS) {
			all = append(all, m.wire(c.p.flag("include_all_metadata")))
		}
	}
	return c.page("messages", all, 100)
}

// conversationReplies lists a thread, its root first.
func conversationReplies(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	root := ch.find(c.p.str("ts"))
	if root == nil || root.EphemeralTo != "" {
		return nil, fail("thread_not_found")
	}
	if root.isReply() {
		if root = ch.find(root.ThreadTS); root == nil {
			return nil, fail("thread_not_found") // its first message was deleted
		}
	}
	in, err := c.window()
	if err != nil {
		return nil, err
	}
	all := []any{root.wire(c.p.flag("include_all_metadata"))}
	for _, m := range root.Replies {
		if in(m.TS) {
			all = append(all, m.wire(c.p.flag("include_all_metadata")))
		}
	}
	return c.page("messages", all, 1000)
}

// window reads oldest, latest and inclusive.
func (c *call) window() (func(ts string) bool, error) {
	oldest, latest := int64(0), int64(1<<62)
	for key, into := range map[string]*int64{"oldest": &oldest, "latest": &latest} {
		if !c.p.has(key) || c.p.str(key) == "0" {
			continue
		}
		us, ok := tsMicros(c.p.str(key))
		if !ok {
			return nil, fail("invalid_ts_" + key)
		}
		*into = us
	}
	inclusive := c.p.flag("inclusive")
	return func(ts string) bool {
		us, _ := tsMicros(ts)
		if us == oldest || us == latest {
			return inclusive
		}
		return us > oldest && us < latest
	}, nil
}

// page cuts a list by limit and cursor.
func (c *call) page(key string, all []any, usual int) (obj, error) {
	limit := c.p.number("limit", usual)
	if limit <= 0 {
		limit = usual
	}
	limit = min(limit, 1000)
	from := 0
	if cursor := c.p.str("cursor"); cursor != "" {
		from = c.p.cursor()
		if from < 0 || from > len(all) {
			return nil, fail("invalid_cursor")
		}
	}
	to := min(from+limit, len(all))
	next := ""
	if to < len(all) {
		next = cursorAt(to)
	}
	list := all[from:to]
	if list == nil {
		list = []any{}
	}
	return obj{key: list, "has_more": next != "", "response_metadata": obj{"next_cursor": next}}, nil
}
