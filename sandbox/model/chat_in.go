package model

import "encoding/json"

type chatRequest struct {
	Model         string `json:"model"`
	Stream        bool   `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	ToolChoice json.RawMessage `json:"tool_choice"`
	Messages   []struct {
		Role       string          `json:"role"`
		Content    json.RawMessage `json:"content"`
		ToolCallID string          `json:"tool_call_id"`
		ToolCalls  []struct {
			ID string `json:"id"`
		} `json:"tool_calls"`
	} `json:"messages"`
	Tools []struct {
		Type     string `json:"type"`
		Function struct {
			Name       string         `json:"name"`
			Strict     bool           `json:"strict"`
			Parameters map[string]any `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
}

// parseChat reads a request for POST /chat/completions.
func parseChat(body []byte) (conversation, error) {
	var in chatRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return conversation{}, badRequest("", "We could not parse the JSON body of your request.")
	}
	c := conversation{model: in.Model, stream: in.Stream, usage: in.StreamOptions.IncludeUsage, forced: choice(in.ToolChoice)}
	if in.Model == "" {
		return c, badRequest("model", "you must provide a model parameter")
	}
	if len(in.Messages) == 0 {
		return c, badRequest("messages", "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	}
	if err := c.readMessages(in); err != nil {
		return c, err
	}
	for _, t := range in.Tools {
		one, err := newTool(t.Function.Name, t.Function.Strict, t.Function.Parameters)
		if err != nil {
			return c, err
		}
		c.tools = append(c.tools, one)
	}
	return c, nil
}

// readMessages applies the API's rule that tool messages answer the assistant
// message right before them, each call once.
func (c *conversation) readMessages(in chatRequest) error {
	open := map[string]bool{}
	for i, m := range in.Messages {
		if m.Role == "tool" {
			if !open[m.ToolCallID] {
				return badRequest("messages", "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.") //nolint:misspell // word for word what the real API answers
			}
			delete(open, m.ToolCallID)
			c.outputs = append(c.outputs, plainText(m.Content))
			continue
		}
		if len(open) > 0 {
			return badRequest("messages", "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (message %d)", i)
		}
		if m.Role == "user" {
			c.user, c.outputs = plainText(m.Content), nil
		}
		for _, call := range m.ToolCalls {
			open[call.ID] = true
		}
	}
	if len(open) > 0 {
		return badRequest("messages", "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.")
	}
	return nil
}
