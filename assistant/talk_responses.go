package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	stream, err := t.model.client.CreateResponseStream(ctx, t.req)
	if err != nil {
		return turn{}, plainError(err)
	}
	defer stream.Close()
	var out turn
	for {
		event, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return turn{}, errors.New("the response broke off")
		}
		if err != nil {
			return turn{}, plainError(err)
		}
		done, err := t.take(&out, event)
		if err != nil || done {
			return out, err
		}
	}
}

// take reads one event of a streamed response, and says whether it was the last
// one worth reading.
func (t *responsesTalk) take(out *turn, event openai.ResponseStreamEvent) (bool, error) {
	switch event.Type {
	case openai.ResponseStreamEventOutputTextDelta:
		out.text += event.Delta
	case openai.ResponseStreamEventOutputItemDone:
		var whole struct {
			Item json.RawMessage `json:"item"`
		}
		if err := json.Unmarshal(event.Raw, &whole); err != nil || event.Item == nil {
			return true, errors.New("an item that cannot be read")
		}
		t.input = append(t.input, whole.Item)
		if i := event.Item; i.Type == "function_call" {
			out.calls = append(out.calls, wanted{id: i.CallID, tool: i.Name, args: json.RawMessage(i.Arguments)})
		}
	case openai.ResponseStreamEventCompleted:
		if r := event.Response; r != nil && r.Usage != nil {
			out.spent = spent{in: r.Usage.InputTokens, out: r.Usage.OutputTokens}
			if d := r.Usage.InputTokensDetails; d != nil {
				out.spent.cached = d.CachedTokens
			}
		}
		return true, nil
	case openai.ResponseStreamEventFailed, openai.ResponseStreamEventIncomplete, openai.ResponseStreamEventError:
		return true, fmt.Errorf("response %s", strings.TrimPrefix(string(event.Type), "response."))
	}
	return len(out.text) > maxSpeech || len(out.calls) > maxWanted, nil
}
