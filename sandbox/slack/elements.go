package slack

import "strings"

// isInteractive says whether an element carries an action_id and answers to people.
func isInteractive(kind string) bool {
	switch kind {
	case "button", "workflow_button", "feedback_buttons", "icon_button":
		return true
	}
	return kind == "overflow" || hasState(kind)
}

// hasState says whether an element shows up in state.values.
func hasState(kind string) bool {
	switch kind {
	case "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input",
		"checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker", "file_input":
		return true
	}
	return strings.HasSuffix(kind, "_select")
}

// stateKey is the field of a state entry that holds what a person chose.
func stateKey(kind string) string {
	switch kind {
	case "checkboxes", "multi_static_select", "multi_external_select":
		return "selected_options"
	case "radio_buttons", "static_select", "external_select", "overflow":
		return "selected_option"
	case "datepicker":
		return "selected_date"
	case "timepicker":
		return "selected_time"
	case "datetimepicker":
		return "selected_date_time"
	case "users_select":
		return "selected_user"
	case "multi_users_select":
		return "selected_users"
	case "conversations_select":
		return "selected_conversation"
	case "multi_conversations_select":
		return "selected_conversations"
	case "channels_select":
		return "selected_channel"
	case "multi_channels_select":
		return "selected_channels"
	case "rich_text_input":
		return "rich_text_value"
	case "file_input":
		return "files"
	}
	return "value"
}

// initialKey is the field of an element that presets its state.
func initialKey(kind string) string {
	key := stateKey(kind)
	if rest, ok := strings.CutPrefix(key, "selected_"); ok {
		return "initial_" + rest
	}
	return "initial_value"
}

// isList says whether an entry holds several choices.
func isList(kind string) bool {
	return kind == "checkboxes" || kind == "file_input" || strings.HasPrefix(kind, "multi_")
}

// found is an element together with the block it sits in.
type found struct {
	block   obj
	element obj
	input   bool // the block is an input block
}

func (f found) kind() string     { return text(f.element, "type") }
func (f found) actionID() string { return text(f.element, "action_id") }
func (f found) blockID() string  { return text(f.block, "block_id") }

// elementsIn lists every interactive element of blocks, in reading order.
func elementsIn(blocks []any) []found {
	var out []found
	for _, b := range objects(blocks) {
		collect(b, b, &out)
	}
	return out
}

func collect(block obj, v any, out *[]found) {
	switch x := v.(type) {
	case []any:
		for _, inner := range x {
			collect(block, inner, out)
		}
	case obj:
		if id := text(x, "block_id"); id != "" {
			block = x
		}
		if isInteractive(text(x, "type")) && text(x, "action_id") != "" {
			*out = append(*out, found{block, x, text(block, "type") == "input"})
			return
		}
		for _, key := range []string{"elements", "element", "accessory", "actions", "rows", "child_blocks", "items", "block", "blocks"} {
			collect(block, x[key], out)
		}
	}
}

// stateOf builds state.values for blocks. What people already entered stays
// where block, action and type are unchanged.
func stateOf(blocks []any, before map[string]map[string]obj) map[string]map[string]obj {
	state := map[string]map[string]obj{}
	for _, f := range elementsIn(blocks) {
		if !hasState(f.kind()) {
			continue
		}
		entry := before[f.blockID()][f.actionID()]
		if entry == nil || entry["type"] != f.kind() {
			entry = initialEntry(f.element)
		}
		if state[f.blockID()] == nil {
			state[f.blockID()] = map[string]obj{}
		}
		state[f.blockID()][f.actionID()] = entry
	}
	return state
}

func initialEntry(element obj) obj {
	kind := text(element, "type")
	entry := obj{"type": kind, stateKey(kind): nil}
	if isList(kind) {
		entry[stateKey(kind)] = []any{}
	}
	if v, there := element[initialKey(kind)]; there && v != nil && v != "" {
		entry[stateKey(kind)] = v
	}
	return entry
}
