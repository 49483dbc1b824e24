package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// responsesTalk speaks the Responses API. Nothing is stored at the provider:
// every turn sends the whole conversation, and what the model put out goes back
// as it came.
type responsesTalk struct {
	model *model
	req   openai.CreateResponseRequest
	input []any
}

func newResponsesTalk(m *model, o opening, defs []openai.FunctionDefinition) *responsesTalk {
	store, parallel := false, true
	t := &responsesTalk{model: m, req: openai.CreateResponseRequest{Model: m.name, Instructions: o.prompt, MaxOutputTokens: maxOutput,
		Store: &store, ParallelToolCalls: &parallel, PromptCacheKey: "watchtower"}}
	if reasons(m.name) {
		t.req.MaxOutputTokens = 4 * maxOutput // thinking counts as output
		t.req.Include = []openai.ResponseInclude{openai.ResponseIncludeReasoningEncryptedContent}
	}
	for _, d := range defs {
		t.req.Tools = append(t.req.Tools, openai.NewResponseFunctionTool(d))
	}
	for _, h := range o.history {
		t.input = append(t.input, openai.ResponseInputMessage{Role: "user", Content: h.Asked}, openai.ResponseInputMessage{Role: "assistant", Content: h.Told})
	}
	t.input = append(t.input, openai.ResponseInputMessage{Role: "user", Content: o.question})
	return t
}

// reasons says whether a model thinks before it speaks, by its family's name.
func reasons(name string) bool {
	for _, family := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

func (t *responsesTalk) next(ctx context.Context, outputs []output) (turn, error) {
	for _, o := range outputs {
		t.input = append(t.input, openai.ResponseFunctionCallOutput{Type: "function_call_output", CallID: o.id, Output: o.text})
	}
	t.req.Input = t.input
	resp, err := t.model.client.CreateResponse(ctx, t.req)
	if err != nil {
		return turn{}, plainError(err)
	}
	if resp.Error != nil || resp.Status == openai.ResponseStatusFailed || resp.Status == openai.ResponseStatusIncomplete {
		return turn{}, fmt.Errorf("response %s", resp.Status)
	}
	out := turn{text: resp.GetOutputText()}
	for _, raw := range resp.Output {
		t.input = append(t.input, raw)
		item, err := asItem(raw)
		if err != nil {
			return turn{}, err
		}
		if item.Type == "function_call" {
			out.calls = append(out.calls, wanted{id: item.CallID, tool: item.Name, args: json.RawMessage(item.Arguments)})
		}
	}
	return out, nil
}

func asItem(raw any) (item openai.ResponseOutputItem, err error) {
	data, err := json.Marshal(raw)
	if err == nil {
		err = json.Unmarshal(data, &item)
	}
	return item, err
}
