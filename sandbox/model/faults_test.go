package model

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

func wantAPIError(t *testing.T, err error, status int) {
	t.Helper()
	var api *openai.APIError
	if !errors.As(err, &api) || api.HTTPStatusCode != status || api.Message == "" {
		t.Errorf("error %v, want an API error with status %d", err, status)
	}
}

func TestErrorsLookLikeTheAPIs(t *testing.T) {
	c, url := start(t)
	ctx := context.Background()
	_, err := client(url, "sk-wrong").CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "hi"})
	wantAPIError(t, err, 401)
	_, err = c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: []any{
		openai.ResponseFunctionCallOutput{Type: "function_call_output", CallID: "call_x", Output: "{}"}}})
	wantAPIError(t, err, 400)
	loose := openai.FunctionDefinition{Name: "loose", Strict: true, Parameters: json.RawMessage(`{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,"required":[]}`)}
	_, err = c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "hi", Tools: []openai.ResponseTool{openai.NewResponseFunctionTool(loose)}})
	wantAPIError(t, err, 400)
	_, err = c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o-mini", Messages: []openai.ChatCompletionMessage{{Role: "tool", ToolCallID: "x", Content: "y"}}})
	wantAPIError(t, err, 400)
	setMode(t, url, `{"mode":"down"}`)
	_, err = c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "hi"})
	wantAPIError(t, err, 503)
	setMode(t, url, `{"mode":"rate_limited"}`)
	_, err = c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "hi"})
	wantAPIError(t, err, 429)
}

func TestModels(t *testing.T) {
	c, _ := start(t)
	list, err := c.ListModels(context.Background())
	if err != nil || len(list.Models) == 0 {
		t.Errorf("models %+v, error %v", list.Models, err)
	}
}

func TestModesSpoilTheAnswer(t *testing.T) {
	c, url := start(t)
	ask := func() []any {
		t.Helper()
		r, err := c.CreateResponse(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: "where is T-4407", Tools: responseTools()})
		if err != nil {
			t.Fatal(err)
		}
		return r.Output
	}
	setMode(t, url, `{"mode":"broken_json"}`)
	if a := firstCall(t, ask()).Arguments; json.Valid([]byte(a)) || a == "" {
		t.Errorf("broken_json sent %q", a)
	}
	setMode(t, url, `{"mode":"hidden_tool"}`)
	if n := firstCall(t, ask()).Name; n != hiddenTool {
		t.Errorf("hidden_tool called %q", n)
	}
	setMode(t, url, `{"mode":"unknown_args"}`)
	if a := firstCall(t, ask()).Arguments; !strings.Contains(a, "as_role") {
		t.Errorf("unknown_args sent %q", a)
	}
	setMode(t, url, `{"mode":"flood"}`)
	if n := len(ask()); n != floodCalls {
		t.Errorf("flood sent %d calls", n)
	}
	setMode(t, url, `{"mode":"slow","ms":60000}`)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if _, err := c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "hi"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow answered: %v", err)
	}
}

func TestLoopNeverStopsCalling(t *testing.T) {
	c, url := start(t)
	setMode(t, url, `{"mode":"loop"}`)
	input := []any{openai.ResponseInputMessage{Role: "user", Content: "where is T-4407"}}
	for range 3 {
		r, err := c.CreateResponse(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: input, Tools: responseTools()})
		if err != nil {
			t.Fatal(err)
		}
		call := firstCall(t, r.Output)
		if call.Type != "function_call" {
			t.Fatalf("loop answered %+v", call)
		}
		input = append(append(input, r.Output...), openai.ResponseFunctionCallOutput{Type: "function_call_output", CallID: call.CallID, Output: "{}"})
	}
}

func TestControlKeepsTheLastRequests(t *testing.T) {
	c, url := start(t)
	if _, err := c.CreateResponse(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: "remember this marker"}); err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(url + "/control/model")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got struct {
		Mode     string         `json:"mode"`
		Counters map[string]int `json:"counters"`
		Requests []seen         `json:"requests"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Mode != "normal" || got.Counters["responses"] != 1 || len(got.Requests) != 1 || !strings.Contains(string(got.Requests[0].Body), "remember this marker") {
		t.Errorf("control says %+v", got)
	}
}
