package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// until waits for a condition, looking again whenever the workspace changes.
func (w *town) until(what string, ok func() bool) {
	w.t.Helper()
	late := time.After(patience)
	for again := time.NewTicker(20 * time.Millisecond); !ok(); {
		select {
		case <-w.changes:
		case <-again.C:
		case <-late:
			w.t.Fatalf("never: %s", what)
		}
	}
}

func (w *town) get(path string, into any) {
	w.t.Helper()
	resp, err := http.Get(w.url + "/control/" + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		w.t.Fatalf("GET %s: %v", path, err)
	}
}

func (w *town) act(path string, body map[string]any) map[string]any {
	w.t.Helper()
	raw, _ := json.Marshal(body)
	resp, err := http.Post(w.url+"/control/"+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		w.t.Fatalf("POST %s: %v", path, err)
	}
	return out
}

// must is act that has to succeed.
func (w *town) must(path string, body map[string]any) map[string]any {
	w.t.Helper()
	out := w.act(path, body)
	if out["ok"] != true {
		w.t.Fatalf("%s %v: %v", path, body, out)
	}
	return out
}

func (w *town) messages(as, channel string) []message {
	w.t.Helper()
	var out []message
	w.get("messages?"+url.Values{"as": {as}, "channel": {channel}}.Encode(), &out)
	return out
}

// bots are the messages that the bot wrote.
func (w *town) bots(as, channel string) []message {
	var out []message
	for _, m := range w.messages(as, channel) {
		if m.User == "U0WATCHTOWER" {
			out = append(out, m)
		}
	}
	return out
}

// heard waits for a message of the bot that says something.
func (w *town) heard(as, channel, words string) message {
	w.t.Helper()
	var found message
	late := time.After(patience)
	for again := time.NewTicker(20 * time.Millisecond); ; {
		all := w.bots(as, channel)
		for _, m := range all {
			if strings.Contains(m.Text, words) {
				found = m
			}
		}
		if found.TS != "" {
			return found
		}
		select {
		case <-w.changes:
		case <-again.C:
		case <-late:
			w.t.Fatalf("%s never heard %q in %s; there is %+v", as, words, channel, all)
		}
	}
}

func (w *town) command(as, channel, command, text string) {
	w.t.Helper()
	w.must("command", map[string]any{"as": as, "channel": channel, "command": command, "text": text})
}

func (w *town) say(as, channel, text, thread string) string {
	w.t.Helper()
	body := map[string]any{"as": as, "channel": channel, "text": text}
	if thread != "" {
		body["thread_ts"] = thread
	}
	ts, _ := w.must("say", body)["ts"].(string)
	return ts
}

func (w *town) click(as, channel string, m message, action string) {
	w.t.Helper()
	w.must("click", map[string]any{"as": as, "channel": channel, "ts": m.TS, "action_id": action})
}

// value is what a button of a message carries.
func (m message) value(action string) string {
	for _, b := range m.Blocks {
		els, _ := b["elements"].([]any)
		for _, e := range els {
			if el, _ := e.(map[string]any); el["action_id"] == action {
				return fmt.Sprint(el["value"])
			}
		}
	}
	return ""
}

// buttons are the labels of a message's buttons by action id.
func (m message) buttons() map[string]string {
	out := map[string]string{}
	for _, b := range m.Blocks {
		els, _ := b["elements"].([]any)
		for _, e := range els {
			el, _ := e.(map[string]any)
			if el["type"] == "button" {
				text, _ := el["text"].(map[string]any)
				out[fmt.Sprint(el["action_id"])] = fmt.Sprint(text["text"])
			}
		}
	}
	return out
}
