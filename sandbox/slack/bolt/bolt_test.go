package bolt_test

import "testing"

// TestBolt is one conversation with the app, step by step: connecting costs
// half a second, and later steps build on what earlier ones posted.
func TestBolt(t *testing.T) {
	w := newWorld(t)
	for _, step := range []struct {
		name string
		run  func(*world)
	}{
		{"message and click", messageAndClick},
		{"metadata in history", metadata},
		{"mention", mention},
		{"command", command},
		{"modal", modal},
		{"home", home},
		{"upload", upload},
		{"stream", stream},
		{"invalid blocks", invalidBlocks},
		{"rate limits", limits},
		{"disconnect and redelivery", reconnect},
		{"nothing went wrong", tally},
	} {
		outer := w.T
		ok := t.Run(step.name, func(t *testing.T) {
			w.T = t
			defer func() { w.T = outer }()
			step.run(w)
		})
		if !ok {
			t.FailNow()
		}
	}
}

func (w *world) say(channel, text string) string {
	w.Helper()
	return str(w.do("say", obj{"as": "dispatcher", "channel": channel, "text": text}), "ts")
}

func messageAndClick(w *world) {
	w.say("dm", "hello there")
	m := w.text("dm", "Hello")
	if str(m, "blocks", 1, "elements", 0, "action_id") != "press" {
		w.Errorf("posted %v", m)
	}
	w.do("click", obj{"as": "dispatcher", "channel": "dm", "ts": m["ts"], "action_id": "more", "value": "mute"})
	if got := w.hears("more"); got["value"] != "mute" {
		w.Errorf("overflow: %v", got)
	}
	w.do("click", obj{"as": "dispatcher", "channel": "dm", "ts": m["ts"], "action_id": "press"})
	if after := w.text("dm", "Pressed 1"); after["ts"] != m["ts"] || after["edited"] == nil {
		w.Errorf("after the click: %v", after)
	}
	if private := w.text("dm", "Only you see this"); private["ephemeral_to"] != "U0DISPATCH" {
		w.Errorf("private answer: %v", private)
	}
}

func metadata(w *world) {
	w.say("dm", "history")
	w.text("dm", "key k1")
}

func mention(w *world) {
	ts := w.say("dispatch", "@Watch Tower are you there")
	if got := w.text("dispatch", "You called, <@U0DISPATCH>"); got["thread_ts"] != ts {
		w.Errorf("answer: %v", got)
	}
	w.message("dispatch", "eyes on the question", func(m obj) bool { return str(m, "reactions", 0, "name") == "eyes" })
	for w.hears("message")["type"] != "channel" { // the mention is a message too
	}
}

func command(w *world) {
	w.do("command", obj{"as": "dispatcher", "channel": "dispatch", "command": "/truck", "text": "T-4407"})
	if got := w.text("dispatch", "Looking for T-4407"); got["ephemeral_to"] != "U0DISPATCH" {
		w.Errorf("private answer with the acknowledgement: %v", got)
	}
	if got := w.text("dispatch", "dispatcher asked"); got["ephemeral_to"] != nil {
		w.Errorf("public answer: %v", got)
	}
}

func modal(w *world) {
	w.do("command", obj{"as": "dispatcher", "channel": "dispatch", "command": "/trip", "text": "create"})
	var views []obj
	w.eventually("the form, updated", func() bool {
		w.get("views?as=dispatcher", &views)
		return len(views) == 1 && str(views[0], "title", "text") == "New trip"
	})
	id := views[0]["id"]
	offered := w.do("options", obj{"as": "dispatcher", "view_id": id, "block_id": "truck", "action_id": "truck", "query": "44"})
	if str(offered, "options", 0, "value") != "id-44" {
		w.Errorf("offered %v", offered)
	}
	values := obj{"truck": obj{"truck": "id-44"}, "day": obj{"day": "2026-11-24"}}
	submit := func() obj { return w.try("submit", obj{"as": "dispatcher", "view_id": id, "values": values}) }
	if got := submit(); str(got, "errors", "note") != "Say why." {
		w.Errorf("without a note: %v", got)
	}
	values["note"] = obj{"note": "rice"}
	if got := submit(); got["ok"] != true {
		w.Errorf("submit: %v", got)
	}
	w.text("dm", "id-44 on 2026-11-24: rice")
}

