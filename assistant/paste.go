package assistant

import (
	"context"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// maxPasted is how many bytes of a pasted table are read, and maxWords how many
// lines of words may stand before it.
const (
	maxPasted = 40_000
	maxWords  = 2
)

// pastedTrips finds a table of trips in a message, perhaps after a sentence
// that says what to do with it; nil when there is none.
func pastedTrips(text string) []string {
	if len(text) > maxPasted || strings.Count(text, "\n") == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for skip := 0; skip <= maxWords && len(lines)-skip >= 2; skip++ {
		if fleet.IsTripTable(strings.Join(lines[skip:], "\n")) {
			return lines[skip:]
		}
	}
	return nil
}

// bulk offers to create the trips of a pasted table. No model reads it: a table
// says what it says.
func (a *Assistant) bulk(ctx context.Context, r Request, table []string, progress func(string)) Reply {
	call := ToolCall{Tool: "trip_bulk", Args: marshal(map[string]any{"table": table})}
	progress(doing(call.Tool, call.Args))
	got, err := a.registry.Run(ctx, r.Caller, fleet.ViaSentence, call.Tool, call.Args)
	if err != nil {
		got = answer.FromError(err)
	}
	return Reply{Model: phrasebookName, Answer: got, Calls: []ToolCall{call}}
}
