package slack

import (
	"errors"
	"regexp"
	"strings"
	"time"
)

// say posts a message as a person.
func (w *Workspace) say(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.who(p)
	if err != nil {
		return nil, err
	}
	said := p.str("text")
	if strings.TrimSpace(said) == "" {
		return nil, errors.New("nothing to say: \"text\" is empty")
	}
	thread := p.str("thread_ts")
	if thread != "" && threadOf(c, thread) == "" {
		return nil, errors.New("no such message to reply to: " + thread)
	}
	m := &message{Channel: c, User: u.ID, Text: cut(typed(said), maxPostText), ThreadTS: threadOf(c, thread), ClientMsgID: newUUID()}
	w.post(m)
	return obj{"channel": c.ID, "ts": m.TS}, nil
}

var (
	tokenShape = regexp.MustCompile(`&lt;((?:[@#!]|https?://)[^&\s]*(?:&amp;[^&\s]*)*)&gt;`)
	urlShape   = regexp.MustCompile(`(^|[\s(])(https?://[^\s<>|)]+)`)
	botMention = regexp.MustCompile(`(?i)@watch ?tower\b`)
)

// typed turns what a person types into what Slack sends: & < > escaped, links
// and mentions wrapped. Markup already in Slack's form is left alone.
func typed(s string) string {
	s = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	s = tokenShape.ReplaceAllString(s, "<$1>")
	s = botMention.ReplaceAllString(s, "<@"+botUser+">")
	return urlShape.ReplaceAllString(s, "$1<$2>")
}

// command runs a slash command as a person.
func (w *Workspace) command(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.who(p)
	if err != nil {
		return nil, err
	}
	name, said := commandWords(p)
	declared, known := w.opt.Manifest.command(name)
	if !known {
		w.slackbotSays(u, c, "`"+name+"` is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands.")
		return nil, errors.New(name + " is not a command of this workspace")
	}
	if declared.ShouldEscape {
		said = typed(said)
	}
	trigger := w.newTrigger(u.ID)
	speak := &responseURL{channel: c, user: u.ID, typed: time.Now()}
	payload := obj{
		"token": legacyKey, "team_id": teamID, "team_domain": domain,
		"channel_id": c.ID, "channel_name": c.label(), "user_id": u.ID, "user_name": u.Name,
		"command": name, "text": said, "api_app_id": appID, "is_enterprise_install": "false",
		"response_url": w.base() + w.newResponseURL(speak), "trigger_id": trigger,
	}
	failed := func(code string) {
		w.slackbotSays(u, c, name+" failed with the error \""+code+"\"")
	}
	acked := func(payload any) {
		if err := w.answerCommand(speak, payload); err != nil {
			w.opt.Log.Warn("the acknowledgement of a command is no valid message", "command", name, "error", describe(err))
			failed("invalid_command_response")
		}
	}
	envelope := obj{"type": "slash_commands", "payload": payload, "accepts_response_payload": true}
	id, sent := w.deliver(envelope, acked, func() { failed("operation_timeout") })
	if !sent {
		failed("dispatch_failed")
	}
	return obj{"trigger_id": trigger, "envelope_id": id}, nil
}

// commandWords lets a script put everything into command or into text.
func commandWords(p params) (name, said string) {
	name, said = strings.TrimSpace(p.str("command")), strings.TrimSpace(p.str("text"))
	if name == "" {
		name, said = said, ""
	}
	name, rest, _ := strings.Cut(name, " ")
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	return name, strings.TrimSpace(rest + " " + said)
}

// answerCommand shows the payload that came with an acknowledgement.
func (w *Workspace) answerCommand(speak *responseURL, payload any) error {
	switch body := payload.(type) {
	case nil:
		return nil
	case string:
		return w.respond(speak, params{"text": body})
	case obj:
		if len(body) == 0 {
			return nil
		}
		return w.respond(speak, params(body))
	}
	return fail("invalid_payload")
}

// slackbotSays whispers to a person what Slack itself has to say.
func (w *Workspace) slackbotSays(u *user, c *channel, said string) {
	w.whisper(&message{Channel: c, User: slackbot, Text: said, EphemeralTo: u.ID})
}

// base is this server as the app knows it.
func (w *Workspace) base() string { return "http://" + w.host }
