package slack

import (
	"slices"
	"time"
	"unicode/utf8"
)

func threadSetStatus(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel_id"))
	status := c.p.str("status")
	loading := c.p.words("loading_messages")
	switch {
	case ch == nil || !ch.has(botUser):
		return nil, fail("channel_not_found")
	case !c.p.has("thread_ts"):
		return nil, invalidArguments("missing required field: thread_ts [json-pointer:/thread_ts]")
	case len(loading) > 10:
		return nil, invalidArguments("no more than 10 items allowed [json-pointer:/loading_messages]")
	}
	c.w.showStatus(ch, c.p.str("thread_ts"), status, loading)
	return obj{}, nil
}

func (w *Workspace) showStatus(ch *channel, thread, status string, loading []string) {
	key := ch.ID + "/" + thread
	if t := w.statuses[key]; t != nil {
		t.Stop()
		delete(w.statuses, key)
	} else if status == "" {
		return
	}
	if status != "" {
		w.statuses[key] = time.AfterFunc(w.opt.Timing.Status, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			if !w.closed {
				w.showStatus(ch, thread, "", nil)
			}
		})
	}
	if loading == nil {
		loading = []string{}
	}
	w.tell(ch, "", obj{"type": "status", "channel": ch.ID, "thread_ts": thread, "status": status, "loading_messages": loading})
}

// clearStatus: an answer of the app ends "is thinking…".
func (w *Workspace) clearStatus(m *message) {
	if m.BotID == "" || m.EphemeralTo != "" {
		return
	}
	w.showStatus(m.Channel, m.ThreadTS, "", nil)
}

func threadSetPrompts(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel_id"))
	prompts, ok := c.p.list("prompts")
	switch {
	case ch == nil:
		return nil, fail("channel_not_found")
	case !ok || len(prompts) == 0 || len(prompts) > 4:
		return nil, invalidArguments("must hold 1 to 4 prompts [json-pointer:/prompts]")
	}
	for _, p := range objects(prompts) {
		if text(p, "title") == "" || text(p, "message") == "" {
			return nil, invalidArguments("prompts need a title and a message [json-pointer:/prompts]")
		}
	}
	if c.w.opt.Manifest.Features.AgentView != nil && c.p.has("thread_ts") {
		return obj{}, nil // agent apps must leave the thread out; Slack says ok and shows nothing
	}
	c.w.tell(ch, "", obj{"type": "prompts", "channel": ch.ID, "thread_ts": c.p.str("thread_ts"),
		"title": c.p.str("title"), "prompts": prompts})
	return obj{}, nil
}

func threadSetTitle(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel_id"))
	title := c.p.str("title")
	switch {
	case ch == nil || !ch.has(botUser):
		return nil, fail("channel_not_found")
	case !c.p.has("thread_ts"):
		return nil, invalidArguments("missing required field: thread_ts [json-pointer:/thread_ts]")
	case title == "" || utf8.RuneCountInString(title) > maxTitle:
		return nil, invalidArguments("must be between 1 and 200 characters [json-pointer:/title]")
	}
	c.w.entitle(ch, c.p.str("thread_ts"), title)
	return obj{}, nil
}

// maxTitle is the longest name of a thread, in characters.
const maxTitle = 200

// entitle names a thread; the name stays with its first message.
func (w *Workspace) entitle(ch *channel, thread, title string) {
	if m := ch.find(thread); m != nil {
		m.Title = title
	}
	w.tell(ch, "", obj{"type": "title", "channel": ch.ID, "thread_ts": thread, "title": title})
}

func sessionSetStatus(c *call) (obj, error) {
	ch := c.w.channelFor(c.p.str("channel_id"))
	status, title := c.p.str("status"), c.p.str("title")
	switch {
	case ch == nil:
		return nil, fail("channel_not_found")
	case !slices.Contains([]string{"active", "processing", "suspended", "closed"}, status):
		return nil, fail("invalid_status")
	case utf8.RuneCountInString(title) > maxTitle:
		return nil, invalidArguments("must be less than 201 characters [json-pointer:/title]")
	}
	thread := c.p.str("thread_ts")
	switch words := c.w.statuses[ch.ID+"/"+thread] != nil; {
	case status != "processing":
		c.w.showStatus(ch, thread, "", nil)
	case !words: // what the app says itself is not talked over
		c.w.showStatus(ch, thread, "is working…", nil)
	}
	return obj{"status": status, "agent_status": status, "title": title}, nil
}

func sessionRename(c *call) (obj, error) {
	title := c.p.str("title")
	ch := c.w.channelFor(c.p.str("channel_id"))
	switch {
	case ch == nil:
		return nil, fail("channel_not_found")
	case title == "" || utf8.RuneCountInString(title) > maxTitle:
		return nil, invalidArguments("must be between 1 and 200 characters [json-pointer:/title]")
	}
	c.w.entitle(ch, c.p.str("thread_ts"), title)
	return obj{"title": title}, nil
}
