package model

import "net/http"

// chat answers POST /chat/completions.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) error {
	body, mode, err := s.receive(w, r)
	if err != nil {
		return err
	}
	c, err := parseChat(body)
	if err != nil {
		return err
	}
	s.tally("chat")
	said := s.script.spoil(mode, c, s.script.answer(c))
	s.note(said)
	head := map[string]any{"id": s.newID("chatcmpl-"), "created": s.script.now().Unix(), "model": c.model, "system_fingerprint": "fp_sandbox"}
	out := len(said.text)/4 + 1
	for _, k := range said.calls {
		out += len(k.arguments)/4 + 8
	}
	usage := map[string]any{"prompt_tokens": len(body)/4 + 1, "completion_tokens": out, "total_tokens": len(body)/4 + 1 + out}
	if !c.stream {
		writeJSON(w, http.StatusOK, with(head, map[string]any{"object": "chat.completion", "usage": usage,
			"choices": []any{map[string]any{"index": 0, "logprobs": nil, "finish_reason": said.finish(), "message": said.message()}}}))
		return nil
	}
	s.tally("streams")
	e := newEvents(w)
	streamChat(e, with(head, map[string]any{"object": "chat.completion.chunk"}), said)
	if c.usage {
		e.chunk(with(head, map[string]any{"object": "chat.completion.chunk", "choices": []any{}, "usage": usage}))
	}
	e.done()
	return e.err
}

func (r reply) finish() string {
	if len(r.calls) > 0 {
		return "tool_calls"
	}
	return "stop"
}

func (r reply) message() map[string]any {
	m := map[string]any{"role": "assistant", "content": nil, "refusal": nil}
	if len(r.calls) == 0 {
		m["content"] = r.text
		return m
	}
	var calls []any
	for _, k := range r.calls {
		calls = append(calls, map[string]any{"id": k.id, "type": "function", "function": map[string]any{"name": k.name, "arguments": k.arguments}})
	}
	m["tool_calls"] = calls
	return m
}

// streamChat sends the reply in fragments. Only the first fragment of a tool
// call carries its id and name; later ones are known by their index.
func streamChat(e *events, head map[string]any, r reply) {
	chunk := func(delta map[string]any, finish any) {
		e.chunk(with(head, map[string]any{"choices": []any{map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}}))
	}
	first := map[string]any{"role": "assistant", "content": nil, "refusal": nil}
	if len(r.calls) == 0 {
		first["content"] = ""
	}
	chunk(first, nil)
	for _, piece := range pieces(r.text, 24) {
		chunk(map[string]any{"content": piece}, nil)
	}
	for i, k := range r.calls {
		chunk(toolDelta(map[string]any{"index": i, "id": k.id, "type": "function", "function": map[string]any{"name": k.name, "arguments": ""}}), nil)
		for _, piece := range pieces(k.arguments, 12) {
			chunk(toolDelta(map[string]any{"index": i, "function": map[string]any{"arguments": piece}}), nil)
		}
	}
	chunk(map[string]any{}, r.finish())
}

func toolDelta(call map[string]any) map[string]any {
	return map[string]any{"tool_calls": []any{call}}
}
