package assistant

import (
	"context"
	"encoding/json"
	"slices"
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

	rememberWithin = 3 * time.Second
)

// thread is what a conversation was about.
type thread struct {
	Phrase phrasebook.Memory `json:"phrase"`
	Turns  []turnTold        `json:"turns,omitempty"`
}

// asked is when the newest question of the thread came.
func (t thread) asked() time.Time {
	if len(t.Turns) == 0 {
		return time.Time{}
	}
	return t.Turns[len(t.Turns)-1].At
}

// turnTold is one question and what it got, and who was told it: a thread of a
// channel is read by others too.
type turnTold struct {
	At     time.Time  `json:"at,omitzero"` // when it was asked
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

// remember adds a question and its answer to the conversation as it is kept by
// now: of two questions at once neither forgets the other.
func (a *Assistant) remember(ctx context.Context, r Request, asked time.Time, u phrasebook.Understanding, reply Reply) {
	key, kept := r.key()
	if !kept {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rememberWithin)
	defer cancel()
	now := a.now()
	err := a.store.UpdateThread(ctx, key, now.Add(-memoryFor), now, func(raw json.RawMessage) (json.RawMessage, error) {
		var t thread
		if err := json.Unmarshal(raw, &t); err != nil {
			a.log.WarnContext(ctx, "thread begun anew", "err", err)
			t = thread{}
		}
		return json.Marshal(t.after(r, asked, u, reply))
	})
	if err != nil {
		a.log.WarnContext(ctx, "thread not remembered", "err", err)
	}
}

// after is the memory once a question was answered. What the thread is about is
// the question that came last, even when an earlier one took longer to answer.
func (t thread) after(r Request, asked time.Time, u phrasebook.Understanding, reply Reply) thread {
	next := thread{Phrase: t.Phrase}
	if !asked.Before(t.asked()) {
		next.Phrase = u.Remember(t.Phrase)
		if reply.Model == openAIName && len(reply.Calls) > 0 {
			last := reply.Calls[len(reply.Calls)-1]
			next.Phrase = phrasebook.MemoryOf(last.Tool, last.Args, reply.Missing, next.Phrase)
		}
	}
	told := reply.Answer.Text()
	if reply.Answer.Personal {
		told = toldAside
	}
	next.Turns = append(t.Turns, turnTold{At: asked, Asked: cut(r.Text, memoryBytes), Told: cut(told, memoryBytes), Role: r.Caller.Role, Driver: r.Caller.DriverID})
	slices.SortStableFunc(next.Turns, func(a, b turnTold) int { return a.At.Compare(b.At) })
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
