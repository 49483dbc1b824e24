package slack

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (u *user) wire() obj {
	return obj{
		"id": u.ID, "team_id": teamID, "name": u.Name, "real_name": u.RealName, "deleted": false,
		"tz": "Africa/Lagos", "tz_label": "West Africa Time", "tz_offset": 3600, "locale": "en-GB",
		"is_bot": u.Bot && u.ID != slackbot, "is_app_user": false, "is_admin": u.As == "admin", "is_owner": u.As == "admin",
		"is_restricted": u.Guest, "is_ultra_restricted": false, "updated": 1735689600,
		"profile": obj{
			"real_name": u.RealName, "real_name_normalized": u.RealName,
			"display_name": u.Name, "display_name_normalized": u.Name,
			"email": u.Name + "@sandbox.example", "team": teamID,
		},
	}
}

func userInfo(c *call) (obj, error) {
	u := c.w.userByID(c.p.str("user"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	return obj{"user": u.wire()}, nil
}

func userList(c *call) (obj, error) {
	var all []any
	for _, u := range c.w.users {
		all = append(all, u.wire())
	}
	reply, err := c.page("members", all, 200)
	if err == nil {
		reply["cache_ts"] = c.w.opt.Now().Unix()
	}
	return reply, err
}

func reactionAdd(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("timestamp"))
	name := strings.Trim(c.p.str("name"), ":")
	switch {
	case name == "" || strings.ContainsAny(name, " :"):
		return nil, fail("invalid_name")
	case m == nil || m.EphemeralTo != "":
		return nil, fail("message_not_found")
	}
	return obj{}, c.w.react(m, botUser, name)
}

func reactionRemove(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("timestamp"))
	if m == nil || m.EphemeralTo != "" {
		return nil, fail("message_not_found")
	}
	name := strings.Trim(c.p.str("name"), ":")
	for i, r := range m.Reactions {
		if j := slices.Index(r.Users, botUser); r.Name == name && j >= 0 {
			r.Users = slices.Delete(r.Users, j, j+1)
			if r.Count = len(r.Users); r.Count == 0 {
				m.Reactions = slices.Delete(m.Reactions, i, i+1)
			}
			c.w.tellReactions(m)
			return obj{}, nil
		}
	}
	return nil, fail("no_reaction")
}

func (w *Workspace) tellReactions(m *message) {
	list := m.Reactions
	if list == nil {
		list = []*reaction{}
	}
	w.tell(m.Channel, "", obj{"type": "reaction", "channel": m.Channel.ID, "ts": m.TS, "reactions": list})
}

func (w *Workspace) react(m *message, userID, name string) error {
	i := slices.IndexFunc(m.Reactions, func(r *reaction) bool { return r.Name == name })
	if i < 0 {
		m.Reactions = append(m.Reactions, &reaction{Name: name})
		i = len(m.Reactions) - 1
	}
	r := m.Reactions[i]
	if slices.Contains(r.Users, userID) {
		return fail("already_reacted")
	}
	r.Users = append(r.Users, userID)
	r.Count = len(r.Users)
	w.tellReactions(m)
	w.reactionEvent(m, userID, name)
	return nil
}

// Cursors are opaque to the app; ours hold an offset.
func cursorAt(n int) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "next:%d", n))
}

// cursor reads an offset back, -1 when it is not one of ours.
func (p params) cursor() int {
	data, err := base64.StdEncoding.DecodeString(p.str("cursor"))
	if err != nil {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(data), "next:"))
	if err != nil {
		return -1
	}
	return n
}
