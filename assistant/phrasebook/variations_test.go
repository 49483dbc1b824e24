package phrasebook

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

const (
	variedIntents = 99.0
	variedLines   = 98.0
)

// TestVariations asks what the practice file does not: of trucks and trips, and
// of everything beside them.
func TestVariations(t *testing.T) {
	for _, file := range []string{"variations.txt", "duties.txt"} {
		t.Run(file, func(t *testing.T) { vary(t, file) })
	}
}

func vary(t *testing.T, file string) {
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var questions []question
	last := ""
	for line := range strings.Lines(string(raw)) {
		f := strings.Split(strings.TrimSpace(line), " | ")
		if strings.HasPrefix(line, "#") || len(f) != 4 {
			continue
		}
		q := question{ID: fmt.Sprint("v", len(questions)+1), Role: f[0], Text: f[1], Intent: f[2]}
		if err := json.Unmarshal([]byte(f[3]), &q.Args); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if text, goesOn := strings.CutPrefix(q.Text, "+ "); goesOn {
			q.Text, q.Note = text, "follows="+last
		}
		last = q.ID
		questions = append(questions, q)
	}
	roster, now := practiceRoster(t, func(s string) string { return s })
	intents, lines := report(t, sit(t, questions, NewLexicon(roster), now, "Moses Okafor"))
	if intents < variedIntents || lines < variedLines {
		t.Errorf("intents %.1f%% (floor %.1f), whole lines %.1f%% (floor %.1f)", intents, variedIntents, lines, variedLines)
	}
}
