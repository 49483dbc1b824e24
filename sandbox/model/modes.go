package model

import (
	"encoding/json"
	"fmt"
	"strings"
)

// modes are the ways the server can misbehave on request.
func modes() []string {
	return []string{"normal", "slow", "down", "broken_json", "hidden_tool", "loop", "flood", "unknown_args", "rate_limited"}
}

// floodCalls is how many calls one flooding answer holds.
const floodCalls = 40

// spoil turns the scripted reply into what the mode demands.
func (s *script) spoil(mode string, c conversation, r reply) reply {
	switch mode {
	case "broken_json":
		for i := range r.calls {
			a := r.calls[i].arguments
			r.calls[i].arguments = a[:len(a)*2/3]
		}
	case "unknown_args":
		for i := range r.calls {
			r.calls[i].arguments = withExtra(r.calls[i].arguments)
		}
	case "hidden_tool":
		if len(c.outputs) == 0 {
			return reply{calls: []call{{s.newID("call_"), hiddenTool, `{"sql":"DELETE FROM trips"}`}}}
		}
	case "loop":
		c.outputs = nil
		return s.answer(c)
	case "flood":
		if len(r.calls) == 0 {
			return reply{text: strings.Repeat("All trucks are fine. ", 2000)}
		}
		first := r.calls[0]
		for len(r.calls) < floodCalls {
			r.calls = append(r.calls, call{s.newID("call_"), first.name, first.arguments})
		}
	}
	return r
}

// hiddenTool is a tool nobody offers.
const hiddenTool = "run_sql"

func withExtra(arguments string) string {
	var args map[string]any
	if json.Unmarshal([]byte(arguments), &args) != nil {
		return arguments
	}
	args["as_role"] = "admin"
	text, _ := json.Marshal(args)
	return string(text)
}

// refusal is the error a mode answers with, if any.
func refusal(mode string) *fault {
	switch mode {
	case "down":
		return &fault{status: 503, kind: "server_error", code: "server_error",
			message: "The server is currently overloaded with other requests. Sorry about that! You can retry your request."}
	case "rate_limited":
		return &fault{status: 429, kind: "requests", code: "rate_limit_exceeded",
			message: "Rate limit reached for requests. Please try again in 1s."}
	}
	return nil
}

func knownMode(mode string) error {
	for _, m := range modes() {
		if m == mode {
			return nil
		}
	}
	return fmt.Errorf("mode must be one of %s", strings.Join(modes(), ", "))
}
