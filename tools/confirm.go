package tools

import (
	"context"
	"crypto/rand"
	"encoding/json"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// propose checks a write without doing it, keeps its exact arguments, and
// answers with what would happen and an id to confirm.
func (r *Registry) propose(ctx context.Context, call *Call, t *Tool, args json.RawMessage) (answer.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	dry := *call
	dry.DryRun = true
	a, err := t.run(ctx, &dry, args)
	if err != nil {
		return a, r.plain(ctx, t.Name, err)
	}
	if a.Kind == answer.Question {
		return a, nil
	}
	if dry.pinned != nil {
		args = dry.pinned
	}
	p := store.PendingWrite{ID: rand.Text(), Caller: call.Caller, Tool: t.Name, Args: args,
		CreatedAt: call.Now, ExpiresAt: call.Now.Add(ConfirmWithin)}
	if err := r.store.SavePending(ctx, p); err != nil {
		return answer.Answer{}, r.plain(ctx, t.Name, err)
	}
	a.Kind = answer.Confirm
	a.Choices = nil
	a.Pending = &answer.Pending{ID: p.ID, Expires: p.ExpiresAt}
	return a, nil
}

// Confirm carries out a pending write, once. The person who asked may, or
// somebody of a higher role; the right is checked again as it is now.
func (r *Registry) Confirm(ctx context.Context, caller fleet.Caller, id string) (answer.Answer, error) {
	p, err := r.settle(ctx, caller, id, "confirmed")
	if err != nil {
		return answer.Answer{}, err
	}
	call := &Call{Caller: caller, Via: fleet.ViaButton, Now: r.now()}
	t, args, a, err := r.admit(call, p.Tool, p.Args)
	if err == nil && a.Kind == "" {
		a, err = r.execute(ctx, call, t, args)
	}
	if err != nil {
		// Nothing was done, so the yes is not used up.
		if releaseErr := r.store.ReleasePending(context.WithoutCancel(ctx), id); releaseErr != nil {
			r.log.ErrorContext(ctx, "pending write not released", "err", releaseErr)
		}
	}
	return a, err
}

// Cancel drops a pending write, under the same rule as Confirm.
func (r *Registry) Cancel(ctx context.Context, caller fleet.Caller, id string) (answer.Answer, error) {
	if _, err := r.settle(ctx, caller, id, "cancelled"); err != nil {
		return answer.Answer{}, err
	}
	return answer.Answer{Kind: answer.Result, Headline: "Cancelled. Nothing was changed."}, nil
}

// settle takes the pending write for one outcome, so that of two clicks only
// one goes through.
func (r *Registry) settle(ctx context.Context, caller fleet.Caller, id, how string) (store.PendingWrite, error) {
	p, err := r.store.Pending(ctx, id)
	if err != nil {
		return p, err
	}
	same := p.Caller.PersonID == caller.PersonID
	if !same && aboutSelf(p.Tool) {
		return p, fleet.Errorf(fleet.Forbidden, "Only the person whose settings these are can settle this.")
	}
	if !same && (p.Caller.Role == caller.Role || !caller.Role.AtLeast(p.Caller.Role)) {
		return p, fleet.Errorf(fleet.Forbidden, "Only the person who asked, or someone with a higher role, can settle this.")
	}
	return p, r.store.SettlePending(ctx, id, how, r.now())
}
