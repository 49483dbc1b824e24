package slack

import (
	"errors"
	"net/http"
	"time"
)

// responseUses is how often the app may speak through one response URL.
const responseUses = 5

// responseURL lets the app speak where a command or a click came from.
type responseURL struct {
	channel *channel
	user    string
	thread  string   // where the click's message sits, "" in the channel itself
	target  *message // what replace_original and delete_original are about
	uses    int
	expires time.Time
	typed   time.Time // when a command asked; zero for a click, and once it is answered
}

// newResponseURL returns a path to be put after the workspace's own address.
func (w *Workspace) newResponseURL(r *responseURL) string {
	now := time.Now()
	for id, old := range w.replies {
		if now.Sub(old.expires) > time.Hour {
			delete(w.replies, id)
		}
	}
	r.expires = now.Add(w.opt.Timing.Reply)
	id := newID("", 24)
	w.replies[id] = r
	return "/response/" + id
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	p, err := readParams(r)
	if err == nil && p.has("payload") {
		var inner params
		if decode([]byte(p.str("payload")), &inner) == nil {
			p = inner
		}
	}
	if err != nil {
		refuseResponse(rw, http.StatusBadRequest, "invalid_payload")
		return
	}
	if !w.hold(r, callResponseURL) {
		return
	}
	wrong := w.goesWrong(callResponseURL)
	if wrong.instead(rw) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.replies[r.PathValue("id")]
	switch {
	case u == nil || time.Now().After(u.expires):
		refuseResponse(rw, http.StatusNotFound, "expired_url")
		return
	case u.uses >= responseUses:
		refuseResponse(rw, http.StatusNotFound, "used_url")
		return
	}
	u.uses++
	if err := w.respond(u, p); err != nil {
		var refused *apiError
		code := "internal_error"
		if errors.As(err, &refused) {
			code = refused.code
		}
		w.opt.Log.Debug("response_url refused a message", "error", describe(err))
		refuseResponse(rw, http.StatusBadRequest, code)
		return
	}
	if wrong.afterwards(rw) {
		return
	}
	rw.Header().Set("Content-Type", "text/html")
	_, _ = rw.Write([]byte("ok"))
}

func refuseResponse(rw http.ResponseWriter, status int, code string) {
	writeJSON(rw, status, obj{"ok": false, "error": code})
}

// respond posts, replaces or deletes, as the body asks. It is also what an
// acknowledged payload of a slash command means.
func (w *Workspace) respond(u *responseURL, p params) error {
	if p.flag("delete_original") {
		if u.target != nil && u.target.Channel.find(u.target.TS) == u.target {
			w.erase(u.target)
			u.target = nil
		}
		return nil
	}
	m, err := w.contentOf(p)
	if err != nil {
		return err
	}
	if p.flag("replace_original") && u.target != nil && u.target.Channel.find(u.target.TS) == u.target {
		w.change(u.target, m, p.has("attachments"))
		return nil
	}
	if !u.typed.IsZero() {
		w.timing.answers = append(w.timing.answers, millis(u.typed))
		u.typed = time.Time{}
	}
	m.Channel, m.User, m.BotID = u.channel, botUser, botID
	thread := p.str("thread_ts")
	if thread == "" {
		thread = u.thread
	}
	m.ThreadTS = threadOf(u.channel, thread)
	if p.str("response_type") == "in_channel" {
		w.post(m)
	} else {
		m.EphemeralTo = u.user
		w.whisper(m)
	}
	if u.target == nil {
		u.target = m
	}
	return nil
}
