package assistant

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"watchtower/assistant/phrasebook"
	"watchtower/store"
)

const (
	memoryFor   = 12 * time.Hour // a thread untouched for longer starts anew
	memoryTurns = 4              // questions and answers kept for the model
	memoryBytes = 600            // of each
)

// thread is what a conversation was about.
type thread struct {
	Phrase phrasebook.Memory `json:"phrase"`
	Turns  []turnTold        `json:"turns,omitempty"`
}

// turnTold is one question and what it got.
type turnTold struct {
	Asked string `json:"asked"`
	Told  string `json:"told"`
}

// key names the conversation; the second result is false when a message
// belongs to none and nothing is kept. Slack's direct messages are channels
// that begin with D and need no thread.
func (r Request) key() (store.Thread, bool) {
	private := r.Channel == "" || strings.HasPrefix(r.Channel, "D")
	t := store.Thread{Channel: r.Channel, Thread: r.Thread, PersonID: r.Caller.PersonID, Private: private}
	return t, r.Thread != "" || private && r.Channel != ""
}

// recall reads the memory of the conversation; without one, or when it cannot
// be read, the question stands alone.
func (a *Assistant) recall(ctx context.Context, r Request) thread {
	var t thread
	key, kept := r.key()
	if !kept {
		return t
	}
	raw, found, err := a.store.LoadThread(ctx, key, a.now().Add(-memoryFor))
	if found {
		err = json.Unmarshal(raw, &t)
	}
	if err != nil {
		a.log.WarnContext(ctx, "thread not recalled", "err", err)
		return thread{}
	}
	return t
}

func (a *Assistant) remember(ctx context.Context, r Request, t thread) {
	key, kept := r.key()
	if !kept {
		return
	}
	raw, err := json.Marshal(t)
	if err == nil {
		err = a.store.SaveThread(context.WithoutCancel(ctx), key, raw, a.now())
	}
	if err != nil {
		a.log.WarnContext(ctx, "thread not remembered", "err", err)
	}
}

// after is the memory once a question was answered.
func (t thread) after(asked string, u phrasebook.Understanding, r Reply) thread {
	next := thread{Phrase: u.Remember(t.Phrase)}
	if r.Model == openAIName && len(r.Calls) > 0 {
		next.Phrase = phrasebook.MemoryOf(r.Calls[len(r.Calls)-1].Tool, r.Calls[len(r.Calls)-1].Args, r.Missing, next.Phrase)
	}
	next.Turns = append(t.Turns, turnTold{cut(asked, memoryBytes), cut(r.Answer.Text(), memoryBytes)})
	next.Turns = next.Turns[max(0, len(next.Turns)-memoryTurns):]
	return next
}

// cut shortens a text to at most n bytes of valid UTF-8.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + " …"
}
