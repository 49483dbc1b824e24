package model

import (
	"encoding/json"
	"strings"
	"time"
)

// call is one tool call.
type call struct {
	id, name, arguments string
}

// reply is what the model says: calls, or text.
type reply struct {
	text  string
	calls []call
}

// script answers by rule.
type script struct {
	rules  []compiled
	extras extras
	now    func() time.Time
	newID  func(prefix string) string
}

const (
	notUnderstood = "Sorry, I did not understand that. Try: where is T-4407."
	noTool        = "Sorry, I cannot do that here."
)

// answer decides what to say next.
func (s *script) answer(c conversation) reply {
	if len(c.outputs) > 0 {
		return reply{text: sum(c.outputs)}
	}
	if c.forced == "none" {
		return reply{text: notUnderstood}
	}
	matched := false
	for _, r := range s.rules {
		m := r.re.FindStringSubmatch(c.user)
		if m == nil {
			continue
		}
		matched = true
		t, ok := c.tool(r.tool)
		if !ok {
			continue
		}
		args := s.arguments(r, m, c.user)
		return reply{calls: []call{{s.newID("call_"), t.name, t.fit(args)}}}
	}
	if matched {
		return reply{text: noTool}
	}
	return reply{text: notUnderstood}
}

func (s *script) arguments(r compiled, m []string, text string) map[string]any {
	args := s.extras.read(text, s.now().In(time.FixedZone("WAT", 3600)))
	for i, key := range r.re.SubexpNames() {
		if key != "" && m[i] != "" {
			args[key] = tidy(key, m[i])
		}
	}
	for key, value := range r.fixed {
		args[key] = value
	}
	if r.tool == "trip_create" || r.tool == "trip_update" {
		delete(args, "period")
		delete(args, "status")
	}
	return args
}

// fit writes arguments as strict decoding would: only keys of the schema, only
// values it allows, and null for every required key that has no value.
func (t tool) fit(args map[string]any) string {
	properties, _ := t.schema["properties"].(map[string]any)
	out := map[string]any{}
	for key, sub := range properties {
		schema, _ := sub.(map[string]any)
		if value, ok := args[key]; ok && allowed(schema, value) {
			out[key] = value
		}
	}
	for key := range stringSet(t.schema["required"]) {
		if _, ok := out[key]; !ok {
			out[key] = nil
		}
	}
	text, _ := json.Marshal(out)
	return string(text)
}

// allowed tells whether a value may stand where the schema is. A list of words
// is looked for at the top and in the variants.
func allowed(schema map[string]any, value any) bool {
	words, _ := schema["enum"].([]any)
	variants, _ := schema["anyOf"].([]any)
	for _, v := range variants {
		sub, _ := v.(map[string]any)
		if more, ok := sub["enum"].([]any); ok {
			words = append(words, more...)
		} else if hasType(sub, "string") {
			return true
		}
	}
	text, isText := value.(string)
	if len(words) == 0 || !isText {
		return true
	}
	for _, w := range words {
		if w == text {
			return true
		}
	}
	return false
}

// sum says in one sentence what the tools returned, in their own words, so that
// no figure can appear that no tool gave.
func sum(outputs []string) string {
	last := outputs[len(outputs)-1]
	var fields map[string]any
	if json.Unmarshal([]byte(last), &fields) == nil {
		for _, key := range []string{"headline", "question", "error", "message", "text"} {
			if text, ok := fields[key].(string); ok && text != "" {
				return firstLine(text)
			}
		}
		return "Here is what I found."
	}
	if text := firstLine(last); text != "" {
		return text
	}
	return "Here is what I found."
}

func firstLine(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "")
	}
	return text
}
