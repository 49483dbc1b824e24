package assistant

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/sashabaranov/go-openai"
)

// chatTalk speaks chat-completions, which compatible servers offer.
type chatTalk struct {
	model *model
	req   openai.ChatCompletionRequest
}

func newChatTalk(m *model, o opening, defs []openai.FunctionDefinition) *chatTalk {
	t := &chatTalk{model: m, req: openai.ChatCompletionRequest{Model: m.name, MaxCompletionTokens: maxOutput}}
	for _, d := range defs {
		t.req.Tools = append(t.req.Tools, openai.Tool{Type: openai.ToolTypeFunction, Function: &d})
	}
	t.say(openai.ChatMessageRoleSystem, o.prompt)
	for _, h := range o.history {
		t.say(openai.ChatMessageRoleUser, h.Asked)
		t.say(openai.ChatMessageRoleAssistant, h.Told)
	}
	t.say(openai.ChatMessageRoleUser, o.question)
	return t
}

func (t *chatTalk) say(role, text string) {
	t.req.Messages = append(t.req.Messages, openai.ChatCompletionMessage{Role: role, Content: text})
}

func (t *chatTalk) next(ctx context.Context, outputs []output) (turn, error) {
	for _, o := range outputs {
		t.req.Messages = append(t.req.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleTool, ToolCallID: o.id, Content: o.text})
	}
	resp, err := t.model.client.CreateChatCompletion(ctx, t.req)
	if err != nil {
		return turn{}, plainError(err)
	}
	if len(resp.Choices) == 0 {
		return turn{}, errors.New("no choice in the response")
	}
	said := resp.Choices[0].Message
	t.req.Messages = append(t.req.Messages, said)
	out := turn{text: said.Content}
	for _, c := range said.ToolCalls {
		out.calls = append(out.calls, wanted{id: c.ID, tool: c.Function.Name, args: json.RawMessage(c.Function.Arguments)})
	}
	return out, nil
}
