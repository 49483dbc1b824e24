package model

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	openai "github.com/sashabaranov/go-openai"
)

// nearSchema is a strict schema as a product would offer it.
const nearSchema = `{"type":"object","additionalProperties":false,"required":["place","near_truck","radius_km","limit","status"],
 "properties":{"place":{"type":["string","null"]},"near_truck":{"type":["string","null"]},"radius_km":{"type":["number","null"]},
 "limit":{"type":["integer","null"]},"status":{"type":["string","null"],"enum":["moving","parked","offline",null]}}}`

const statusSchema = `{"type":"object","additionalProperties":false,"required":["truck"],"properties":{"truck":{"type":["string","null"]}}}`

func noon() time.Time { return time.Date(2026, 11, 23, 11, 0, 0, 0, time.FixedZone("WAT", 3600)) }

func start(t *testing.T) (*openai.Client, string) {
	t.Helper()
	mux := http.NewServeMux()
	New(Options{Key: "sk-test", Now: noon}).Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return client(server.URL, "sk-test"), server.URL
}

func client(url, key string) *openai.Client {
	c := openai.DefaultConfig(key)
	c.BaseURL = url + "/openai/v1"
	return openai.NewClientWithConfig(c)
}

func definitions() []openai.FunctionDefinition {
	return []openai.FunctionDefinition{
		{Name: "trucks_near", Description: "Trucks around a place", Strict: true, Parameters: json.RawMessage(nearSchema)},
		{Name: "truck_status", Description: "Where a truck is", Strict: true, Parameters: json.RawMessage(statusSchema)},
	}
}

func responseTools() []openai.ResponseTool {
	var out []openai.ResponseTool
	for _, d := range definitions() {
		out = append(out, openai.NewResponseFunctionTool(d))
	}
	return out
}

func chatTools() []openai.Tool {
	var out []openai.Tool
	for _, d := range definitions() {
		out = append(out, openai.Tool{Type: openai.ToolTypeFunction, Function: &d})
	}
	return out
}

func setMode(t *testing.T, url, body string) {
	t.Helper()
	res, err := http.Post(url+"/control/model", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("mode %s: status %d", body, res.StatusCode)
	}
}

func firstCall(t *testing.T, output []any) openai.ResponseOutputItem {
	t.Helper()
	raw, err := json.Marshal(output[0])
	if err != nil {
		t.Fatal(err)
	}
	var item openai.ResponseOutputItem
	if err := json.Unmarshal(raw, &item); err != nil {
		t.Fatal(err)
	}
	return item
}

func TestResponsesAskToolThenAnswer(t *testing.T) {
	c, _ := start(t)
	question := openai.ResponseInputMessage{Role: "user", Content: "trucks near Apapa within 10km"}
	first, err := c.CreateResponse(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: []any{question}, Tools: responseTools()})
	if err != nil {
		t.Fatal(err)
	}
	call := firstCall(t, first.Output)
	want := `{"limit":null,"near_truck":null,"place":"Apapa","radius_km":10,"status":null}`
	if call.Type != "function_call" || call.Name != "trucks_near" || call.Arguments != want || call.CallID == "" {
		t.Fatalf("call %+v, want arguments %s", call, want)
	}
	if first.Usage == nil || first.Usage.TotalTokens == 0 {
		t.Errorf("usage %+v", first.Usage)
	}
	input := append([]any{question}, first.Output...)
	input = append(input, openai.ResponseFunctionCallOutput{Type: "function_call_output", CallID: call.CallID, Output: `{"headline":"3 trucks within 10 km of Apapa Port"}`})
	second, err := c.CreateResponse(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: input, Tools: responseTools()})
	if err != nil {
		t.Fatal(err)
	}
	if got := second.GetOutputText(); got != "3 trucks within 10 km of Apapa Port" {
		t.Errorf("answer %q", got)
	}
}

func TestResponsesRememberByID(t *testing.T) {
	c, _ := start(t)
	ctx := context.Background()
	first, err := c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "where is T-4407", Tools: responseTools()})
	if err != nil {
		t.Fatal(err)
	}
	call := firstCall(t, first.Output)
	second, err := c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", PreviousResponseID: first.ID,
		Input: []any{openai.ResponseFunctionCallOutput{Type: "function_call_output", CallID: call.CallID, Output: "T-4407 is near Mowe"}}})
	if err != nil {
		t.Fatal(err)
	}
	if second.GetOutputText() != "T-4407 is near Mowe" {
		t.Errorf("answer %q", second.GetOutputText())
	}
	_, err = c.CreateResponse(ctx, openai.CreateResponseRequest{Model: "gpt-5", Input: "x", PreviousResponseID: "resp_nope"})
	wantAPIError(t, err, 400)
}

