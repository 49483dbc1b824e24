package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// insteadNote stands under an answer that the model should have given.
const insteadNote = "The language model gave no usable answer"

// TestSentenceThroughOpenAI asks through the sandbox's model: the model calls
// the tool, is handed what the tool found, and says it.
func TestSentenceThroughOpenAI(t *testing.T) {
	w := newWorld(t, options{model: true})
	if status := w.push(location("TST 404 XA", "356000000000102", 6.4455, 3.3655, 12, time.Now()), secret); status/100 != 2 {
		t.Fatalf("push: %d", status)
	}
	w.eventually("the position is applied", func() bool {
		return w.count(`SELECT count(*) FROM positions`) == 1
	})
	t.Run("answered by the model", func(t *testing.T) {
		w := w.on(t)
		m := w.answer("dispatcher", "dm", w.say("dispatcher", "dm", "where is TST 404 XA"), "TST 404 XA", "Apapa Port")
		if strings.Contains(m.Text+string(m.Blocks), insteadNote) {
			t.Errorf("the phrasebook answered: %q", m.Text)
		}
		if out := w.toolOutput("truck_status"); !strings.Contains(out, "TST 404 XA") || !strings.Contains(out, "Apapa Port") {
			t.Errorf("the model was not handed what truck_status found, but %q", out)
		}
	})
	t.Run("model away", func(t *testing.T) {
		w := w.on(t)
		w.post("/control/model", map[string]any{"mode": "down", "clear": true})
		m := w.answer("dispatcher", "dm", w.say("dispatcher", "dm", "where is TST 404 XA"), "TST 404 XA", "Apapa Port", insteadNote)
		if out := w.toolOutput("truck_status"); out != "" || len(w.requests()) == 0 {
			t.Errorf("%d requests, tool output %q; answer %q", len(w.requests()), out, m.Text)
		}
	})
}

// request is what matters of a request that the model got: its own earlier
// calls, and what the tools gave.
type request struct {
	Input []struct {
		Type      string `json:"type"`
		Name      string `json:"name"`
		CallID    string `json:"call_id"`
		Arguments string `json:"arguments"`
		Output    any    `json:"output"`
	} `json:"input"`
}

// requests are those the model got, oldest first.
func (w *world) requests() []request {
	w.Helper()
	r, err := http.Get(w.Sandbox + "/control/model")
	if err != nil {
		w.Fatal(err)
	}
	defer r.Body.Close()
	var seen struct {
		Requests []struct {
			Body json.RawMessage `json:"body"`
		} `json:"requests"`
	}
	if err := json.NewDecoder(r.Body).Decode(&seen); err != nil {
		w.Fatal(err)
	}
	var out []request
	for _, s := range seen.Requests {
		var one request
		if err := json.Unmarshal(s.Body, &one); err != nil {
			w.Fatalf("request to the model: %v\n%s", err, s.Body)
		}
		out = append(out, one)
	}
	return out
}

// toolOutput is what a call of the named tool gave, as it was handed back to
// the model in a later request; empty when none was.
func (w *world) toolOutput(tool string) string {
	w.Helper()
	called := map[string]bool{}
	for _, r := range w.requests() {
		for _, item := range r.Input {
			if item.Type == "function_call" && item.Name == tool {
				called[item.CallID] = true
			}
			if item.Type == "function_call_output" && called[item.CallID] {
				text, err := json.Marshal(item.Output)
				if err != nil {
					w.Fatal(err)
				}
				return string(text)
			}
		}
	}
	return ""
}
