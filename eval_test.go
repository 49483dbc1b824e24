package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const practiceFile = "assistant/phrasebook/testdata/questions-practice.jsonl"

// TestEvalIsTheSameEveryTime asks the practice file twice, and one with a miss.
func TestEvalIsTheSameEveryTime(t *testing.T) {
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := eval(t.Context(), []string{practiceFile}, out); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Errorf("two runs differ:\n%s\n%s", first.String(), second.String())
	}
	if !strings.Contains(first.String(), "all                 229        100.0%") || !strings.Contains(first.String(), "hard fails: 0") {
		t.Error(first.String())
	}
	file := filepath.Join(t.TempDir(), "q.jsonl")
	line := `{"id":"q1","text":"where is T-4407","intent":"eta","args":{"truck":"T-4407"},"role":"dispatcher","note":""}`
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := eval(t.Context(), []string{"--fleet", strings.TrimSuffix(practiceFile, ".jsonl") + "-fleet.json", file}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `q1 "where is T-4407": truck_location, not eta (answered)`) {
		t.Error(out.String())
	}
}
