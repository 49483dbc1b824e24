package slack

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// stream is an answer that grows: text, task cards, then blocks.
type stream struct {
	said   string
	title  string // of the plan
	tasks  []any
	blocks []any
}

func streamStart(c *call) (obj, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	thread := threadOf(ch, c.p.str("thread_ts"))
	switch {
	case thread == "":
		return nil, fail("invalid_thread_ts")
	case !ch.isIM() && c.w.userByID(c.p.str("recipient_user_id")) == nil:
		return nil, fail("missing_recipient_user_id")
	case !ch.isIM() && c.p.str("recipient_team_id") != teamID:
		return nil, fail("missing_recipient_team_id")
	}
	m := &message{Channel: ch, User: botUser, BotID: botID, ThreadTS: thread, Stream: &stream{}}
	if err := c.grow(m); err != nil {
		return nil, err
	}
	c.w.post(m)
	return obj{"channel": ch.ID, "ts": m.TS}, nil
}

func streamAppend(c *call) (obj, error) {
	m, err := c.streaming()
	if err != nil {
		return nil, err
	}
	if err := c.grow(m); err != nil {
		return nil, err
	}
	c.w.tell(m.Channel, "", obj{"type": "update", "channel": m.Channel.ID, "message": m.shown()})
	return obj{"channel": m.Channel.ID, "ts": m.TS}, nil
}

func streamStop(c *call) (obj, error) {
	m, err := c.streaming()
	if err != nil {
		return nil, err
	}
	if err := c.grow(m); err != nil {
		return nil, err
	}
	last, ok := c.p.list("blocks")
	if !ok {
		return nil, fail("invalid_blocks_format")
	}
	if lines := c.w.checkMessage(last); len(lines) > 0 {
		return nil, fail("invalid_blocks", lines...)
	}
	if err := readMetadata(c.p, m); err != nil {
		return nil, err
	}
	m.Blocks = append(m.Blocks, nameBlocks(last)...)
	c.w.endStream(m)
	return obj{"channel": m.Channel.ID, "ts": m.TS, "message": m.wire(true)}, nil
}

// endStream makes a growing message a finished one.
func (w *Workspace) endStream(m *message) {
	before := m.wire(false)
	m.Stream = nil
	m.Edited = &edit{User: botUser, TS: w.nextTS()}
	w.tell(m.Channel, "", obj{"type": "update", "channel": m.Channel.ID, "message": m.shown()})
	w.changedEvent(m, before)
}

func (c *call) streaming() (*message, error) {
	ch, err := c.channel("channel")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.p.str("ts"))
	switch {
	case m == nil:
		return nil, fail("message_not_found")
	case m.BotID != botID:
		return nil, fail("message_not_owned_by_app")
	case m.Stream == nil:
		return nil, fail("message_not_in_streaming_state")
	}
	return m, nil
}

// grow adds what a call brings and rebuilds the message.
func (c *call) grow(m *message) error {
	chunks, ok := c.p.list("chunks")
	if !ok {
		return fail("invalid_chunks")
	}
	if said := c.p.str("markdown_text"); said != "" {
		chunks = append([]any{obj{"type": "markdown_text", "text": said}}, chunks...)
	}
	s := *m.Stream
	s.tasks = slices.Clone(s.tasks)
	for _, x := range objects(chunks) {
		if err := c.w.chunk(&s, x); err != nil {
			return err
		}
	}
	if utf8.RuneCountInString(s.said) > maxMarkdownText {
		return fail("msg_too_long")
	}
	*m.Stream = s
	m.Text, m.Blocks = s.said, nil
	if len(s.tasks) > 0 && s.title != "" {
		m.Blocks = append(m.Blocks, obj{"type": "plan", "title": s.title, "tasks": s.tasks})
	} else {
		m.Blocks = append(m.Blocks, s.tasks...)
	}
	if s.said != "" {
		m.Blocks = append(m.Blocks, obj{"type": "markdown", "text": s.said})
	}
	m.Blocks = nameBlocks(clone(append(m.Blocks, s.blocks...)))
	return nil
}

func (w *Workspace) chunk(s *stream, x obj) error {
	switch text(x, "type") {
	case "markdown_text":
		s.said += text(x, "text")
	case "plan_update":
		s.title = text(x, "title")
	case "task_update":
		s.task(x)
	case "blocks":
		list := objectsAsList(x["blocks"])
		if lines := w.checkMessage(list); len(lines) > 0 {
			return fail("invalid_blocks", lines...)
		}
		s.blocks = append(slices.Clip(s.blocks), nameBlocks(list)...)
		if len(s.blocks) > maxMessage { // chat.stopStream may bring as many again
			return fail("invalid_blocks", fmt.Sprintf("[ERROR] no more than %d items allowed [json-pointer:/chunks]", maxMessage))
		}
	default:
		return fail("invalid_chunks")
	}
	return nil
}

// task updates the card with this id or adds one.
func (s *stream) task(x obj) {
	card := obj{"type": "task_card", "task_id": text(x, "id"), "title": text(x, "title"), "status": x["status"]}
	for _, key := range []string{"details", "output"} {
		if said := text(x, key); said != "" {
			card[key] = obj{"type": "rich_text", "elements": []any{obj{"type": "rich_text_section",
				"elements": []any{obj{"type": "text", "text": said}}}}}
		}
	}
	if x["sources"] != nil {
		card["sources"] = x["sources"]
	}
	for i, t := range s.tasks {
		if o, _ := t.(obj); text(o, "task_id") == text(x, "id") {
			s.tasks[i] = card
			return
		}
	}
	s.tasks = append(s.tasks, card)
}
