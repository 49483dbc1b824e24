package slack

import (
	"net/http"
	"strings"
)

// listMessages is GET /control/messages: a JSON list, oldest first.
func (w *Workspace) listMessages(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.mu.Lock()
	defer w.mu.Unlock()
	var u *user
	if as := q.Get("as"); as != "" {
		known, err := w.person(as)
		if err != nil {
			refuseControl(rw, http.StatusBadRequest, err.Error())
			return
		}
		u = known
	}
	c, err := w.place(u, q.Get("channel"))
	if err != nil {
		refuseControl(rw, http.StatusBadRequest, err.Error())
		return
	}
	after, ok := int64(-1), true
	if q.Get("after") != "" {
		after, ok = tsMicros(q.Get("after"))
	}
	if !ok {
		refuseControl(rw, http.StatusBadRequest, "\"after\" must be a message ts")
		return
	}
	thread := q.Get("thread_ts")
	list := []obj{}
	for _, m := range c.Messages {
		at, _ := tsMicros(m.TS)
		switch {
		case at <= after && after >= 0:
		case thread != "" && m.ThreadTS != thread && m.TS != thread:
		case m.EphemeralTo != "" && u != nil && m.EphemeralTo != u.ID:
		default:
			list = append(list, m.shown())
		}
	}
	writeJSON(rw, http.StatusOK, list)
}

// listViews is GET /control/views: a person's open modals, the top one last.
func (w *Workspace) listViews(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(r.URL.Query().Get("as"))
	if err != nil {
		refuseControl(rw, http.StatusBadRequest, err.Error())
		return
	}
	list := []obj{}
	for _, v := range w.modals[u.ID] {
		list = append(list, v.wire())
	}
	writeJSON(rw, http.StatusOK, list)
}

// describeWorkspace is GET /control/workspace.
func (w *Workspace) describeWorkspace(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	people, dms, channels := []obj{}, []obj{}, []obj{}
	for _, u := range w.users {
		people = append(people, u.summary())
	}
	for _, c := range w.channels {
		if c.isIM() {
			dms = append(dms, obj{"id": c.ID, "user": c.IMWith, "as": strings.ToLower(w.userByID(c.IMWith).As)})
			continue
		}
		channels = append(channels, obj{"id": c.ID, "name": c.Name, "topic": c.Topic, "members": c.Members})
	}
	commands := w.opt.Manifest.Features.SlashCommands
	if commands == nil {
		commands = []Command{}
	}
	writeJSON(rw, http.StatusOK, obj{
		"ok": true, "team": obj{"id": teamID, "name": teamName, "domain": domain},
		"bot":   obj{"id": botID, "user": botUser, "app_id": appID, "name": botName},
		"users": people, "channels": channels, "dms": dms, "commands": commands,
		"connections": w.hub.open(), "opened": w.hub.opened, "waiting": len(w.hub.pending), "now": w.opt.Now().UTC(),
	})
}
