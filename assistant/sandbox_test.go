package assistant

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sandbox "watchtower/sandbox/model"
)

// TestSandboxModel runs the scripted OpenAI server in each of its moods: it
// checks schemas as the real one does, and then misbehaves.
func TestSandboxModel(t *testing.T) {
	for _, api := range []string{"responses", "chat"} {
		for _, mood := range []string{"normal", "broken_json", "hidden_tool", "loop", "flood", "unknown_args", "down", "rate_limited", "flood200", "megabyte", "adversary"} {
			t.Run(api+"/"+mood, func(t *testing.T) {
				if mood != "normal" { // which alone has to answer in the time that a question has
					t.Parallel()
				}
				mux := http.NewServeMux()
				sandbox.New(sandbox.Options{Key: testKey}).Register(mux)
				srv := httptest.NewServer(mux)
				t.Cleanup(srv.Close)
				res, err := http.Post(srv.URL+"/control/model", "application/json", strings.NewReader(`{"mode":"`+mood+`"}`))
				if err != nil || res.StatusCode != http.StatusOK {
					t.Fatalf("%v %+v", err, res)
				}
				res.Body.Close()
				f := newFixture(t, &OpenAIConfig{Key: testKey, BaseURL: srv.URL + "/openai/v1", Model: "sandbox", API: api}, nil)
				r := f.say(dispatcher, "where is T-4407")
				t.Logf("%s: %s | %s", r.Model, r.Intro, r.Answer.Headline)
				if mood == "normal" {
					f.want(r, "answer", `"model":"openai"`, "T-4407 is moving")
				}
				if r.Text() == "" || strings.Contains(r.Text()+f.log.String(), testKey) {
					t.Errorf("a bad reply: %q", r.Text())
				}
				if r.Answer.Kind == "confirm" || strings.Contains(r.Text(), "77 trips") || strings.Contains(r.Text(), "sk-123456") || strings.Contains(r.Text(), "85 trucks") {
					t.Errorf("the model's own claims got out: %q", r.Text())
				}
				if r.Model == phrasebookName {
					f.want(r, "answer", "T-4407 is moving", insteadNote)
				}
			})
		}
	}
}
