package slack

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// changeUser is what an administrator does to an account: deactivate or bring
// it back, rename, move to another time zone, make a guest. The app hears of it.
func (w *Workspace) changeUser(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.account(p.str("as"))
	if u == nil {
		return nil, errors.New("no such person: \"" + p.str("as") + "\"")
	}
	if zone := p.str("tz"); zone != "" {
		if _, err := time.LoadLocation(zone); err != nil {
			return nil, errors.New("no such time zone: " + zone)
		}
		u.Zone = zone
	}
	if name := p.str("real_name"); name != "" {
		u.RealName = name
	}
	if p.has("guest") {
		u.Guest = p.flag("guest")
	}
	if p.has("deleted") {
		u.Deleted = p.flag("deleted")
	}
	u.updated = w.opt.Now().Unix()
	w.emit("user_change", obj{"type": "user_change", "user": u.wire(), "cache_ts": u.updated})
	w.publish(obj{"type": "user", "user": u.summary()}, func(string) bool { return true })
	return obj{"user": u.summary()}, nil
}

// account finds a person, deactivated or not; nil when there is none.
func (w *Workspace) account(as string) *user {
	for _, u := range w.users {
		if !u.Bot && as != "" && (u.As == as || u.ID == as) {
			return u
		}
	}
	return nil
}

// summary is a person as the control API describes them.
func (u *user) summary() obj {
	return obj{"as": u.As, "id": u.ID, "name": u.Name, "real_name": u.RealName, "role": u.Role,
		"bot": u.Bot, "guest": u.Guest, "deleted": u.Deleted, "tz": u.Zone}
}

// addReaction puts a person's emoji on a message, or takes it away again.
func (w *Workspace) addReaction(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.who(p)
	if err != nil {
		return nil, err
	}
	m := c.find(p.str("ts"))
	name := strings.Trim(p.str("name"), ":")
	switch {
	case m == nil || m.EphemeralTo != "":
		return nil, errors.New("no such message: " + p.str("ts"))
	case name == "" || strings.ContainsAny(name, " :"):
		return nil, errors.New("\"name\" is an emoji's name, like eyes")
	}
	for _, r := range m.Reactions {
		if r.Name == name && slices.Contains(r.Users, u.ID) {
			w.unreact(m, u.ID, name)
			return obj{"reacted": false}, nil
		}
	}
	return obj{"reacted": true}, w.react(m, u.ID, name)
}

// stopAgent presses the Stop button beside an answer that is being written.
func (w *Workspace) stopAgent(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.who(p)
	if err != nil {
		return nil, err
	}
	thread := p.str("thread_ts")
	halted := []string{}
	for _, m := range c.Messages {
		if m.Stream != nil && m.ThreadTS == thread {
			w.endStream(m)
			halted = append(halted, m.TS)
		}
	}
	w.showStatus(c, thread, "", nil)
	w.emit("agent_session_stopped", obj{"type": "agent_session_stopped", "channel": c.ID, "thread_ts": thread,
		"user": u.ID, "streaming_message_ts": halted})
	return obj{"stopped": halted}, nil
}
