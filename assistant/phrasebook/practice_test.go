package phrasebook

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/assistant/score"
	"watchtower/fleet"
)

// question is one line of the practice file.
type question struct {
	ID, Text, Intent, Role, Note string
	Args                         map[string]any
}

func loadQuestions(t testing.TB) []question { return questionsOf(t, "questions-practice.jsonl") }

func questionsOf(t testing.TB, file string) []question {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []question
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// practiceRoster is questions-practice-fleet.json as the store would give it.
func practiceRoster(t testing.TB, swap func(string) string) (Roster, time.Time) {
	t.Helper()
	raw, err := os.ReadFile("testdata/questions-practice-fleet.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Now                                                    time.Time
		Trucks, Drivers, Waybills, Containers, Clients, Places []string
		Trips                                                  []struct{ ID, Truck, Driver string }
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	var r Roster
	for _, p := range f.Trucks {
		r.Trucks = append(r.Trucks, fleet.Truck{Plate: swap(p)})
	}
	for _, n := range f.Drivers {
		r.Drivers = append(r.Drivers, fleet.Driver{Name: swap(n)})
	}
	for _, n := range f.Clients {
		r.Clients = append(r.Clients, fleet.Client{Name: swap(n)})
	}
	for _, n := range f.Places {
		r.Places = append(r.Places, fleet.Place{Name: swap(n)})
	}
	for i, x := range f.Trips {
		trip := fleet.Trip{Ref: swap(x.ID), Truck: swap(x.Truck), Driver: swap(x.Driver)}
		if i < len(f.Waybills) {
			trip.Waybill = swap(f.Waybills[i])
		}
		if i < len(f.Containers) {
			trip.Container = swap(f.Containers[i])
		}
		r.Trips = append(r.Trips, trip)
	}
	return r, f.Now
}

// result is how one question went.
type result struct {
	q          question
	got        Understanding
	intent, ok bool
	why        string
}

// sit asks every question in file order, follow-ups in their thread.
func sit(t testing.TB, questions []question, lex *Lexicon, now time.Time, own string) []result {
	threads := map[string]Memory{}
	var out []result
	for _, q := range questions {
		caller := fleet.Caller{Role: fleet.Role(q.Role)}
		if caller.Role == fleet.DriverRole {
			caller.Name = own
		}
		u := Understand(q.Text, lex, threads[noteValue(q.Note, "follows")], now, caller)
		threads[q.ID] = stored(t, u.Remember(threads[noteValue(q.Note, "follows")]))
		r := result{q: q, got: u, intent: string(u.Intent) == q.Intent}
		r.why = score.Compare(q.Args, asArgs(t, u), now)
		r.ok = r.intent && r.why == ""
		out = append(out, r)
	}
	return out
}

// stored is a memory as the database gives it back.
func stored(t testing.TB, m Memory) Memory {
	t.Helper()
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Memory
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func noteValue(note, key string) string {
	for part := range strings.SplitSeq(note, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), key+"="); ok {
			return v
		}
	}
	return ""
}

func asArgs(t testing.TB, u Understanding) map[string]any {
	args := map[string]any{}
	raw, err := json.Marshal(u.Args)
	if err == nil {
		err = json.Unmarshal(raw, &args)
	}
	if err != nil {
		t.Fatal(err)
	}
	if args == nil {
		args = map[string]any{}
	}
	if len(u.Missing) > 0 {
		list := []any{}
		for _, m := range u.Missing {
			list = append(list, m)
		}
		args["missing"] = list
	}
	return args
}

// The floors are one point under what the phrasebook reaches; raise them when
// it reads better.
const (
	intentFloor  = 100.0
	lineFloor    = 100.0
	swappedFloor = 100.0
)

func TestPractice(t *testing.T) {
	same := func(s string) string { return s }
	roster, now := practiceRoster(t, same)
	results := sit(t, loadQuestions(t), NewLexicon(roster), now, "Moses Okafor")
	intents, lines := report(t, results)
	if intents < intentFloor || lines < lineFloor {
		t.Errorf("intents %.1f%% (floor %.1f), whole lines %.1f%% (floor %.1f)", intents, intentFloor, lines, lineFloor)
	}
	for _, r := range results {
		if r.q.Intent == "injection" && r.got.Tool != "" {
			t.Errorf("%s: an injection would have run %s: %q", r.q.ID, r.got.Tool, r.q.Text)
		}
		if r.got.Write && r.q.Intent != string(r.got.Intent) && len(r.got.Missing) == 0 {
			t.Errorf("%s: a write was read into %q", r.q.ID, r.q.Text)
		}
	}
}

func report(t testing.TB, results []result) (intents, lines float64) {
	t.Helper()
	type tally struct{ intent, ok, n int }
	by := map[string]*tally{}
	for _, r := range results {
		if by[r.q.Intent] == nil {
			by[r.q.Intent] = &tally{}
		}
		x := by[r.q.Intent]
		x.n++
		if r.intent {
			x.intent++
			intents++
		}
		if r.ok {
			x.ok++
			lines++
			continue
		}
		raw, _ := json.Marshal(r.got.Args)
		how := "answered"
		if r.got.AsksBack() {
			how = "asked back"
		}
		t.Logf("%s %q\n  want %s, read %s, %s: %s\n  args %s missing %v", r.q.ID, r.q.Text, r.q.Intent, r.got.Intent, how, r.why, raw, r.got.Missing)
	}
	names := []string{}
	for n := range by {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		t.Logf("%-20s intent %2d/%2d, line %2d/%2d", n, by[n].intent, by[n].n, by[n].ok, by[n].n)
	}
	n := float64(len(results))
	t.Logf("intents %.1f%%, whole lines %.1f%%", intents/n*100, lines/n*100)
	return intents / n * 100, lines / n * 100
}
