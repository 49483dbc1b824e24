package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"watchtower/answer"
)

func TestHomeAsksBeforeItWritesAndIsDrawnAnew(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "is created")
	w.command("dispatcher", "dispatch", "/trip", "depart 4001")
	w.heard("dispatcher", "dispatch", "to en route")
	view, _ := w.must("home", map[string]any{"as": "driver"})["view"].(map[string]any)
	if !strings.Contains(fmt.Sprint(view), "Have you arrived?") {
		t.Errorf("the Home tab acts at one tap: %v", view)
	}
	w.must("click", map[string]any{"as": "driver", "view_id": view["id"], "action_id": "choice"})
	w.heard("driver", "dm", "en route to arrived")
	w.until("Home is drawn anew", func() bool { return w.homes.Load() == 2 })
}

func TestLateTripsAreALineEach(t *testing.T) {
	table := &answer.Table{Columns: []string{"Trip", "Truck", "Driver", "From", "To", "Start", "Status", "Client"}, More: 4}
	for i := range 20 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(3100 + i), "T-4407", "Moses", "Apapa <Port>", "Ibadan", "23 Nov 06:00", "scheduled, delayed 2 h 10 min", "Olam"})
	}
	a, blocks := lateLines(answer.Answer{Headline: "24 delayed trips.", Table: table})
	said := render(answer.Answer{Table: table}, extras{}, withTable)
	if got := fmt.Sprint(jsonOf(t, blocks)); a.Table != nil || !strings.Contains(got, "*3100* T-4407, Apapa &lt;Port&gt; to Ibadan: 2 h 10 min late") ||
		strings.Contains(got, "*3115*") || !strings.Contains(got, "and 9 more") {
		t.Errorf("late trips are drawn as %s", got)
	}
	if got := fmt.Sprint(jsonOf(t, said.Blocks)); strings.Contains(got, "3115") || !strings.Contains(got, "and 9 more") {
		t.Errorf("a wide table shows more than 15 rows: %s", got)
	}
}

func jsonOf(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
