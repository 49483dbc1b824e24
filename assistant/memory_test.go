package assistant

import (
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/assistant/phrasebook"
)

// TestTwoQuestionsAtOnce: both stay in the memory of their thread, in the order
// they were asked, and it goes on from the later one, whichever is answered last.
func TestTwoQuestionsAtOnce(t *testing.T) {
	read := func(in phrasebook.Intent) phrasebook.Understanding {
		return phrasebook.Understanding{Intent: in, Tool: "some_tool", Args: map[string]any{}}
	}
	first := func(t thread) thread {
		return t.after(Request{Text: "first"}, noon, read(phrasebook.FleetSummary), Reply{Answer: answer.Answer{Headline: "one"}})
	}
	second := func(t thread) thread {
		return t.after(Request{Text: "second"}, noon.Add(time.Second), read(phrasebook.TruckLocation), Reply{Answer: answer.Answer{Headline: "two"}})
	}
	for name, got := range map[string]thread{"in order": second(first(thread{})), "the first takes longer": first(second(thread{}))} {
		if len(got.Turns) != 2 || got.Turns[0].Asked != "first" || got.Turns[1].Asked != "second" {
			t.Errorf("%s: the turns are %+v", name, got.Turns)
		}
		if got.Phrase.Intent != phrasebook.TruckLocation {
			t.Errorf("%s: the thread goes on from %s", name, got.Phrase.Intent)
		}
	}
}

// TestQuestionsAtOnceAreBothKept asks a thread several things side by side.
func TestQuestionsAtOnceAreBothKept(t *testing.T) {
	f := newFixture(t, nil, nil)
	r := Request{Caller: dispatcher, Channel: "C1", Thread: "1.0"}
	done := make(chan Reply)
	texts := []string{"where is T-4407", "where is T-5120", "how many trucks are moving"}
	for _, text := range texts {
		go func() {
			r := r
			r.Text = text
			done <- f.Ask(t.Context(), r, nil)
		}()
	}
	for range texts {
		<-done
	}
	if kept := f.recall(t.Context(), r); len(kept.Turns) != len(texts) {
		t.Errorf("kept %+v, want all %d", kept.Turns, len(texts))
	}
}
