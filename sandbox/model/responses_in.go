package model

import (
	"bytes"
	"encoding/json"
)

// item is one entry of a Responses conversation, in or out.
type item struct {
	Type    string          `json:"type"`
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
	CallID  string          `json:"call_id"`
	Name    string          `json:"name"`
	Output  json.RawMessage `json:"output"`
}

type responsesRequest struct {
	Model              string            `json:"model"`
	Input              json.RawMessage   `json:"input"`
	Stream             bool              `json:"stream"`
	PreviousResponseID string            `json:"previous_response_id"`
	Store              *bool             `json:"store"`
	ToolChoice         json.RawMessage   `json:"tool_choice"`
	Tools              []json.RawMessage `json:"tools"`
}

// parseResponses reads a request for POST /responses. earlier gives the items
// of a stored response.
func parseResponses(body []byte, earlier func(string) ([]json.RawMessage, bool)) (conversation, responsesRequest, []json.RawMessage, error) {
	var in responsesRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return conversation{}, in, nil, badRequest("", "We could not parse the JSON body of your request.")
	}
	if in.Model == "" {
		return conversation{}, in, nil, badRequest("model", "Missing required parameter: 'model'.")
	}
	items, err := inputItems(in.Input)
	if err != nil {
		return conversation{}, in, nil, err
	}
	if id := in.PreviousResponseID; id != "" {
		before, ok := earlier(id)
		if !ok {
			f := badRequest("previous_response_id", "Previous response with id '%s' not found.", id)
			f.code = "previous_response_not_found"
			return conversation{}, in, nil, f
		}
		items = append(append([]json.RawMessage{}, before...), items...)
	}
	c := conversation{model: in.Model, stream: in.Stream, forced: choice(in.ToolChoice)}
	if err := c.readItems(items); err != nil {
		return c, in, nil, err
	}
	for _, raw := range in.Tools {
		var t struct {
			Type       string         `json:"type"`
			Name       string         `json:"name"`
			Strict     bool           `json:"strict"`
			Parameters map[string]any `json:"parameters"`
		}
		if err := json.Unmarshal(raw, &t); err != nil || t.Type == "" {
			return c, in, nil, badRequest("tools", "Invalid value in 'tools'.")
		}
		if t.Type != "function" {
			continue
		}
		one, err := newTool(t.Name, t.Strict, t.Parameters)
		if err != nil {
			return c, in, nil, err
		}
		c.tools = append(c.tools, one)
	}
	return c, in, items, nil
}

func inputItems(input json.RawMessage) ([]json.RawMessage, error) {
	input = bytes.TrimSpace(input)
	if len(input) == 0 {
		return nil, badRequest("input", "Missing required parameter: 'input'.")
	}
	if input[0] == '"' {
		return []json.RawMessage{json.RawMessage(`{"type":"message","role":"user","content":` + string(input) + `}`)}, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(input, &items) != nil {
		return nil, badRequest("input", "Invalid type for 'input': expected a string or an array of items.")
	}
	return items, nil
}

// readItems finds the last question and the tool results that followed it. A
// result must answer a call that stands before it.
func (c *conversation) readItems(items []json.RawMessage) error {
	called, answered := map[string]bool{}, map[string]bool{}
	for _, raw := range items {
		var it item
		if err := json.Unmarshal(raw, &it); err != nil {
			return badRequest("input", "Invalid item in 'input'.")
		}
		switch {
		case it.Type == "function_call":
			called[it.CallID] = true
		case it.Type == "function_call_output":
			if !called[it.CallID] {
				return badRequest("input", "No tool call found for function call output with call_id %s.", it.CallID)
			}
			answered[it.CallID] = true
			c.outputs = append(c.outputs, plainText(it.Output))
		case it.Role == "user":
			c.user, c.outputs = plainText(it.Content), nil
		}
	}
	for id := range called {
		if !answered[id] {
			return badRequest("input", "No tool output found for function call %s.", id)
		}
	}
	return nil
}

// choice reads tool_choice: a word, or an object that names a function.
func choice(raw json.RawMessage) string {
	var word string
	if json.Unmarshal(raw, &word) == nil {
		if word == "auto" {
			return ""
		}
		return word
	}
	var named struct {
		Name     string `json:"name"`
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	_ = json.Unmarshal(raw, &named)
	if named.Name != "" {
		return named.Name
	}
	return named.Function.Name
}
