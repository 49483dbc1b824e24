// Package score reads files of questions with the answers expected of them, and
// says how many were understood.
//
// It owns the format of those files and the rules of comparing. It refuses to
// ask: whoever asks hands over what came back.
package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Question is one line of a file of questions.
type Question struct {
	ID     string         `json:"id"`
	Text   string         `json:"text"`
	Intent string         `json:"intent"`
	Args   map[string]any `json:"args"`
	Role   string         `json:"role"`
	Note   string         `json:"note"`
}

// Note gives the value of a key of the note: "follows=p026; style=pidgin".
func (q Question) NoteValue(key string) string {
	for part := range strings.SplitSeq(q.Note, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), key+"="); ok {
			return v
		}
	}
	return ""
}

// Questions reads a file, one JSON object a line.
func Questions(r io.Reader) ([]Question, error) {
	var out []Question
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var q Question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, q)
	}
	return out, lines.Err()
}

// Fleet is the roster that questions are about, and the clock they were asked by.
type Fleet struct {
	Now        time.Time `json:"now"`
	Trucks     []string  `json:"trucks"`
	Drivers    []string  `json:"drivers"`
	Waybills   []string  `json:"waybills"`
	Containers []string  `json:"containers"`
	Clients    []string  `json:"clients"`
	Places     []string  `json:"places"`
	Trips      []struct {
		ID     string `json:"id"`
		Truck  string `json:"truck"`
		Driver string `json:"driver"`
	} `json:"trips"`
}
