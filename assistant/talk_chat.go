package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/sashabaranov/go-openai"
)

// chatTalk speaks chat-completions, which compatible servers offer.
type chatTalk struct {
	model *model
	req   openai.ChatCompletionRequest
}

func newChatTalk(m *model, o opening, defs []openai.FunctionDefinition) *chatTalk {
	t := &chatTalk{model: m, req: openai.ChatCompletionRequest{Model: m.name, MaxCompletionTokens: maxOutput, StreamOptions: &openai.StreamOptions{IncludeUsage: true}}}
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
	stream, err := t.model.client.CreateChatCompletionStream(ctx, t.req)
	if err != nil {
		return turn{}, plainError(err)
	}
	defer stream.Close()
	var heard chatHeard
	for !heard.full() {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return turn{}, plainError(err)
		}
		heard.take(chunk)
	}
	if !heard.any {
		return turn{}, errors.New("no choice in the response")
	}
	t.req.Messages = append(t.req.Messages, heard.said)
	out := turn{text: heard.said.Content, spent: heard.spent}
	for _, c := range heard.said.ToolCalls {
		out.calls = append(out.calls, wanted{id: c.ID, tool: c.Function.Name, args: json.RawMessage(c.Function.Arguments)})
	}
	return out, nil
}

// chatHeard puts the pieces of a streamed message together.
type chatHeard struct {
	said  openai.ChatCompletionMessage
	spent spent
	any   bool
}

// full says that more was said than anybody will read.
func (h *chatHeard) full() bool {
	return len(h.said.Content) > maxSpeech || len(h.said.ToolCalls) > maxWanted
}

func (h *chatHeard) take(chunk openai.ChatCompletionStreamResponse) {
	if u := chunk.Usage; u != nil {
		h.spent = spent{in: u.PromptTokens, out: u.CompletionTokens}
		if u.PromptTokensDetails != nil {
			h.spent.cached = u.PromptTokensDetails.CachedTokens
		}
	}
	if len(chunk.Choices) == 0 {
		return
	}
	h.any = true
	d := chunk.Choices[0].Delta
	h.said.Role = openai.ChatMessageRoleAssistant
	h.said.Content += d.Content
	for i, c := range d.ToolCalls {
		at := i
		if c.Index != nil {
			at = *c.Index
		}
		if at < 0 || at > maxWanted {
			continue
		}
		for len(h.said.ToolCalls) <= at {
			h.said.ToolCalls = append(h.said.ToolCalls, openai.ToolCall{Type: openai.ToolTypeFunction})
		}
		into := &h.said.ToolCalls[at]
		into.ID += c.ID
		into.Function.Name += c.Function.Name
		into.Function.Arguments += c.Function.Arguments
	}
}
