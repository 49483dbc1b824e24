// Package assistant turns a sentence into tool calls and their answers into a
// reply: through OpenAI when a key is given, else, or when the model fails or
// is slow, through the built-in phrasebook.
//
// It owns the loop, its bounds (six rounds, one deadline), the memory of each
// thread, and the promise that every number shown came from a tool. It refuses
// to decide rights: each call goes through tools.Registry, which does.
package assistant

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"watchtower/answer"
	"watchtower/assistant/phrasebook"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// Deadline bounds one question, whatever the model does.
const Deadline = 20 * time.Second

// maxQuestion is how many bytes of a message are read.
const maxQuestion = 4000

// Options are what an Assistant is made of.
type Options struct {
	Registry   *tools.Registry
	Store      *store.Store
	Now        func() time.Time
	Log        *slog.Logger
	OpenAI     *OpenAIConfig // nil: the phrasebook alone answers
	HTTPClient *http.Client  // for the model; nil for one of our own
	// Count, when set, is told what the model used and how it went: for metrics.
	Count func(name string, n float64)
}

// Assistant answers sentences. It is safe for concurrent use.
type Assistant struct {
	registry *tools.Registry
	store    *store.Store
	now      func() time.Time
	log      *slog.Logger
	names    *nameBook
	model    *model // nil without a key
	count    func(name string, n float64)
	beside   sync.WaitGroup // what no answer waits for
}

// New makes an Assistant. Close it when done.
func New(o Options) *Assistant {
	a := &Assistant{registry: o.Registry, store: o.Store, now: o.Now, log: o.Log, count: o.Count}
	if a.count == nil {
		a.count = func(string, float64) {}
	}
	a.names = &nameBook{store: o.Store, now: o.Now, log: o.Log}
	if o.OpenAI != nil && o.OpenAI.Key != "" {
		a.model = newModel(*o.OpenAI, o.HTTPClient)
	}
	return a
}

// Close waits for background work to end.
func (a *Assistant) Close() {
	a.beside.Wait()
	a.names.wait.Wait()
}

// Refresh makes the next question read the roster anew: call it after a write.
func (a *Assistant) Refresh() { a.names.stale() }

// ParseTime reads a moment as people type it: "tomorrow 6am", "24 nov 22:00".
func ParseTime(text string, now time.Time) (time.Time, bool) { return phrasebook.ParseTime(text, now) }

// Request is one message of one person.
type Request struct {
	Caller  fleet.Caller
	Channel string
	Thread  string
	Text    string
}

// Ask answers one message. It never fails: what goes wrong becomes an answer
// that says so. progress, which may be nil, is told what is being looked at.
func (a *Assistant) Ask(ctx context.Context, r Request, progress func(string)) Reply {
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	if progress == nil {
		progress = func(string) {}
	}
	if table := pastedTrips(r.Text); table != nil {
		return a.bulk(ctx, r, table, progress)
	}
	if len(r.Text) > maxQuestion {
		r.Text = strings.ToValidUTF8(r.Text[:maxQuestion], "")
	}
	if strings.TrimSpace(r.Text) == "" {
		return a.shortHelp(ctx, r)
	}
	asked := a.now()
	t := a.recall(ctx, r)
	u, lex, err := a.understand(ctx, r, t)
	if err != nil {
		return Reply{Model: phrasebookName, Answer: answer.FromError(err)}
	}
	reply := a.reply(ctx, r, u, lex, t, progress)
	a.remember(ctx, r, asked, u, reply)
	return reply
}

func (a *Assistant) reply(ctx context.Context, r Request, u phrasebook.Understanding, lex *phrasebook.Lexicon, t thread, progress func(string)) Reply {
	if a.model == nil || u.Intent == phrasebook.Injection {
		return a.byPhrasebook(ctx, r, u, lex, progress)
	}
	if a.model.fastPath && a.certain(u) {
		reply := a.byPhrasebook(ctx, r, u, lex, progress)
		reply.Notes = append(reply.Notes, fastNote)
		a.count("model_spared", 1)
		return reply
	}
	reply, err := a.byModel(ctx, r, u, lex, t, progress)
	if err == nil && len(reply.Calls) == 0 {
		if u.Intent == phrasebook.OutOfScope {
			reply.Answer.Kind = answer.OutScope
		}
		if u.Tool != "" {
			err = errors.New("words where a tool should have been asked")
		}
	}
	if err == nil {
		reply.Notes = append(reply.Notes, "Understood by the language model "+a.model.name+".")
		return reply
	}
	note := insteadNote
	if errors.Is(err, errBudget) {
		note = budgetNote
		a.count("model_over_budget", 1)
	} else {
		a.log.WarnContext(ctx, "model did not answer", "reason", err)
		a.count("model_failures", 1)
	}
	reply = a.byPhrasebook(ctx, r, u, lex, progress)
	reply.Notes = append(reply.Notes, note)
	return reply
}

// certainly is the weight of evidence on which the phrasebook answers where a
// model is configured, if that is switched on.
const certainly = 8

// certain says whether a reading is a whole question that changes nothing, with
// evidence that leaves no doubt.
func (a *Assistant) certain(u phrasebook.Understanding) bool {
	return !u.Write && !u.Unknown && !u.AsksBack() && u.Weight >= certainly && a.tool(u.Tool) != nil
}

const (
	// insteadNote stands under an answer that the model should have given.
	insteadNote = "The language model gave no usable answer in time, so the built-in phrasebook answered."
	// fastNote stands under one that it was not asked for.
	fastNote = "Understood by the built-in phrasebook."
)

// understand reads the sentence by the phrasebook. A name it does not know may
// be new: then the roster is read again, once.
func (a *Assistant) understand(ctx context.Context, r Request, t thread) (phrasebook.Understanding, *phrasebook.Lexicon, error) {
	lex, err := a.names.get(ctx)
	if err != nil {
		return phrasebook.Understanding{}, nil, err
	}
	u := phrasebook.Understand(r.Text, lex, t.Phrase, a.now(), r.Caller)
	if u.Unknown && a.names.renew(ctx) {
		if lex, err = a.names.get(ctx); err != nil {
			return u, nil, err
		}
		u = phrasebook.Understand(r.Text, lex, t.Phrase, a.now(), r.Caller)
	}
	return u, lex, nil
}

func (a *Assistant) shortHelp(ctx context.Context, r Request) Reply {
	got, err := a.registry.Run(ctx, r.Caller, fleet.ViaSentence, "help", nil)
	if err != nil {
		got = answer.FromError(err)
	}
	got.Kind = answer.Chat
	return Reply{Model: phrasebookName, Answer: got}
}