func TestResponsesStreamEventOrder(t *testing.T) {
	c, _ := start(t)
	stream, err := c.CreateResponseStream(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: "where is T-4407?", Tools: responseTools()})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var order []string
	arguments := ""
	for number := 0; ; number++ {
		event, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if event.SequenceNumber != number {
			t.Errorf("event %s has number %d, want %d", event.Type, event.SequenceNumber, number)
		}
		if event.Type == openai.ResponseStreamEventFunctionArgumentsDelta {
			arguments += event.Delta
		}
		if len(order) == 0 || order[len(order)-1] != string(event.Type) {
			order = append(order, string(event.Type))
		}
		if event.Type == openai.ResponseStreamEventCompleted && (event.Response.Usage == nil || len(event.Response.Output) != 1) {
			t.Errorf("completed without output or usage: %+v", event.Response)
		}
	}
	want := []string{"response.created", "response.in_progress", "response.output_item.added", "response.function_call_arguments.delta",
		"response.function_call_arguments.done", "response.output_item.done", "response.completed"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if arguments != `{"truck":"T-4407"}` {
		t.Errorf("arguments %s", arguments)
	}
}

func TestResponsesStreamText(t *testing.T) {
	c, _ := start(t)
	stream, err := c.CreateResponseStream(context.Background(), openai.CreateResponseRequest{Model: "gpt-5", Input: "sing a song", Tools: responseTools()})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	text, done := "", ""
	for {
		event, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text += event.Delta
		if event.Type == openai.ResponseStreamEventOutputTextDone {
			done = event.Text
		}
	}
	if text != notUnderstood || done != text {
		t.Errorf("streamed %q, done %q", text, done)
	}
}

func TestChatAskToolThenAnswer(t *testing.T) {
	c, _ := start(t)
	messages := []openai.ChatCompletionMessage{{Role: "system", Content: "be brief"}, {Role: "user", Content: "nearest truck to FST-118XD within 20km"}}
	first, err := c.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o-mini", Messages: messages, Tools: chatTools()})
	if err != nil {
		t.Fatal(err)
	}
	choice := first.Choices[0]
	want := `{"limit":1,"near_truck":"FST-118XD","place":null,"radius_km":20,"status":null}`
	if choice.FinishReason != openai.FinishReasonToolCalls || len(choice.Message.ToolCalls) != 1 || choice.Message.ToolCalls[0].Function.Arguments != want {
		t.Fatalf("choice %+v, want arguments %s", choice, want)
	}
	messages = append(messages, choice.Message, openai.ChatCompletionMessage{Role: "tool", ToolCallID: choice.Message.ToolCalls[0].ID, Content: "T-5120 is nearest"})
	second, err := c.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o-mini", Messages: messages, Tools: chatTools()})
	if err != nil {
		t.Fatal(err)
	}
	if got := second.Choices[0].Message.Content; got != "T-5120 is nearest" || second.Usage.TotalTokens == 0 {
		t.Errorf("answer %q, usage %+v", got, second.Usage)
	}
}

func TestChatStreamFragments(t *testing.T) {
	c, _ := start(t)
	stream, err := c.CreateChatCompletionStream(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o-mini",
		Messages: []openai.ChatCompletionMessage{{Role: "user", Content: "where is T-4407"}}, Tools: chatTools(),
		StreamOptions: &openai.StreamOptions{IncludeUsage: true}})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var name, id, arguments string
	var finish openai.FinishReason
	var usage *openai.Usage
	named := 0
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if chunk.Usage != nil {
			usage = chunk.Usage
		}
		for _, choice := range chunk.Choices {
			if choice.FinishReason != "" {
				finish = choice.FinishReason
			}
			for _, call := range choice.Delta.ToolCalls {
				if call.ID != "" {
					name, id, named = call.Function.Name, call.ID, named+1
				}
				arguments += call.Function.Arguments
			}
		}
	}
	if name != "truck_status" || id == "" || named != 1 || arguments != `{"truck":"T-4407"}` || finish != openai.FinishReasonToolCalls {
		t.Errorf("name %q id %q named %d arguments %q finish %q", name, id, named, arguments, finish)
	}
	if usage == nil || usage.TotalTokens == 0 {
		t.Errorf("usage %+v", usage)
	}
}
