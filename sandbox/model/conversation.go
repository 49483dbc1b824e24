package model

import (
	"encoding/json"
	"fmt"
	"strings"
)

// conversation is what either API asks, in one shape.
type conversation struct {
	model   string
	stream  bool
	usage   bool // chat: a last chunk with usage was asked for
	tools   []tool
	user    string   // the last thing the person said
	outputs []string // tool results since then
	forced  string   // tool_choice: "", "none", "required" or a tool's name
}

// tool is one function the caller offers.
type tool struct {
	name   string
	strict bool
	schema map[string]any
}

func (c conversation) tool(name string) (tool, bool) {
	for _, t := range c.tools {
		if t.name == name {
			return t, true
		}
	}
	return tool{}, false
}

// fault is an error in the shape the API gives it.
type fault struct {
	status  int
	kind    string
	code    string
	param   string
	message string
}

func (f *fault) Error() string { return f.message }

func badRequest(param, format string, args ...any) *fault {
	return &fault{status: 400, kind: "invalid_request_error", param: param, message: fmt.Sprintf(format, args...)}
}

// plainText joins the text parts of a message's content, a string or a list.
func plainText(content json.RawMessage) string {
	var text string
	if json.Unmarshal(content, &text) == nil {
		return text
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if json.Unmarshal(content, &parts) != nil {
		return string(content)
	}
	var all []string
	for _, p := range parts {
		if p.Text != "" {
			all = append(all, p.Text)
		}
	}
	return strings.Join(all, "\n")
}

// checkSchema applies the rules strict mode has for every object in a schema:
// closed, with every property required.
func checkSchema(name string, at string, schema map[string]any) error {
	if properties, ok := schema["properties"].(map[string]any); ok || hasType(schema, "object") {
		if schema["additionalProperties"] != false {
			return schemaFault(name, at, "'additionalProperties' is required to be supplied and to be false.")
		}
		required := stringSet(schema["required"])
		for key, sub := range properties {
			if !required[key] {
				return schemaFault(name, at, "'required' is required to be supplied and to be an array including every key in properties. Missing '"+key+"'.")
			}
			if err := checkSub(name, at+", '"+key+"'", sub); err != nil {
				return err
			}
		}
	}
	for _, word := range []string{"oneOf", "allOf", "not", "if", "patternProperties", "default"} {
		if _, ok := schema[word]; ok {
			return schemaFault(name, at, "'"+word+"' is not permitted.")
		}
	}
	if err := checkSub(name, at+", 'items'", schema["items"]); err != nil {
		return err
	}
	variants, _ := schema["anyOf"].([]any)
	for _, v := range variants {
		if err := checkSub(name, at+", 'anyOf'", v); err != nil {
			return err
		}
	}
	return nil
}

func checkSub(name, at string, sub any) error {
	if schema, ok := sub.(map[string]any); ok {
		return checkSchema(name, at, schema)
	}
	return nil
}

func schemaFault(name, at, why string) error {
	f := badRequest("tools", "Invalid schema for function '%s': In context=(%s), %s", name, strings.TrimPrefix(at, ", "), why)
	f.code = "invalid_function_parameters"
	return f
}

func hasType(schema map[string]any, want string) bool {
	switch t := schema["type"].(type) {
	case string:
		return t == want
	case []any:
		for _, one := range t {
			if one == want {
				return true
			}
		}
	}
	return false
}

func stringSet(v any) map[string]bool {
	list, _ := v.([]any)
	set := map[string]bool{}
	for _, item := range list {
		if s, ok := item.(string); ok {
			set[s] = true
		}
	}
	return set
}

// newTool checks one offered function.
func newTool(name string, strict bool, schema map[string]any) (tool, error) {
	if name == "" || len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		return tool{}, badRequest("tools", "Invalid 'tools[].name': string does not match pattern '^[a-zA-Z0-9_-]+$'.")
	}
	if strict {
		if err := checkSchema(name, "", schema); err != nil {
			return tool{}, err
		}
	}
	return tool{name, strict, schema}, nil
}
