//go:build prove

package prove

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

const (
	largeTable = 10_000 // rows from which on reading all of a table must pay
	wasteful   = 9      // rows read in vain for each that is wanted
)

// Every statement that a tool sends reaches what it wants by an index. The
// tools run with arguments as people give them, on a large fleet; PostgreSQL
// itself tells each plan as it was carried out. No statement reads all
// positions, and none reads a whole large table to throw most of it away.
func TestProveToolsReadByIndex(t *testing.T) {
	w := newWorld(t, 40*time.Minute)
	s, err := store.Open(t.Context(), w.database, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w.layFleet(s)
	s.Close()
	w.tellPlans()
	if s, err = store.Open(t.Context(), w.database, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reg := tools.New(s, func() time.Time { return plansNow }, slog.New(slog.DiscardHandler))
	large := w.largeTables()
	asked, statements := map[string]bool{}, map[string]bool{}
	for _, q := range plannedQuestions {
		asked[q.tool] = true
		w.plansSoFar()
		began := time.Now()
		_, err := reg.Run(t.Context(), fleet.SystemCaller, fleet.ViaJob, q.tool, json.RawMessage(q.args))
		if err != nil {
			t.Errorf("%s %s: %v", q.tool, q.args, err)
		}
		t.Logf("%6.1f ms %s %s", float64(time.Since(began).Microseconds())/1000, q.tool, q.args)
		for _, p := range w.plansSoFar() {
			statements[p.Text] = true
			p.Plan.walk(func(n planNode) {
				if fault := n.fault(large); fault != "" {
					t.Errorf("%s %s: %s in\n%s", q.tool, q.args, fault, p.Text)
				}
			})
		}
	}
	for _, tool := range reg.Offered(fleet.SystemCaller) {
		if !asked[tool.Name] && !unplanned[tool.Name] {
			t.Errorf("nothing is asked of %s", tool.Name)
		}
	}
	t.Logf("%d different statements of %d tools", len(statements), len(asked))
	if len(statements) < 2*len(asked) {
		t.Errorf("only %d statements were told: is auto_explain on?", len(statements))
	}
}

// tellPlans has PostgreSQL write down the plan of every statement of sessions
// that begin from now on.
func (w *world) tellPlans() {
	w.Helper()
	db, err := pgx.Connect(w.Context(), readEnv(w.T, filepath.Join(w.dir, "env"))["WATCHTOWER_TEST_POSTGRES"])
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close(w.Context())
	var name string
	if err := db.QueryRow(w.Context(), "SELECT current_database()").Scan(&name); err != nil {
		w.Fatal(err)
	}
	for _, set := range []string{"session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on",
		"auto_explain.log_timing = off", "auto_explain.log_format = 'json'", "auto_explain.log_level = 'log'"} {
		if _, err := db.Exec(w.Context(), "ALTER DATABASE "+pgx.Identifier{name}.Sanitize()+" SET "+set); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) largeTables() map[string]bool {
	w.Helper()
	rows, err := w.db.Query(w.Context(), "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= $1", largeTable)
	if err != nil {
		w.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.Fatal(err)
	}
	large := map[string]bool{}
	for _, n := range names {
		large[n] = true
	}
	w.Logf("large: %s", strings.Join(slices.Sorted(maps.Keys(large)), ", "))
	return large
}

// explained is one plan as auto_explain writes it.
type explained struct {
	Text string   `json:"Query Text"`
	Plan planNode `json:"Plan"`
}

type planNode struct {
	Type    string     `json:"Node Type"`
	Table   string     `json:"Relation Name"`
	Filter  string     `json:"Filter"`
	Rows    float64    `json:"Actual Rows"`
	Loops   float64    `json:"Actual Loops"`
	Removed float64    `json:"Rows Removed by Filter"`
	Plans   []planNode `json:"Plans"`
}

func (n planNode) walk(visit func(planNode)) {
	visit(n)
	for _, child := range n.Plans {
		child.walk(visit)
	}
}

// fault says why a node is refused; empty when it is not.
func (n planNode) fault(large map[string]bool) string {
	if n.Type != "Seq Scan" || !large[n.Table] || n.Loops == 0 {
		return ""
	}
	if strings.HasPrefix(n.Table, "positions") {
		return "reads all positions"
	}
	if read := n.Removed * n.Loops; read >= largeTable && read > wasteful*n.Rows*n.Loops {
		return fmt.Sprintf("reads all of %s for %.0f rows of it, filter %s", n.Table, n.Rows*n.Loops, n.Filter)
	}
	return ""
}

// plansSoFar reads the plans that were written since the last call.
func (w *world) plansSoFar() (out []explained) {
	w.Helper()
	data := strings.TrimSpace(read(w.T, filepath.Join(w.dir, "where")))
	name := filepath.Join(data, "postgres.log")
	raw, err := os.ReadFile(name)
	if err != nil {
		w.Fatal(err)
	}
	fresh := string(raw[w.planned:])
	w.planned = len(raw)
	for _, part := range strings.Split(fresh, "  plan:\n")[1:] {
		var lines []string
		for line := range strings.Lines(part) {
			if !strings.HasPrefix(line, "\t") {
				break
			}
			lines = append(lines, line)
		}
		var p explained
		if err := json.Unmarshal([]byte(strings.Join(lines, "")), &p); err != nil {
			w.Fatalf("a plan cannot be read: %v\n%s", err, part)
		}
		out = append(out, p)
	}
	return out
}
