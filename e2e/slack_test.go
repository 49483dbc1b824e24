package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// post sends JSON to the sandbox's control and decodes the reply.
func (w *world) post(path string, body any) map[string]any {
	w.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	r, err := http.Post(w.Sandbox+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		w.Fatal(err)
	}
	defer r.Body.Close()
	var reply map[string]any
	if err := json.NewDecoder(r.Body).Decode(&reply); err != nil || r.StatusCode != http.StatusOK {
		w.Fatalf("%s %s: %s %v %v", path, raw, r.Status, reply, err)
	}
	return reply
}

// message is one post in the sandbox's Slack.
type message struct {
	TS          string          `json:"ts"`
	User        string          `json:"user"`
	BotID       string          `json:"bot_id"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks"`
	ThreadTS    string          `json:"thread_ts"`
	EphemeralTo string          `json:"ephemeral_to"`
}

func (m message) fromBot() bool { return m.BotID != "" || m.User == "U0WATCHTOWER" }

// messages lists a channel after a timestamp, oldest first.
func (w *world) messages(as, channel, after string) []message {
	w.Helper()
	q := url.Values{"channel": {channel}, "as": {as}, "after": {after}}
	r, err := http.Get(w.Sandbox + "/control/messages?" + q.Encode())
	if err != nil {
		w.Fatal(err)
	}
	defer r.Body.Close()
	var list []message
	if err := json.NewDecoder(r.Body).Decode(&list); err != nil {
		w.Fatal(err)
	}
	return list
}

// say types a message and gives its timestamp.
func (w *world) say(as, channel, text string) string {
	w.Helper()
	return w.post("/control/say", map[string]string{"as": as, "channel": channel, "text": text})["ts"].(string)
}

// command types a slash command and waits for its answer.
func (w *world) command(as, channel, command, text string, wants ...string) message {
	w.Helper()
	last := w.last(as, channel)
	w.post("/control/command", map[string]string{"as": as, "channel": channel, "command": command, "text": text})
	return w.answer(as, channel, last, wants...)
}

// answers counts the posts of the bot in one thread.
func (w *world) answers(as, channel, thread string) int {
	w.Helper()
	n := 0
	for _, m := range w.messages(as, channel, "") {
		if m.ThreadTS == thread && m.TS != thread && m.fromBot() {
			n++
		}
	}
	return n
}

// last is the timestamp of the newest message in a channel.
func (w *world) last(as, channel string) string {
	w.Helper()
	list := w.messages(as, channel, "")
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].TS
}

// answer waits for the first post of the bot after a timestamp that holds all
// the texts, in its text or its blocks.
func (w *world) answer(as, channel, after string, texts ...string) message {
	w.Helper()
	var found message
	w.eventually(fmt.Sprintf("an answer with %q in %s", texts, channel), func() bool {
		for _, m := range w.messages(as, channel, after) {
			if !m.fromBot() {
				continue
			}
			all := m.Text + string(m.Blocks)
			ok := true
			for _, t := range texts {
				ok = ok && strings.Contains(all, t)
			}
			if ok {
				found = m
				return true
			}
		}
		return false
	})
	return found
}
