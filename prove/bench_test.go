//go:build prove

package prove

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// measured runs one area of the bench on a world's services and holds its
// figures against their goals.
func measured(t *testing.T, w *world, area string, figures int) {
	t.Helper()
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
	run.Env = append(os.Environ(), "DATABASE_URL="+w.database, "REDIS_URL="+w.redisURL, "BENCH="+area, "BENCH_FULL=", "BENCH_DIR="+dir)
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
	if len(results) != figures {
		t.Fatalf("%d results, want %d: %+v", len(results), figures, results)
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
