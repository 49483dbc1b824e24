package tools

import (
	"encoding/json"
	"slices"
	"strings"

	"watchtower/answer"
)

// askFor puts one question for all that is missing.
func askFor(t *Tool, args json.RawMessage, missing []string) answer.Answer {
	words := make([]string, len(missing))
	for i, m := range missing {
		words[i] = "the " + strings.ReplaceAll(m, "_", " ")
	}
	list := words[len(words)-1]
	if n := len(words); n > 1 {
		list = strings.Join(words[:n-1], ", ") + " and " + list
	}
	hint := ""
	if slices.Contains(missing, "start") {
		hint = " A start reads like \"tomorrow 6am\"."
	}
	return answer.Answer{Kind: answer.Question, Headline: "I still need " + list + "." + hint,
		Ask: &answer.Ask{Missing: missing, Tool: t.Name, Args: args}}
}
