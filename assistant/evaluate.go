package assistant

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"watchtower/assistant/phrasebook"
	"watchtower/assistant/score"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

// Evaluation is how a file of questions went.
type Evaluation struct {
	score.Sheet
	Took []time.Duration // of each question, longest last
	Used store.ModelUsage
	Fail int // questions the model gave nothing for
}

// Evaluate puts questions to the phrasebook, or where a model is given to that,
// on a fleet of a file and at its clock. Nothing runs: what counts is which
// tool is called first and with what. own is the driver that lines of the role
// driver come from. The phrasebook is deterministic.
func Evaluate(ctx context.Context, questions []score.Question, f score.Fleet, own string, c OpenAIConfig) (Evaluation, error) {
	e := evaluator{lex: phrasebook.NewLexicon(rosterOf(f)), now: f.Now, own: own, threads: map[string]thread{}}
	if c.Key != "" {
		e.a = &Assistant{now: func() time.Time { return f.Now }, model: newModel(c, nil), registry: tools.New(nil, time.Now, slog.New(slog.DiscardHandler))}
	}
	var out Evaluation
	for _, q := range questions {
		began := time.Now() // a real duration
		got, used, err := e.ask(ctx, q)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil {
			out.Fail++
		}
		out.Took = append(out.Took, time.Since(began))
		out.Used.Turns, out.Used.In, out.Used.Cached, out.Used.Out = out.Used.Turns+1, out.Used.In+int64(used.in), out.Used.Cached+int64(used.cached), out.Used.Out+int64(used.out)
		out.Lines = append(out.Lines, score.Line{Question: q, Got: got, IntentRight: got.Intent == q.Intent, Why: score.Compare(q.Args, got.Args, f.Now)})
	}
	slices.Sort(out.Took)
	return out, nil
}

type evaluator struct {
	lex     *phrasebook.Lexicon
	now     time.Time
	own     string
	threads map[string]thread
	a       *Assistant // nil for the phrasebook
}

func (e *evaluator) ask(ctx context.Context, q score.Question) (score.Got, spent, error) {
	caller := fleet.Caller{Role: fleet.Role(q.Role), Name: e.own}
	before := e.threads[q.NoteValue("follows")]
	u := phrasebook.Understand(q.Text, e.lex, before.Phrase, e.now, caller)
	after := thread{Phrase: u.Remember(before.Phrase), Turns: append(slices.Clone(before.Turns), turnTold{Asked: q.Text, Told: "answered"})}
	got := gotOf(u)
	if e.a == nil || u.Intent == phrasebook.Injection {
		e.threads[q.ID] = after
		return got, spent{}, nil
	}
	said, err := e.firstTurn(ctx, Request{Caller: caller, Text: q.Text}, before)
	if err != nil {
		e.threads[q.ID] = after
		return got, said.spent, err
	}
	got = score.Got{Intent: string(u.Intent), Args: map[string]any{}, Asked: true}
	if len(said.calls) > 0 {
		call := said.calls[0]
		after.Phrase = phrasebook.MemoryOf(call.tool, withoutNulls(call.args), nil, before.Phrase)
		got = score.Got{Intent: string(after.Phrase.Intent), Args: plainArgs(after.Phrase.Args, nil), Acted: true}
	}
	e.threads[q.ID] = after
	return got, said.spent, nil
}

func (e *evaluator) firstTurn(ctx context.Context, r Request, before thread) (turn, error) {
	ctx, cancel := context.WithTimeout(ctx, e.a.model.budget)
	defer cancel()
	talk, err := e.a.model.talk(opening{prompt: e.a.prompt(r, e.lex), history: before.Turns, question: r.Text, tools: e.a.registry.Offered(r.Caller)})
	if err != nil {
		return turn{}, err
	}
	return talk.next(ctx, nil)
}

// gotOf is an understanding as it is compared.
func gotOf(u phrasebook.Understanding) score.Got {
	return score.Got{Intent: string(u.Intent), Args: plainArgs(u.Args, u.Missing), Asked: u.AsksBack(), Acted: u.Tool != ""}
}

// plainArgs are arguments as JSON gives them, with what is missing among them.
func plainArgs(args map[string]any, missing []string) map[string]any {
	out := map[string]any{}
	if json.Unmarshal(marshal(args), &out) != nil || out == nil {
		out = map[string]any{}
	}
	if len(missing) > 0 {
		list := []any{}
		for _, m := range missing {
			list = append(list, m)
		}
		out["missing"] = list
	}
	return out
}

// rosterOf is a fleet file as the store would give it.
func rosterOf(f score.Fleet) phrasebook.Roster {
	var r phrasebook.Roster
	for _, p := range f.Trucks {
		r.Trucks = append(r.Trucks, fleet.Truck{Plate: p})
	}
	for _, n := range f.Drivers {
		r.Drivers = append(r.Drivers, fleet.Driver{Name: n})
	}
	for _, n := range f.Clients {
		r.Clients = append(r.Clients, fleet.Client{Name: n})
	}
	for _, n := range f.Places {
		r.Places = append(r.Places, fleet.Place{Name: n})
	}
	for i := range max(len(f.Trips), len(f.Waybills), len(f.Containers)) {
		var t fleet.Trip
		if i < len(f.Trips) {
			t.Ref, t.Truck, t.Driver = f.Trips[i].ID, f.Trips[i].Truck, f.Trips[i].Driver
		}
		if i < len(f.Waybills) {
			t.Waybill = f.Waybills[i]
		}
		if i < len(f.Containers) {
			t.Container = f.Containers[i]
		}
		r.Trips = append(r.Trips, t)
	}
	return r
}
