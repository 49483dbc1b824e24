package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var updateTalks = flag.Bool("update", false, "write what was said into testdata/talk")

// TestTalk holds conversations with the whole product: each file of
// testdata/talk is one. Lines that start at the margin are done, as talk_steps
// reads them; indented lines are what everybody then sees. Run with -update to
// write those, and read them before you commit.
func TestTalk(t *testing.T) {
	files, err := filepath.Glob("testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	cfg := talkConfig(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := newTalk(t, cfg)
			got := w.play(string(script))
			if *updateTalks && !t.Failed() {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// play does the steps of a script and returns it with what was really seen.
func (w *talk) play(script string) string {
	w.Helper()
	var out strings.Builder
	w.settle("", "") // what starting up has shown is not part of it
	lines := strings.SplitAfter(script, "\n")
	for i := 0; i < len(lines); {
		step := strings.TrimSpace(lines[i])
		out.WriteString(lines[i])
		i++
		if step == "" || strings.HasPrefix(step, "#") {
			continue
		}
		want := ""
		for i < len(lines) && strings.HasPrefix(lines[i], "  ") {
			want += lines[i]
			i++
		}
		w.tie = strings.Contains(step, " and ") && strings.Contains(step, " click ")
		got := w.settle(want, w.step(step))
		if !w.same(got, want) && !*updateTalks {
			w.Errorf("after %q\nwant:\n%s\ngot:\n%s", step, want, got)
		}
		if w.same(got, want) {
			got = want
		}
		out.WriteString(got)
	}
	if got := w.settle("", ""); got != "" && !*updateTalks {
		w.Errorf("after the end:\n%s", got)
	}
	return out.String()
}

// talkNumber is an alert's own: what is found at the same moment, and what
// nobody is told, takes numbers in any order.
var talkNumber = regexp.MustCompile(`\*Alert\* \d+`)

// same says whether people see what is wanted, in whatever order: what is told
// at the same moment races. Of two who click at once either may be the first.
func (w *talk) same(got, want string) bool {
	got, want = unordered(got), unordered(want)
	swapped := strings.NewReplacer("dispatcher", "manager", "manager", "dispatcher", "U0DISPATCH", "U0MANAGER", "U0MANAGER", "U0DISPATCH")
	return got == want || w.tie && unordered(swapped.Replace(got)) == want
}

// unordered sorts the messages of a step, which begin at the second column.
func unordered(said string) string {
	var list []string
	for line := range strings.Lines(talkNumber.ReplaceAllString(said, "*Alert*")) {
		if len(list) == 0 || !strings.HasPrefix(line, "   ") {
			list = append(list, "")
		}
		list[len(list)-1] += line
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

const (
	talkQuiet  = 4  // looks without a change that make it quiet, when that is what is wanted
	talkTooFar = 70 // and when something else is wanted that may still come
)

// settle waits until everybody sees what is wanted, or until nothing is on its
// way any more, and returns what they see anew. told is what the step itself
// brought to light.
func (w *talk) settle(want, told string) string {
	w.Helper()
	late := time.After(talkPatience)
	before, still := "", 0
	for again := time.NewTicker(15 * time.Millisecond); ; {
		got := told + w.changes()
		if got == before && w.idle() {
			still++
		} else {
			before, still = got, 0
		}
		good := w.same(got, want) && !*updateTalks
		if good && want != "" || good && still >= talkQuiet || still >= talkTooFar {
			w.remember()
			return got
		}
		select {
		case <-again.C:
		case <-late:
			w.Fatalf("not quiet after %s; seen:\n%s", talkPatience, got)
		}
	}
}
