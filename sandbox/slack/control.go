package slack

import (
	_ "embed"
	"errors"
	"net/http"
	"strings"
)

// controlHelp documents the control API; GET /control/ serves it.
//
//go:embed control.md
var controlHelp []byte

// The control API plays the people of the workspace. It is documented in
// control.md; names and shapes there are a promise to scripts and to the page.
func (w *Workspace) mountControl(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/{$}", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/markdown; charset=utf-8")
		_, _ = rw.Write(controlHelp)
	})
	post := func(path string, run func(params) (obj, error)) {
		mux.HandleFunc("POST /control/"+path, func(rw http.ResponseWriter, r *http.Request) {
			w.serveControl(rw, r, run)
		})
	}
	post("say", w.say)
	post("command", w.command)
	post("click", w.click)
	post("submit", w.submit)
	post("close", w.closeModal)
	post("options", w.options)
	post("home", w.home)
	post("react", w.addReaction)
	post("stop", w.stopAgent)
	post("user", w.changeUser)
	post("fault", w.fault)
	mux.HandleFunc("GET /control/messages", w.listMessages)
	mux.HandleFunc("GET /control/acks", w.listAcks)
	mux.HandleFunc("GET /control/views", w.listViews)
	mux.HandleFunc("GET /control/workspace", w.describeWorkspace)
	mux.HandleFunc("GET /control/stream", w.serveStream)
	mux.HandleFunc("GET /control/timing", w.tellTiming)
	mux.HandleFunc("GET /control/files/{id}", w.sendFile)
}

// serveControl reads the arguments, runs one control and writes plain JSON.
// Controls take the lock themselves: some of them wait for the bot.
func (w *Workspace) serveControl(rw http.ResponseWriter, r *http.Request, run func(params) (obj, error)) {
	if r.Header.Get("Content-Type") == "" || strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		r.Header.Set("Content-Type", "application/json") // curl -d sends a form header
	}
	p, err := readParams(r)
	if err != nil {
		refuseControl(rw, http.StatusBadRequest, "the body must be one JSON object")
		return
	}
	w.mu.Lock()
	if w.host == "" {
		w.host = r.Host
	}
	w.mu.Unlock()
	reply, err := run(p)
	if err != nil {
		refuseControl(rw, http.StatusBadRequest, err.Error())
		return
	}
	if _, said := reply["ok"]; !said {
		reply["ok"] = true
	}
	writeJSON(rw, http.StatusOK, reply)
}

func refuseControl(rw http.ResponseWriter, status int, why string) {
	writeJSON(rw, status, obj{"ok": false, "error": why})
}

// person resolves `as`: dispatcher, manager, admin, driver, viewer, guest or a
// user id.
func (w *Workspace) person(as string) (*user, error) {
	u := w.account(as)
	if u != nil && !u.Deleted {
		return u, nil
	}
	if u != nil {
		return nil, errors.New(u.As + " is deactivated and cannot sign in")
	}
	return nil, errors.New("no such person: \"" + as + "\"; \"as\" is dispatcher, manager, admin, driver, viewer or guest")
}

// place resolves `channel` for a person: dispatch, ops-alerts, reports, dm or an id.
func (w *Workspace) place(u *user, ref string) (*channel, error) {
	if ref == "dm" {
		if u == nil {
			return nil, errors.New("whose direct message? Add \"as\"")
		}
		ref = u.ID
	}
	c := w.channelFor(ref)
	if c == nil {
		return nil, errors.New("no such channel: \"" + ref + "\"; \"channel\" is dispatch, ops-alerts, reports or dm")
	}
	if u != nil && !c.has(u.ID) {
		return nil, errors.New(u.As + " is not in that channel")
	}
	return c, nil
}

// who resolves `as` and `channel` of a call.
func (w *Workspace) who(p params) (*user, *channel, error) {
	u, err := w.person(p.str("as"))
	if err != nil {
		return nil, nil, err
	}
	c, err := w.place(u, p.str("channel"))
	return u, c, err
}
