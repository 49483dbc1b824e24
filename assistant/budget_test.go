package assistant

import (
	"strings"
	"testing"

	"watchtower/fleet"
	"watchtower/store"
)

var oneCall = []step{{calls: [][2]string{{"truck_status", `{"truck":"T-4407"}`}}}, {text: "Here."}}

func TestBudgetOfThePerson(t *testing.T) {
	m := newFakeModel(t, append(oneCall, oneCall...)...)
	cfg := m.config("responses")
	cfg.PerPerson, cfg.Prices = 2000, Prices{In: 1, Cached: 0.5, Out: 10}
	f := newFixture(t, cfg, nil)
	counted := map[string]float64{}
	f.count = func(name string, n float64) { counted[name] += n }
	f.want(f.say(dispatcher, "where is T-4407"), "answer", `"model":"openai"`)
	f.want(f.say(dispatcher, "where is T-4407"), "answer", `"model":"phrasebook"`, budgetNote)
	if len(m.seen) != 2 {
		t.Errorf("%d turns were asked", len(m.seen))
	}
	all, own, err := f.store.ModelUsage(t.Context(), noon, 0)
	if err != nil || all != (store.ModelUsage{Turns: 2, In: 2000, Cached: 1200, Out: 40}) || own != 2040 {
		t.Errorf("%+v %d %v", all, own, err)
	}
	if want := (800*1 + 1200*0.5 + 40*10) / 1e6; counted["model_usd"] != want || counted["model_over_budget"] != 1 || counted["model_tokens_cached"] != 1200 {
		t.Errorf("counted %v, want %v dollars", counted, want)
	}
	if all, _, err = f.store.ModelUsage(t.Context(), noon.AddDate(0, 0, 1), 0); err != nil || all.Turns != 0 {
		t.Errorf("the next day begins with %+v, %v", all, err)
	}
}

func TestFastPathIsForCertainReadsAlone(t *testing.T) {
	m := newFakeModel(t, oneCall...)
	cfg := m.config("responses")
	cfg.FastPath = true
	f := newFixture(t, cfg, nil)
	f.want(f.say(dispatcher, "give me the current location of T-4407, where is it"), "answer", `"model":"phrasebook"`, fastNote)
	if len(m.seen) != 0 {
		t.Error("the model was asked what the phrasebook was certain about")
	}
	f.want(f.say(dispatcher, "and how is the first truck doing"), "answer", `"model":"openai"`)
	m = newFakeModel(t, oneCall...)
	f = newFixture(t, m.config("responses"), nil)
	f.want(f.say(dispatcher, "give me the current location of T-4407, where is it"), "answer", `"model":"openai"`, "Understood by the language model test-model.")
}

// TestPromptIsStableAndSays checks the order that a provider's cache needs, and
// that a driver's prompt names nobody else.
func TestPromptIsStableAndSays(t *testing.T) {
	f := newFixture(t, nil, nil)
	lex, err := f.names.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(c fleet.Caller, text string) string { return f.prompt(Request{Caller: c, Text: text}, lex) }
	a, b := ask(dispatcher, "where is 5120"), ask(viewer, "is Moses near Ibadan")
	same, _, _ := strings.Cut(a, "\nNow: ")
	if !strings.HasPrefix(b, same) || !strings.Contains(same, "Apapa Port") {
		t.Errorf("the beginning changes from question to question: %q and %q", a, b)
	}
	if !strings.Contains(a, "T-5120") || !strings.Contains(b, "Moses Okafor") || strings.Contains(a, "Moses") {
		t.Errorf("of the roster the prompt names what the question does: %q and %q", a, b)
	}
	if d := ask(f.driver, "where is Ibrahim"); strings.Contains(d, "Ibrahim Bello") {
		t.Errorf("a driver's model is told of others: %q", d)
	}
}
