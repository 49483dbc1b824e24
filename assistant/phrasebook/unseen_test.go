package phrasebook

import "testing"

// unseenFloors are how much of each file must be read. The questions were
// written before the phrasebook was asked any of them.
var unseenFloors = []struct {
	file           string
	intents, lines float64
}{
	{"unseen-own.jsonl", 98, 98},
	{"unseen-own-2.jsonl", 98, 98},
	{"unseen-own-3.jsonl", 98, 98},
	{"unseen-own-4.jsonl", 98, 98},
	{"unseen-own-5.jsonl", 96, 96},
	{"unseen-own-6.jsonl", 96, 96},
	{"unseen-own-7.jsonl", 96, 96},
	{"unseen-own-8.jsonl", 96, 96},
	{"unseen-own-9.jsonl", 96, 96},
	{"unseen-own-10.jsonl", 94, 94},
	{"unseen-own-11.jsonl", 98, 98},
	{"unseen-own-12.jsonl", 98, 98},
	{"unseen-own-13.jsonl", 97, 97},
	{"unseen-own-14.jsonl", 96, 94},
	{"unseen-own-15.jsonl", 99, 99},
	{"unseen-own-16.jsonl", 99, 99},
	{"unseen-own-17.jsonl", 98, 97},
	{"unseen-own-18.jsonl", 94, 94},
}

func TestUnseen(t *testing.T) {
	roster, now := practiceRoster(t, func(s string) string { return s })
	lex := NewLexicon(roster)
	for _, f := range unseenFloors {
		t.Run(f.file, func(t *testing.T) {
			results := sit(t, questionsOf(t, f.file), lex, now, "Moses Okafor")
			intents, lines := report(t, results)
			if intents < f.intents || lines < f.lines {
				t.Errorf("intents %.1f%% (floor %.1f), whole lines %.1f%% (floor %.1f)", intents, f.intents, lines, f.lines)
			}
			reportAbstaining(t, results)
		})
	}
}

// reportAbstaining says how many of the missed questions were asked back
// instead of answered wrongly, and fails when one would have changed a trip.
func reportAbstaining(t *testing.T, results []result) {
	t.Helper()
	misses, abstained := 0, 0
	for _, r := range results {
		if r.ok {
			continue
		}
		misses++
		if r.got.AsksBack() {
			abstained++
		} else if r.got.Write && r.q.Intent != string(r.got.Intent) {
			t.Errorf("%s: a write was read into %q", r.q.ID, r.q.Text)
		}
	}
	t.Logf("%d misses, %d of them asked back", misses, abstained)
}
