package slack

import "unicode/utf8"

// content reads and checks what a call wants said: text, blocks, attachments, metadata.
func (c *call) content() (*message, error) { return c.w.contentOf(c.p) }

func (w *Workspace) contentOf(p params) (*message, error) {
	m := &message{Text: cut(p.str("text"), maxPostText)}
	if p.has("markdown_text") {
		if err := markdownText(p, m); err != nil {
			return nil, err
		}
	}
	blocks, ok := p.list("blocks")
	if !ok {
		return nil, fail("invalid_blocks_format")
	}
	if lines := w.checkMessage(blocks); len(lines) > 0 {
		return nil, fail("invalid_blocks", lines...)
	}
	m.Blocks = append(m.Blocks, nameBlocks(blocks)...)
	attachments, ok := p.list("attachments")
	if !ok {
		return nil, fail("invalid_attachments")
	}
	if len(attachments) > maxAttachments {
		return nil, fail("too_many_attachments")
	}
	if lines := w.checkAttachments(attachments); len(lines) > 0 {
		return nil, fail("invalid_blocks", lines...)
	}
	m.Attachments = nameAttachments(attachments)
	if m.Text == "" && len(m.Blocks) == 0 && len(m.Attachments) == 0 {
		return nil, fail("no_text")
	}
	return m, readMetadata(p, m)
}

// markdownText takes the place of text and blocks.
func markdownText(p params, m *message) error {
	said := p.str("markdown_text")
	if p.has("text") || p.has("blocks") {
		return fail("markdown_text_conflict")
	}
	if utf8.RuneCountInString(said) > maxMarkdownText {
		return fail("msg_too_long")
	}
	m.Text = said
	m.Blocks = nameBlocks([]any{obj{"type": "markdown", "text": said}})
	return nil
}

func readMetadata(p params, m *message) error {
	meta, ok := p.object("metadata")
	if !ok {
		return fail("invalid_metadata_format")
	}
	if meta == nil {
		return nil
	}
	_, hasPayload := meta["event_payload"].(obj)
	if _, hasEntities := meta["entities"]; text(meta, "event_type") == "" && !hasEntities {
		// slack-go sends {} shaped metadata in response_url bodies that carry none.
		if !hasPayload {
			return nil
		}
		return fail("invalid_metadata_format")
	} else if !hasPayload && !hasEntities {
		return fail("invalid_metadata_format")
	}
	m.Metadata = meta
	return nil
}

// cut shortens to n code points.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// nameBlocks gives every block and every interactive element the ids that
// Slack makes up when the app names none.
func nameBlocks(blocks []any) []any {
	for _, b := range blocks {
		if o, ok := b.(obj); ok {
			nameBlock(o)
		}
	}
	return blocks
}

func nameBlock(b obj) {
	if text(b, "block_id") == "" {
		b["block_id"] = newID("", 5)
	}
	walk(b, func(o obj) {
		if isInteractive(text(o, "type")) && text(o, "action_id") == "" {
			o["action_id"] = newID("", 5)
		}
		for _, key := range []string{"child_blocks", "blocks"} {
			for _, inner := range objects(o[key]) {
				if text(inner, "block_id") == "" {
					inner["block_id"] = newID("", 5)
				}
			}
		}
		if inner := child(o, "block"); inner != nil && text(inner, "block_id") == "" {
			inner["block_id"] = newID("", 5)
		}
	})
}

func nameAttachments(list []any) []any {
	for i, a := range objects(list) {
		a["id"] = i + 1
		if inner, ok := a["blocks"].([]any); ok {
			nameBlocks(inner)
		}
	}
	return list
}

// walk visits every object inside v, outermost first.
func walk(v any, visit func(obj)) {
	switch x := v.(type) {
	case obj:
		visit(x)
		for _, inner := range x {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range x {
			walk(inner, visit)
		}
	}
}
