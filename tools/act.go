package tools

import (
	"context"
	"encoding/json"

	"watchtower/answer"
	"watchtower/fleet"
)

// ActField marks the error of whoever asks again for a write whose first time
// is not over, or was cut off.
const ActField = "act"

// executeWrite does a write. One that the caller names is done once: the same
// name again gets the first answer, whichever replica or life it reaches.
func (r *Registry) executeWrite(ctx context.Context, call *Call, t *Tool, args json.RawMessage) (answer.Answer, error) {
	act := call.Caller.Act
	if act == "" {
		return r.write(ctx, call, t, args)
	}
	was, err := r.store.BeginAct(ctx, act, call.Now)
	if err != nil {
		return answer.Answer{}, r.plain(ctx, t.Name, err)
	}
	if was.Again {
		return firstAnswer(was.Answer)
	}
	a, err := r.write(ctx, call, t, args)
	r.settleAct(context.WithoutCancel(ctx), act, a, err)
	return a, err
}

func firstAnswer(raw json.RawMessage) (a answer.Answer, err error) {
	if len(raw) == 0 {
		return a, &fleet.Error{Kind: fleet.Conflict, Field: ActField, Message: "This is being done already, or was cut off while it was. Please look before you repeat it."}
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fleet.Errorf(fleet.Conflict, "This was done already.")
	}
	return a, nil
}

// settleAct keeps the answer, or gives the name back when nothing was done.
// After a failure of ours nobody knows, and the name stays taken.
func (r *Registry) settleAct(ctx context.Context, act string, a answer.Answer, failure error) {
	var err error
	switch {
	case failure != nil && (fleet.Retryable(failure) || fleet.KindOf(failure) == fleet.Internal):
	case failure != nil || a.Kind == answer.Question:
		err = r.store.DropAct(ctx, act)
	default:
		var raw []byte
		if raw, err = json.Marshal(a); err == nil {
			err = r.store.FinishAct(ctx, act, raw)
		}
	}
	if err != nil {
		r.log.ErrorContext(ctx, "act not settled", "err", err)
	}
}
