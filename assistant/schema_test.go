package assistant

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// TestStrictSchemas checks every tool against what strict mode takes.
func TestStrictSchemas(t *testing.T) {
	reg := tools.New(nil, time.Now, slog.New(slog.DiscardHandler))
	for _, tool := range reg.Offered(fleet.SystemCaller) {
		raw, err := strictSchema(tool)
		if err != nil {
			t.Fatal(err)
		}
		var s map[string]any
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		checkStrict(t, tool.Name, s)
	}
}

func checkStrict(t *testing.T, at string, s map[string]any) {
	for k := range s {
		if !strings.Contains("|type|description|enum|anyOf|items|properties|required|additionalProperties|", "|"+k+"|") {
			t.Errorf("%s: strict mode does not know %q", at, k)
		}
	}
	if of, ok := s["anyOf"].([]any); ok {
		for i, v := range of {
			checkStrict(t, fmt.Sprint(at, ".anyOf", i), v.(map[string]any))
		}
	}
	if items, ok := s["items"].(map[string]any); ok {
		checkStrict(t, at+".items", items)
	}
	types, _ := s["type"].([]any)
	if s["type"] != "object" && !slices.Contains(types, any("object")) {
		return
	}
	props, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	if len(required) != len(props) || s["additionalProperties"] != false {
		t.Errorf("%s: every property is required and no other allowed: %v", at, s)
	}
	for name, v := range props {
		checkStrict(t, at+"."+name, v.(map[string]any))
	}
}

func TestIntro(t *testing.T) {
	returned := []string{`{"headline":"T-4407 is moving at 40 km/h, 1.2 km north of Apapa Port."}`}
	for text, want := range map[string]string{
		"T-4407 is on the move.":    "T-4407 is on the move.",
		"It does 40 km/h.":          "It does 40 km/h.",
		"It does 45 km/h.":          "",
		"Forty trucks are there.":   "",
		strings.Repeat("long ", 99): "",
		"  Here it is.  ":           "Here it is.",
	} {
		if got := introFor(text, returned, ""); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestConfigHidesTheKey(t *testing.T) {
	c := OpenAIConfig{Key: testKey, Model: "m"}
	if s := fmt.Sprintf("%v %+v %#v %s", c, c, c, c); strings.Contains(s, testKey) {
		t.Error(s)
	}
}
