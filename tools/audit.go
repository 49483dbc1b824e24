package tools

import (
	"context"
	"encoding/json"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func (r *Registry) auditRow(call *Call, t *Tool, args json.RawMessage, outcome string) store.AuditRow {
	return store.AuditRow{At: call.Now, Caller: call.Caller, Via: call.Via, Tool: t.Name, Args: args, Outcome: outcome}
}

// write audits before it writes, so that no write goes unseen: the row says
// begun, and then how it ended. A write that cannot be audited is not made.
func (r *Registry) write(ctx context.Context, call *Call, t *Tool, args json.RawMessage) (answer.Answer, error) {
	row, err := r.store.Audit(ctx, r.auditRow(call, t, args, "begun"))
	if err != nil {
		return answer.Answer{}, r.plain(ctx, t.Name, err)
	}
	a, err := t.run(ctx, call, args)
	if err != nil {
		err = r.plain(ctx, t.Name, err)
	}
	if auditErr := r.store.AuditOutcome(context.WithoutCancel(ctx), row, outcome(err)); auditErr != nil {
		r.log.ErrorContext(ctx, "audit row left at begun", "tool", t.Name, "err", auditErr)
	}
	return a, err
}

// auditRefusal keeps who tried a write without the right to it.
func (r *Registry) auditRefusal(ctx context.Context, call *Call, t *Tool, args json.RawMessage, err error) {
	if t == nil || !t.Write || fleet.KindOf(err) != fleet.Forbidden {
		return
	}
	if !json.Valid(args) {
		args = json.RawMessage("{}")
	}
	if _, err := r.store.Audit(ctx, r.auditRow(call, t, args, string(fleet.Forbidden))); err != nil {
		r.log.ErrorContext(ctx, "refusal not audited", "tool", t.Name, "err", err)
	}
}
