package assistant

import (
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
)

// in asks in a channel or direct message without a thread.
func (f *fixture) in(channel string, c fleet.Caller, text string) Reply {
	f.Helper()
	defer f.beside.Wait()
	return f.Ask(f.Context(), Request{Caller: c, Channel: channel, Text: text}, nil)
}

// TestMemoryEnds: a thread goes on with its last question for half a day.
func TestMemoryEnds(t *testing.T) {
	f := newFixture(t, nil, nil)
	f.say(dispatcher, "where is T-4407")
	f.now = func() time.Time { return noon.Add(memoryFor - time.Minute) }
	f.want(f.say(dispatcher, "and 5120?"), "answer", `"tool":"truck_status"`)
	f.now = func() time.Time { return noon.Add(2 * memoryFor) }
	f.want(f.say(dispatcher, "and 4407?"), "question", `"missing":["intent"]`, `"calls":[]`)
}

// TestMemoryIsBounded: however long people talk, a few short turns are kept.
func TestMemoryIsBounded(t *testing.T) {
	f := newFixture(t, nil, nil)
	long := "where is T-4407 " + strings.Repeat("please ", 400)
	for range 3 * memoryTurns {
		f.say(dispatcher, long)
	}
	kept := f.recall(t.Context(), Request{Caller: dispatcher, Channel: "C1", Thread: "1.0"})
	if len(kept.Turns) != memoryTurns {
		t.Errorf("%d turns are kept", len(kept.Turns))
	}
	for _, turn := range kept.Turns {
		if len(turn.Asked)+len(turn.Told) > 2*memoryBytes+10 {
			t.Errorf("a turn of %d bytes is kept", len(turn.Asked)+len(turn.Told))
		}
	}
}

// TestDirectMessageStaysPrivate: what one person asked directly is in no other's
// memory, prompt, follow-up or offer, not even where the address is the same.
func TestDirectMessageStaysPrivate(t *testing.T) {
	ada, obi := dispatcher, dispatcher
	ada.PersonID, obi.PersonID = 11, 12
	m := newFakeModel(t, step{calls: [][2]string{{"truck_status", `{"truck":"T-4407"}`}}}, step{text: "Here."}, step{status: 400}, step{status: 400}, step{status: 400})
	f := newFixture(t, m.config("responses"), nil)
	f.in("D1", ada, "is my cousin's truck T-4407 still on the road")
	before := len(m.seen)
	r := f.in("D1", obi, "and what about the other one")
	for _, body := range m.seen[before:] {
		if strings.Contains(body, "cousin") || strings.Contains(body, "T-4407 is moving") {
			t.Errorf("the model of one person was told what another asked: %s", body)
		}
	}
	f.want(r, "question")
	if len(m.seen) == before {
		t.Error("the model was not asked, so nothing was proven of its prompt")
	}
	for _, c := range r.Answer.Choices {
		if strings.Contains(string(c.Args), "4407") {
			t.Errorf("an offer names what another asked about: %s", c.Args)
		}
	}
	f.in("D2", ada, "create trip for T-4407 to Ibadan")
	if r := f.in("D2", obi, "from Apapa, wednesday 4am"); r.Answer.Pending != nil || strings.Contains(r.Text(), "T-4407") {
		t.Errorf("another's change was gone on with: %s", r.Text())
	}
	if got := f.recall(t.Context(), Request{Caller: obi, Channel: "D1"}); strings.Contains(string(marshal(map[string]any{"m": got})), "cousin") {
		t.Error("another's memory was recalled")
	}
}
