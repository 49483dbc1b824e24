package assistant

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"watchtower/answer"
	"watchtower/assistant/phrasebook"
	"watchtower/fleet"
	"watchtower/tools"
)

// The bounds of one question put to a model.
const (
	maxRounds = 6
	maxCalls  = 6    // in one turn; more are refused
	maxShown  = 6000 // bytes of one tool's answer that the model reads
)

// round is the state of one question on its way through the model.
type round struct {
	a        *Assistant
	r        Request
	asks     bool // the message is a question, so that no change can come of it
	offered  []*tools.Tool
	progress func(string)

	names    string          // the prompt, whose names a question back may hold
	said     []string        // by the person now and before, and by tools
	made     map[string]bool // tool and arguments of each call so far
	calls    []ToolCall
	answers  []answer.Answer
	returned []string // what tools returned, for checking the model's words
	wrote    bool     // a change was proposed
	turn     int
	fault    *result  // the first fault in the arguments; those of its turn are handed back, once
	faultAt  int      // its turn
	open     []result // faults that no later call made good
	lost     bool     // the model cannot make the call it wants
	final    *answer.Answer
	missing  []string
}

// byModel answers through the language model. An error means that the model
// did not do its part; what a tool refuses is an answer.
func (a *Assistant) byModel(ctx context.Context, r Request, u phrasebook.Understanding, lex *phrasebook.Lexicon, t thread, progress func(string)) (Reply, error) {
	if err := a.affords(ctx, r); err != nil {
		return Reply{}, err
	}
	t = t.seenBy(r.Caller)
	ctx, cancel := context.WithTimeout(ctx, a.model.budget)
	defer cancel()
	run := &round{a: a, r: r, asks: u.Asks, offered: a.registry.Offered(r.Caller), progress: progress, made: map[string]bool{}, said: []string{r.Text}}
	for _, h := range t.Turns {
		run.said = append(run.said, h.Asked, h.Told)
	}
	prompt := a.prompt(r, lex)
	run.names = prompt
	conversation, err := a.model.talk(opening{prompt: prompt, history: t.Turns, question: r.Text, tools: run.offered})
	if err != nil {
		return Reply{}, err
	}
	var outputs []output
	var cost spent
	turns := 0
	defer func() { a.spend(ctx, r, turns, cost) }()
	progress("thinking")
	for range maxRounds {
		turns++
		said, err := conversation.next(ctx, outputs)
		cost = cost.plus(said.spent)
		if err != nil {
			return Reply{}, err
		}
		if len(said.calls) == 0 {
			return run.end(said.text)
		}
		fresh := len(run.made)
		outputs = run.do(ctx, said.calls)
		if run.final != nil || len(run.made) == fresh && len(run.answers) > 0 {
			return run.end("") // it only repeats itself: what it has is the answer
		}
	}
	return Reply{}, errors.New("no answer after six rounds")
}

// do runs the calls of one turn: reads side by side, changes one by one.
func (run *round) do(ctx context.Context, calls []wanted) []output {
	run.turn++
	outputs := make([]output, len(calls))
	results := make([]result, len(calls))
	var reads sync.WaitGroup
	for i, c := range calls {
		outputs[i].id = c.id
		t := run.find(c.tool)
		same := c.tool + " " + string(withoutNulls(c.args))
		switch {
		case run.made[same]:
			results[i].told = asFault("this call was made before; use its answer")
		case i >= maxCalls:
			results[i].told = asFault("too many calls in one turn; this one was not made")
		case t == nil:
			results[i].told = asFault("there is no tool called " + cut(c.tool, 40))
		case t.Write && run.wrote:
			results[i].told = asFault("one change per message; this one was not made")
		case t.Write && run.asks:
			results[i].told = asFault("the person asks a question and wants no change; this one was not made")
		case t.Write && !grounded(c.args, run.said):
			results[i].told = asFault("nobody named what this would change; this one was not made")
		case t.Write:
			run.wrote, run.made[same] = true, true
			results[i] = run.call(ctx, t, c)
		default:
			run.progress(doing(t.Name, c.args))
			run.made[same] = true
			reads.Go(func() { results[i] = run.call(ctx, t, c) })
		}
	}
	reads.Wait()
	for i, res := range results {
		run.take(res)
		outputs[i].text = res.told
	}
	return outputs
}

func (run *round) find(name string) *tools.Tool {
	i := slices.IndexFunc(run.offered, func(t *tools.Tool) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return run.offered[i]
}

// result is what one call came to.
type result struct {
	call *ToolCall
	got  answer.Answer
	err  error
	told string // what the model reads
}

func (run *round) call(ctx context.Context, t *tools.Tool, c wanted) result {
	res := result{call: &ToolCall{Tool: t.Name, Args: withoutNulls(c.args)}}
	res.got, res.err = run.a.registry.Run(ctx, run.r.Caller, fleet.ViaSentence, t.Name, c.args)
	if res.err != nil {
		fault := fleet.MessageFor(res.err)
		if e, ok := errors.AsType[*fleet.Error](res.err); ok && len(e.Choices) > 0 {
			fault += " Nearest: " + strings.Join(e.Choices, ", ")
		}
		res.told = asFault(fault)
		return res
	}
	res.told = asData(res.got)
	return res
}

// take notes what a call gave and whether it ends the question: a card to
// confirm, a question back, a refusal, a second fault, or a failure of ours.
func (run *round) take(res result) {
	if res.call == nil || run.final != nil {
		return
	}
	if res.err == nil {
		if len(run.open) > 0 && run.turn > run.faultAt {
			run.open = run.open[1:]
		}
		run.calls = append(run.calls, *res.call)
		run.answers = append(run.answers, res.got)
		run.returned, run.said = append(run.returned, res.told), append(run.said, res.told)
		if res.got.Kind == answer.Confirm || res.got.Kind == answer.Question {
			run.final = &run.answers[len(run.answers)-1]
		}
		if res.got.Ask != nil && res.got.Kind == answer.Question {
			run.missing = res.got.Ask.Missing
		}
		return
	}
	switch fleet.KindOf(res.err) {
	case fleet.Invalid, fleet.NotFound, fleet.Ambiguous:
		if run.fault == nil {
			run.fault, run.faultAt = &res, run.turn
		}
		if run.faultAt == run.turn {
			run.open, run.wrote = append(run.open, res), false
			return
		}
	}
	run.stopAt(res)
}

// clumsy says whether a call failed by the model's own fault, in a way that no
// person should have to read about: broken JSON, an argument that is not there.
func (run *round) clumsy(res result) bool {
	e, ok := errors.AsType[*fleet.Error](res.err)
	if !ok || e.Kind != fleet.Invalid {
		return false
	}
	_, known := run.find(res.call.Tool).Schema.Properties[e.Field]
	return !known
}

// stopAt makes a failed call the answer, or gives up on a clumsy model.
func (run *round) stopAt(res result) {
	if run.clumsy(res) {
		run.lost = true
	}
	run.calls = append(run.calls, *res.call)
	failed := answer.FromError(res.err)
	run.final = &failed
	if failed.Ask != nil && failed.Kind == answer.Question {
		run.missing = failed.Ask.Missing
	}
}
