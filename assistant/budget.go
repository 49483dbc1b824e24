package assistant

import (
	"context"
	"errors"
	"time"

	"watchtower/store"
)

// Prices are what a million tokens cost, in US dollars; 0 is not known.
type Prices struct{ In, Cached, Out float64 }

// Of is the cost of usage in US dollars.
func (p Prices) Of(u store.ModelUsage) float64 {
	const million = 1e6
	return (float64(u.In-u.Cached)*p.In + float64(u.Cached)*p.Cached + float64(u.Out)*p.Out) / million
}

// errBudget is why a question does not go to the model; insteadNote's words do
// not fit it.
var errBudget = errors.New("today's tokens are used up")

// budgetNote stands under an answer whose question the day's tokens no longer
// allow to ask the model.
const budgetNote = "Today's budget for the language model is used up, so the built-in phrasebook answered."

// affords says whether the caller may still ask the model today. When the
// books cannot be read it goes on: the tools will say what is wrong.
func (a *Assistant) affords(ctx context.Context, r Request) error {
	if a.model.perPerson <= 0 && a.model.perDay <= 0 {
		return nil
	}
	all, own, err := a.store.ModelUsage(ctx, a.now(), r.Caller.PersonID)
	switch {
	case err != nil:
		a.log.WarnContext(ctx, "model usage not read", "err", err)
	case a.model.perPerson > 0 && own >= a.model.perPerson, a.model.perDay > 0 && all.Tokens() >= a.model.perDay:
		return errBudget
	}
	return nil
}

// writeUsage bounds writing down what a question cost.
const writeUsage = 10 * time.Second

// spend writes down what a question cost, whatever became of it; the answer
// does not wait for the disk.
func (a *Assistant) spend(ctx context.Context, r Request, turns int, s spent) {
	if turns == 0 {
		return
	}
	u := store.ModelUsage{Turns: int64(turns), In: int64(s.in), Cached: int64(s.cached), Out: int64(s.out)}
	a.count("model_turns", float64(turns))
	a.count("model_tokens_in", float64(s.in))
	a.count("model_tokens_cached", float64(s.cached))
	a.count("model_tokens_out", float64(s.out))
	a.count("model_usd", a.model.prices.Of(u))
	at := a.now()
	a.beside.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeUsage)
		defer cancel()
		if err := a.store.AddModelUsage(ctx, r.Caller.PersonID, at, u); err != nil {
			a.log.WarnContext(ctx, "model usage not written", "err", err)
		}
	})
}
