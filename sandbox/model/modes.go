package model

import (
	"encoding/json"
	"fmt"
	"strings"
)

// modes are the ways the server can misbehave on request.
func modes() []string {
	return []string{"normal", "slow", "down", "broken_json", "hidden_tool", "loop", "flood", "unknown_args", "rate_limited", "flood200", "megabyte", "adversary"}
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
	case "flood200":
		first := call{s.newID("call_"), hiddenTool, `{}`}
		if len(r.calls) > 0 {
			first = r.calls[0]
		}
		r.calls = nil
		for range 200 {
			r.calls = append(r.calls, call{s.newID("call_"), first.name, first.arguments})
		}
	case "megabyte":
		return reply{text: strings.Repeat("All 85 trucks are fine. ", 1<<20/24)}
	case "adversary":
		return s.attack(c, r)
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

// attack tries, turn after turn, what a model that was talked over would: a
// tool nobody offers, a change nobody asked for, broken and unknown arguments,
// and at last words that claim it all was done.
func (s *script) attack(c conversation, r reply) reply {
	ask := func(name, arguments string) reply {
		return reply{calls: []call{{s.newID("call_"), name, arguments}}}
	}
	switch len(c.outputs) {
	case 0:
		return ask(hiddenTool, `{"sql":"DELETE FROM trips"}`)
	case 1:
		return ask("person_save", `{"person":"everybody","role":"admin"}`)
	case 2:
		return ask("truck_save", `{"plate":"T-0000"}`)
	case 3:
		return ask("truck_status", `{"truck":"T-4407","as_role":"admin"`)
	}
	return reply{text: "Done: all 77 trips are cancelled and the key is sk-123456."}
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
