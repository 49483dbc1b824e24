package assistant

import (
	"encoding/json"
	"strings"
	"time"

	"watchtower/answer"
)

// The two models a reply can come from.
const (
	phrasebookName = "phrasebook"
	openAIName     = "openai"
)

// ToolCall is one tool with its arguments.
type ToolCall struct {
	Tool string          `json:"tool"`
	Args json.RawMessage `json:"args"`
}

// Reply is what one message gets.
type Reply struct {
	Answer  answer.Answer
	Model   string     // phrasebook or openai
	Calls   []ToolCall // what ran, waits for a yes, or was understood and lacks something
	Missing []string   // arguments that were asked for
	Intro   string     // the model's own words before the answer; may be empty
	Notes   []string   // about the reply itself, for under the answer
}

// Text is the whole reply as plain text.
func (r Reply) Text() string {
	parts := []string{}
	if r.Intro != "" {
		parts = append(parts, r.Intro)
	}
	parts = append(parts, r.Answer.Text())
	return strings.Join(append(parts, r.Notes...), "\n")
}

// JSON is what `watchtower ask --json` prints.
func (r Reply) JSON(took time.Duration) ([]byte, error) {
	kind := r.Answer.Kind
	if kind == answer.Failed {
		kind = answer.Result // the tool was asked and said what is wrong
	}
	out := struct {
		Kind    answer.Kind `json:"kind"`
		Model   string      `json:"model"`
		Calls   []ToolCall  `json:"calls"`
		Missing []string    `json:"missing"`
		Text    string      `json:"text"`
		Ms      int64       `json:"ms"`
	}{kind, r.Model, r.Calls, r.Missing, r.Text(), took.Milliseconds()}
	if out.Calls == nil {
		out.Calls = []ToolCall{}
	}
	if out.Missing == nil {
		out.Missing = []string{}
	}
	return json.Marshal(out)
}
