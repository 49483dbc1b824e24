package assistant

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"watchtower/assistant/phrasebook"
	"watchtower/fleet"
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

// turnTold is one question and what it got, and who was told it: a thread of a
// channel is read by others too.
type turnTold struct {
	Asked  string     `json:"asked"`
	Told   string     `json:"told"`
	Role   fleet.Role `json:"role"`
	Driver int64      `json:"driver,omitempty"`
}

// toldAside stands for an answer that was for its asker alone.
const toldAside = "(shown to whoever asked, and to nobody else)"

// seenBy is the thread as a caller's model may read it: nothing that was told to
// a higher role, and to a driver only what that driver was told.
func (t thread) seenBy(c fleet.Caller) thread {
	var turns []turnTold
	for _, h := range t.Turns {
		own := h.Role == fleet.DriverRole && h.Driver == c.DriverID
		lower := h.Role == fleet.DriverRole || c.Role.AtLeast(h.Role)
		if h.Role != "" && (own || c.Role != fleet.DriverRole && lower) {
			turns = append(turns, h)
		}
	}
	t.Turns = turns
	return t
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
func (t thread) after(r Request, u phrasebook.Understanding, reply Reply) thread {
	next := thread{Phrase: u.Remember(t.Phrase)}
	if reply.Model == openAIName && len(reply.Calls) > 0 {
		next.Phrase = phrasebook.MemoryOf(reply.Calls[len(reply.Calls)-1].Tool, reply.Calls[len(reply.Calls)-1].Args, reply.Missing, next.Phrase)
	}
	told := reply.Answer.Text()
	if reply.Answer.Personal {
		told = toldAside
	}
	next.Turns = append(t.Turns, turnTold{Asked: cut(r.Text, memoryBytes), Told: cut(told, memoryBytes), Role: r.Caller.Role, Driver: r.Caller.DriverID})
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
