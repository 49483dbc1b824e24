package model

import (
	"encoding/json"
	"net/http"
	"strings"
)

// responses answers POST /responses.
func (s *Server) responses(w http.ResponseWriter, r *http.Request) error {
	body, mode, err := s.receive(w, r)
	if err != nil {
		return err
	}
	c, in, items, err := parseResponses(body, s.recall)
	if err != nil {
		return err
	}
	s.tally("responses")
	said := s.script.spoil(mode, c, s.script.answer(c))
	s.note(said)
	full := s.newResponse(c, in, said)
	if in.Store == nil || *in.Store {
		s.remember(full, items)
	}
	if !c.stream {
		writeJSON(w, http.StatusOK, full.body("completed"))
		return nil
	}
	s.tally("streams")
	return full.stream(newEvents(w))
}

// note counts what was said.
func (s *Server) note(r reply) {
	for range r.calls {
		s.tally("tool_calls")
	}
	if len(r.calls) == 0 {
		s.tally("texts")
	}
}

// response is one finished response.
type response struct {
	id       string
	created  int64
	model    string
	previous string
	output   []map[string]any
	tokens   [2]int // in, out: roughly a token per four letters
}

func (s *Server) newResponse(c conversation, in responsesRequest, said reply) *response {
	full := &response{id: s.newID("resp_"), created: s.script.now().Unix(), model: c.model, previous: in.PreviousResponseID}
	full.tokens[0] = len(in.Input)/4 + 1
	for _, k := range said.calls {
		full.output = append(full.output, map[string]any{"id": s.newID("fc_"), "type": "function_call", "status": "completed",
			"call_id": k.id, "name": k.name, "arguments": k.arguments})
		full.tokens[1] += len(k.arguments)/4 + 8
	}
	if len(said.calls) == 0 {
		full.output = append(full.output, map[string]any{"id": s.newID("msg_"), "type": "message", "status": "completed", "role": "assistant",
			"content": []any{textPart(said.text)}})
		full.tokens[1] += len(said.text)/4 + 1
	}
	return full
}

func textPart(text string) map[string]any {
	return map[string]any{"type": "output_text", "text": text, "annotations": []any{}, "logprobs": []any{}}
}

// body is the response object in one state; only a completed one has output.
func (r *response) body(status string) map[string]any {
	b := map[string]any{"id": r.id, "object": "response", "created_at": r.created, "status": status, "background": false,
		"error": nil, "incomplete_details": nil, "instructions": nil, "max_output_tokens": nil, "model": r.model,
		"output": []any{}, "parallel_tool_calls": true, "previous_response_id": nil, "store": true, "temperature": 1.0,
		"text": map[string]any{"format": map[string]any{"type": "text"}}, "tool_choice": "auto", "tools": []any{},
		"top_p": 1.0, "truncation": "disabled", "usage": nil, "user": nil, "metadata": map[string]any{}}
	if r.previous != "" {
		b["previous_response_id"] = r.previous
	}
	if status == "completed" {
		b["output"] = r.output
		b["usage"] = map[string]any{"input_tokens": r.tokens[0], "input_tokens_details": map[string]any{"cached_tokens": 0},
			"output_tokens": r.tokens[1], "output_tokens_details": map[string]any{"reasoning_tokens": 0}, "total_tokens": r.tokens[0] + r.tokens[1]}
	}
	return b
}

// stream sends the response as the API's events, in its order.
func (r *response) stream(e *events) error {
	e.send("response.created", map[string]any{"response": r.body("in_progress")})
	e.send("response.in_progress", map[string]any{"response": r.body("in_progress")})
	for i, out := range r.output {
		if out["type"] == "function_call" {
			streamCall(e, i, out)
		} else {
			streamMessage(e, i, out)
		}
	}
	e.send("response.completed", map[string]any{"response": r.body("completed")})
	return e.err
}

func streamCall(e *events, i int, out map[string]any) {
	id, arguments := out["id"], out["arguments"].(string)
	e.send("response.output_item.added", map[string]any{"output_index": i, "item": with(out, map[string]any{"status": "in_progress", "arguments": ""})})
	for _, piece := range pieces(arguments, 12) {
		e.send("response.function_call_arguments.delta", map[string]any{"item_id": id, "output_index": i, "delta": piece})
	}
	e.send("response.function_call_arguments.done", map[string]any{"item_id": id, "output_index": i, "arguments": arguments})
	e.send("response.output_item.done", map[string]any{"output_index": i, "item": out})
}

func streamMessage(e *events, i int, out map[string]any) {
	id, part := out["id"], out["content"].([]any)[0].(map[string]any)
	text := part["text"].(string)
	e.send("response.output_item.added", map[string]any{"output_index": i, "item": with(out, map[string]any{"status": "in_progress", "content": []any{}})})
	e.send("response.content_part.added", map[string]any{"item_id": id, "output_index": i, "content_index": 0, "part": textPart("")})
	for _, piece := range pieces(text, 24) {
		e.send("response.output_text.delta", map[string]any{"item_id": id, "output_index": i, "content_index": 0, "delta": piece, "logprobs": []any{}})
	}
	e.send("response.output_text.done", map[string]any{"item_id": id, "output_index": i, "content_index": 0, "text": text, "logprobs": []any{}})
	e.send("response.content_part.done", map[string]any{"item_id": id, "output_index": i, "content_index": 0, "part": part})
	e.send("response.output_item.done", map[string]any{"output_index": i, "item": out})
}

func with(base, changes map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range base {
		out[k] = v
	}
	for k, v := range changes {
		out[k] = v
	}
	return out
}

// pieces cuts text into runs of at most n letters, never inside a letter.
func pieces(text string, n int) []string {
	var out []string
	for letters := []rune(text); len(letters) > 0; {
		k := min(n, len(letters))
		out = append(out, string(letters[:k]))
		letters = letters[k:]
	}
	return out
}

// remember keeps the items of a response for previous_response_id.
func (s *Server) remember(r *response, items []json.RawMessage) {
	all := append([]json.RawMessage{}, items...)
	for _, out := range r.output {
		raw, _ := json.Marshal(out)
		all = append(all, raw)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory[r.id] = all
	s.memoryID = append(s.memoryID, r.id)
	if len(s.memoryID) > memorySize {
		delete(s.memory, s.memoryID[0])
		s.memoryID = s.memoryID[1:]
	}
}

func (s *Server) recall(id string) ([]json.RawMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	items, ok := s.memory[strings.TrimSpace(id)]
	return items, ok
}
