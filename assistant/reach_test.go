package assistant

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// TestEveryToolHasWords asks the sentences of both files of a real registry:
// each tool that people may run is reached by at least one of them, and no
// change is made without a yes.
func TestEveryToolHasWords(t *testing.T) {
	s := storetest.Open(t)
	now := func() time.Time { return noon }
	log := slog.New(slog.DiscardHandler)
	reg := tools.New(s, now, log)
	practiceFleet(t, reg)
	a := New(Options{Registry: reg, Store: s, Now: now, Log: log})
	t.Cleanup(a.Close)
	reached, ran := map[string]bool{}, map[string]bool{}
	for _, file := range []string{"variations", "duties"} {
		raw, err := os.ReadFile("phrasebook/testdata/" + file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			f := strings.Split(strings.TrimSpace(line), " | ")
			if strings.HasPrefix(line, "#") || len(f) != 4 || strings.HasPrefix(f[1], "+ ") {
				continue
			}
			reply := a.Ask(t.Context(), Request{Caller: practiceCaller(t, s, f[0]), Text: f[1]}, nil)
			for _, c := range reply.Calls {
				reached[c.Tool] = true
				ran[c.Tool] = ran[c.Tool] || reply.Answer.Kind == answer.Result || reply.Answer.Kind == answer.Confirm
				if x := a.tool(c.Tool); x != nil && x.Write && reply.Answer.Kind == answer.Result {
					t.Errorf("%q changed something without a yes: %s", f[1], reply.Text())
				}
			}
		}
	}
	table := "truck,from,to,start\nT-4407,Apapa,Ibadan,tomorrow 10pm\nT-5120,Apapa,Ibadan,24/11/2026 23:00"
	for _, c := range a.Ask(t.Context(), Request{Caller: practiceCaller(t, s, "dispatcher"), Text: table}, nil).Calls {
		reached[c.Tool] = true
	}
	for _, tool := range []string{"trip_eta", "fuel_report", "maintenance_due", "maintenance_log", "maintenance_plan"} {
		if !ran[tool] {
			t.Errorf("no sentence makes %s answer", tool)
		}
	}
	for _, tool := range reg.Offered(fleet.SystemCaller) {
		if !reached[tool.Name] {
			t.Errorf("no sentence reaches %s", tool.Name)
		}
	}
}
