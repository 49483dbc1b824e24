package store_test

import (
	"regexp"
	"strings"
	"testing"

	"watchtower/store"
)

// growing are the tables that grow with the fleet and its history.
var growing = regexp.MustCompile(`Seq Scan on (alerts|incidents|watches|visits|idles|drives|trips|positions\w*|alert_tellings|alert_updates|alerts_told|alert_storms|deliveries|trucks|truck_state|expectations|services_soon) `)

// Every statement of the watch and of telling alerts can be served by indexes:
// with reading whole tables made dear, none reads one that grows.
func TestAlertsAreReadByIndex(t *testing.T) {
	g := openIngest(t)
	for _, set := range []string{"SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan"} {
		if _, err := g.conn.Exec(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	statements := store.AlertStatements()
	const whole = "one that must read the whole table"
	statements[whole] = "SELECT FROM alerts WHERE plate = $1"
	for name, sql := range statements {
		plan := g.planOf(name, sql)
		if found := growing.FindString(plan); (found != "") != (name == whole) {
			t.Errorf("%s: %q in\n%s", name, found, plan)
		}
	}
}

// planOf is how a statement is carried out, whatever its arguments.
func (g ingest) planOf(name, sql string) string {
	g.t.Helper()
	if _, err := g.conn.Exec(g.t.Context(), "PREPARE asked AS "+sql); err != nil {
		g.t.Fatalf("%s: %v", name, err)
	}
	call, nulls := "EXPLAIN EXECUTE asked", ""
	var n int
	if err := g.conn.QueryRow(g.t.Context(), "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'").Scan(&n); err != nil {
		g.t.Fatal(err)
	}
	if n > 0 {
		nulls = "(" + strings.TrimSuffix(strings.Repeat("NULL,", n), ",") + ")"
	}
	plan := strings.Join(g.lines(call+nulls), "\n")
	if _, err := g.conn.Exec(g.t.Context(), "DEALLOCATE asked"); err != nil {
		g.t.Fatalf("%s: %v", name, err)
	}
	return plan
}