func home(w *world) {
	for _, want := range []string{"Fleet now", "Again"} {
		got := w.do("home", obj{"as": "dispatcher"})
		if got["published"] != true || str(got, "view", "blocks", 0, "text", "text") != want {
			w.Errorf("home: %v, want %s", got, want)
		}
	}
}

func upload(w *world) {
	w.say("dm", "a picture please")
	m := w.text("dm", "The map")
	if str(m, "files", 0, "name") != "map.png" || str(m, "files", 0, "mimetype") != "image/png" || m["thread_ts"] == nil {
		w.Errorf("shared %v", m)
	}
	card := w.text("dm", "In a card")
	if str(card, "blocks", 0, "slack_file", "id") != str(m, "files", 0, "id") {
		w.Errorf("card %v", card)
	}
}

func stream(w *world) {
	ts := w.say("dm", "stream it")
	m := w.message("dm", "the whole stream", func(m obj) bool {
		return m["streaming"] == false && contains(m, "**Three** trucks are moving.", "text")
	})
	if m["thread_ts"] != ts {
		w.Errorf("streamed %v", m)
	}
	w.do("click", obj{"as": "dispatcher", "channel": "dm", "ts": m["ts"], "action_id": "rate", "value": "down"})
	if got := w.hears("rate"); got["value"] != "down" {
		w.Errorf("feedback: %v", got)
	}
}

func invalidBlocks(w *world) {
	w.say("dm", "wrong")
	got := w.hears("refused")
	if got["code"] != "slack_webapi_platform_error" || got["error"] != "invalid_blocks" || !contains(got, "[json-pointer:/blocks/0", "messages", 0) {
		w.Errorf("refusal: %v", got)
	}
}

// limits lets the official client meet a 429: it waits and comes again by itself.
func limits(w *world) {
	w.do("fault", obj{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429", "retry_after": 1})
	w.say("dm", "history")
	n := 0
	w.eventually("the answer after the limit", func() bool {
		var all []obj
		w.get("messages?as=dispatcher&channel=dm", &all)
		n = 0
		for _, m := range all {
			if m["text"] == "key k1" {
				n++
			}
		}
		return n >= 2
	})
	if n != 2 {
		w.Errorf("%d answers, want one more", n)
	}
}

// opened is how many sockets there have been.
func (w *world) opened() float64 {
	w.Helper()
	var ws obj
	w.get("workspace", &ws)
	return ws["opened"].(float64)
}

// reconnect has the official client find its way back after every reason.
func reconnect(w *world) {
	for _, reason := range []string{"warning", "refresh_requested"} {
		w.acknowledged() // the client drops the acknowledgements that a disconnect finds on their way
		before := w.opened()
		w.do("fault", obj{"kind": "disconnect", "reason": reason})
		w.eventually("connected again after "+reason, func() bool { return w.opened() > before })
		w.say("reports", "after "+reason)
		for w.hears("message")["text"] != "after "+reason {
		}
	}
	again := w.do("fault", obj{"kind": "retry", "type": "message"})
	if got := w.hears("message"); got["text"] != "after refresh_requested" {
		w.Errorf("sent again: %v %v", again, got)
	}
}

// acknowledged waits until no envelope is on its way.
func (w *world) acknowledged() (acks obj) {
	w.Helper()
	w.eventually("nothing is on its way", func() bool {
		w.get("acks", &acks)
		return acks["waiting"] == 0.0
	})
	return acks
}

func tally(w *world) {
	acks := w.acknowledged()
	if acks["missed"] != 0.0 || acks["dropped"] != 0.0 || acks["unknown"] != 0.0 || acks["in_time"].(float64) < 20 {
		w.Errorf("acks = %v", acks)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.said {
		if s["what"] == "error" {
			w.Errorf("the app met an error: %v", s)
		}
	}
}
