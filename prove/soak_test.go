//go:build prove

package prove

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestProveSoakOfSlack has 2,000 requests answered and done once each while
// Slack misbehaves and Watch Tower is restarted: the soak of the bench, held
// against its goals.
func TestProveSoakOfSlack(t *testing.T) {
	w := newWorld(t, 14*time.Minute)
	dir := t.TempDir()
	bench := filepath.Join(dir, "bin")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "nomsgpack", "-o", bench, "../bench")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Join(dir, "bench"), 0o700); err != nil { // where it writes its results
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), bench)
	run.Dir = dir
	run.Env = append(os.Environ(), "DATABASE_URL="+w.database, "REDIS_URL="+w.redisURL, "BENCH=slack.soak", "BENCH_FULL=", "BENCH_DIR="+dir)
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, lastLines(string(out)))
	}
	var results []struct {
		Name        string
		Value, Goal float64
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "bench", "results.json"))), &results); err != nil {
		t.Fatal(err)
	}
	if len(results) != 2 {
		t.Fatalf("%d results, want what was lost and what was doubled", len(results))
	}
	for _, r := range results {
		if r.Value > r.Goal {
			t.Errorf("%s is %v, want %v", r.Name, r.Value, r.Goal)
		}
	}
	t.Log(lastLines(string(out)))
}

// lastLines keeps what the bench itself said, at its end.
func lastLines(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}
