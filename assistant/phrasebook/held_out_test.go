package phrasebook

import "testing"

// TestHeldOut measures questions that the phrasebook is never tuned to: only the
// shares are told, and lines only where a change would be proposed that nobody
// asked for. The floors are the goal for questions nobody has seen.
func TestHeldOut(t *testing.T) {
	roster, now := practiceRoster(t, func(s string) string { return s })
	questions := questionsOf(t, "held-out.jsonl")
	intents, args, misses, abstained := 0.0, 0.0, 0.0, 0.0
	for _, r := range sit(t, questions, NewLexicon(roster), now, "Moses Okafor") {
		if r.intent {
			intents++
		}
		if r.why == "" {
			args++
		}
		if r.ok {
			continue
		}
		misses++
		if r.got.AsksBack() {
			abstained++
		} else if r.got.Write && r.q.Intent != string(r.got.Intent) {
			t.Errorf("%s: a write was read into a question about something else", r.q.ID)
		}
	}
	n := float64(len(questions)) / 100
	t.Logf("%d questions: intents %.1f%%, arguments %.1f%%; %.0f misses, %.0f of them asked back", len(questions), intents/n, args/n, misses, abstained)
	if intents/n < 92 || args/n < 88 {
		t.Errorf("intents %.1f%% (goal 92), arguments %.1f%% (goal 88)", intents/n, args/n)
	}
}
