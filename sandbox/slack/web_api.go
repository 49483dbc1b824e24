package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// call is one request to the Web API.
type call struct {
	w      *Workspace
	p      params
	host   string // where the client reached us; upload URLs must carry the same
	method string
}

// apiError is an answer with ok:false.
type apiError struct {
	code  string
	lines []string // "[ERROR] … [json-pointer:…]"
}

func (e *apiError) Error() string { return e.code }

func fail(code string, lines ...string) error { return &apiError{code, lines} }

func invalidArguments(line string) error {
	return fail("invalid_arguments", "[ERROR] "+line)
}

// methods is the whole Web API of the sandbox.
func methods() map[string]func(*call) (obj, error) {
	return map[string]func(*call) (obj, error){
		"api.test":                              apiTest,
		"auth.test":                             authTest,
		"apps.connections.open":                 connectionsOpen,
		"assistant.threads.setStatus":           threadSetStatus,
		"assistant.threads.setSuggestedPrompts": threadSetPrompts,
		"assistant.threads.setTitle":            threadSetTitle,
		"agents.sessions.setStatus":             sessionSetStatus,
		"agents.sessions.rename":                sessionRename,
		"chat.postMessage":                      chatPost,
		"chat.postEphemeral":                    chatPostEphemeral,
		"chat.update":                           chatUpdate,
		"chat.delete":                           chatDelete,
		"chat.getPermalink":                     chatPermalink,
		"chat.unfurl":                           chatUnfurl,
		"chat.startStream":                      streamStart,
		"chat.appendStream":                     streamAppend,
		"chat.stopStream":                       streamStop,
		"conversations.open":                    conversationOpen,
		"conversations.info":                    conversationInfo,
		"conversations.list":                    conversationList,
		"conversations.history":                 conversationHistory,
		"conversations.replies":                 conversationReplies,
		"conversations.members":                 conversationMembers,
		"conversations.join":                    conversationJoin,
		"files.getUploadURLExternal":            fileUploadURL,
		"files.completeUploadExternal":          fileComplete,
		"files.info":                            fileInfo,
		"reactions.add":                         reactionAdd,
		"reactions.remove":                      reactionRemove,
		"team.info":                             teamInfo,
		"users.info":                            userInfo,
		"users.list":                            userList,
		"views.open":                            viewOpen,
		"views.push":                            viewPush,
		"views.update":                          viewUpdate,
		"views.publish":                         viewPublish,
	}
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	p, err := readParams(r)
	if err != nil {
		code := "invalid_form_data"
		if errors.Is(err, errBadJSON) {
			code = "invalid_json"
		}
		writeBody(rw, http.StatusOK, encodeAPI(nil, fail(code)))
		return
	}
	if !w.hold(r, method) {
		return
	}
	wrong := w.goesWrong(method)
	if wrong.instead(rw) {
		return
	}
	w.mu.Lock()
	if wait := w.faults.pace.take(method, p.str("channel"), time.Now()); wait > 0 {
		w.mu.Unlock()
		(&callFault{status: http.StatusTooManyRequests, code: "ratelimited", after: wait}).answer(rw)
		return
	}
	reply, err := w.answer(&call{w: w, p: p, host: r.Host, method: method}, p.token(r))
	body := encodeAPI(reply, err)
	w.mu.Unlock()
	if wrong.afterwards(rw) {
		return
	}
	if scopes := w.opt.Manifest.OAuth.Scopes.Bot; len(scopes) > 0 {
		rw.Header().Set("X-OAuth-Scopes", strings.Join(scopes, ","))
	}
	if err != nil {
		w.opt.Log.Debug("web api refused a call", "method", method, "error", describe(err))
	}
	writeBody(rw, http.StatusOK, body)
}

// answer checks the token and the scope, then runs the method.
func (w *Workspace) answer(c *call, token string) (obj, error) {
	run, known := methods()[c.method]
	if !known {
		return nil, fail("unknown_method")
	}
	if c.method == "api.test" {
		return run(c)
	}
	want, other := w.opt.Tokens.Bot, w.opt.Tokens.App
	if c.method == "apps.connections.open" {
		want, other = other, want
	}
	switch {
	case token == "":
		return nil, fail("not_authed")
	case token == other:
		return nil, fail("not_allowed_token_type")
	case token != want:
		return nil, fail("invalid_auth")
	}
	if need := w.opt.Manifest.missing(c.method); need != "" {
		return obj{"needed": need, "provided": strings.Join(w.opt.Manifest.OAuth.Scopes.Bot, ",")}, fail("missing_scope")
	}
	return run(c)
}

// encodeAPI writes a reply down as Slack does. It runs under the lock, because
// replies share values with the workspace.
func encodeAPI(reply obj, err error) []byte {
	if reply == nil {
		reply = obj{}
	}
	reply["ok"] = err == nil
	var refused *apiError
	if errors.As(err, &refused) {
		reply["error"] = refused.code
		if len(refused.lines) > 0 {
			reply["errors"] = plainLines(refused.lines)
			reply["response_metadata"] = obj{"messages": refused.lines}
		}
	}
	return encode(reply)
}

func plainLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimPrefix(l, "[ERROR] ")
	}
	return out
}

// describe is an error with its lines, for logs.
func describe(err error) string {
	var refused *apiError
	if errors.As(err, &refused) && len(refused.lines) > 0 {
		return fmt.Sprintf("%s: %s", refused.code, strings.Join(refused.lines, "; "))
	}
	return err.Error()
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	writeBody(rw, status, encode(v))
}

// encode is for values that came from JSON or are plain structs: they encode.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("slack: a reply does not encode: " + err.Error())
	}
	return data
}

func writeBody(rw http.ResponseWriter, status int, data []byte) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(data) // the client went away: nobody is left to tell
}

func apiTest(c *call) (obj, error) {
	args := obj{}
	for k, v := range c.p {
		if k != "token" {
			args[k] = v
		}
	}
	if code := c.p.str("error"); code != "" {
		return obj{"args": args}, fail(code)
	}
	return obj{"args": args}, nil
}

func teamInfo(*call) (obj, error) {
	return obj{"team": obj{"id": teamID, "name": teamName, "domain": domain, "email_domain": "", "icon": obj{}}}, nil
}

func authTest(*call) (obj, error) {
	return obj{
		"url": "https://" + domain + ".slack.com/", "team": teamName, "team_id": teamID,
		"user": "watchtower", "user_id": botUser, "bot_id": botID, "app_id": appID,
		"is_enterprise_install": false,
	}, nil
}
