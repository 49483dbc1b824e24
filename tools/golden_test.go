package tools

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var updateTools = flag.Bool("update", false, "write testdata/tools.txt")

// testdata/tools.txt is the contract of every tool: its name, who may run it,
// whether it writes, and its arguments. Whoever changes it does so knowingly:
// run with -update and read the diff.
func TestToolsAreTheGoldenOnes(t *testing.T) {
	r := New(nil, time.Now, slog.New(slog.DiscardHandler))
	var b strings.Builder
	for _, name := range r.names {
		tool := r.tools[name]
		may := rights[name]
		fmt.Fprintf(&b, "%s: %s", name, may.min)
		for _, more := range []struct {
			on   bool
			word string
		}{{may.driver, ", drivers of their own"}, {tool.Write, ", writes"}, {tool.Internal, ", not by sentence"}} {
			if more.on {
				b.WriteString(more.word)
			}
		}
		fmt.Fprintf(&b, "\n  %s\n", tool.Description)
		for _, arg := range slices.Sorted(maps.Keys(tool.Schema.Properties)) {
			raw, err := json.Marshal(tool.Schema.Properties[arg])
			if err != nil {
				t.Fatal(err)
			}
			must := ""
			if slices.Contains(tool.Schema.Required, arg) {
				must = " (required)"
			}
			fmt.Fprintf(&b, "  %s%s %s\n", arg, must, raw)
		}
	}
	const file = "testdata/tools.txt"
	if *updateTools {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("tools differ from %s (-file +code):\n%s", file, diff)
	}
}
