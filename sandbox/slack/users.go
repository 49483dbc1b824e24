package slack

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (u *user) wire() obj {
	if u.Deleted { // Slack tells little more of an account that is gone
		return obj{"id": u.ID, "team_id": teamID, "name": u.Name, "deleted": true, "is_bot": u.Bot, "is_app_user": false,
			"updated": u.updated, "profile": obj{"real_name": u.RealName, "display_name": u.Name, "team": teamID}}
	}
	label, offset := u.zone()
	return obj{
		"id": u.ID, "team_id": teamID, "name": u.Name, "real_name": u.RealName, "deleted": false,
		"tz": u.Zone, "tz_label": label, "tz_offset": offset, "locale": "en-GB",
		"is_bot": u.Bot && u.ID != slackbot, "is_app_user": false, "is_admin": u.As == "admin", "is_owner": u.As == "admin",
		"is_restricted": u.Guest, "is_ultra_restricted": false, "updated": u.updated,
		"profile": obj{
			"real_name": u.RealName, "real_name_normalized": u.RealName,
			"display_name": u.Name, "display_name_normalized": u.Name,
			"email": u.Name + "@sandbox.example", "team": teamID,
		},
	}
}

// zone is the name of the person's time zone and its offset in seconds.
func (u *user) zone() (label string, offset int) {
	place, err := time.LoadLocation(u.Zone)
	if err != nil { // a machine without the tables: the workspace began in Lagos
		return "West Africa Time", 3600
	}
	label, offset = time.Unix(u.updated, 0).In(place).Zone()
	if label == "WAT" {
		label = "West Africa Time"
	}
	return label, offset
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
	if !c.w.unreact(m, botUser, strings.Trim(c.p.str("name"), ":")) {
		return nil, fail("no_reaction")
	}
	return obj{}, nil
}

// unreact takes one person's emoji off a message. False: it was not there.
func (w *Workspace) unreact(m *message, userID, name string) bool {
	for i, r := range m.Reactions {
		if j := slices.Index(r.Users, userID); r.Name == name && j >= 0 {
			r.Users = slices.Delete(r.Users, j, j+1)
			if r.Count = len(r.Users); r.Count == 0 {
				m.Reactions = slices.Delete(m.Reactions, i, i+1)
			}
			w.tellReactions(m)
			w.reactionEvent("reaction_removed", m, userID, name)
			return true
		}
	}
	return false
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
	w.reactionEvent("reaction_added", m, userID, name)
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
