package tools

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
)

// Deadline bounds one tool call.
const Deadline = 10 * time.Second

// ConfirmWithin is how long a pending write waits for its yes.
const ConfirmWithin = 10 * time.Minute

// Registry knows every tool and is the only way to run one.
type Registry struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
	tools map[string]*Tool
	names []string // in the order of the list
	// Observe, when set, is told of every call: for metrics.
	Observe func(tool string, via fleet.Via, outcome string, took time.Duration)
	// Events, when set, is the queue whose dead letters an admin may settle.
	Events *events.Client
}

// Offered are the tools a caller may run and a model may be shown.
func (r *Registry) Offered(caller fleet.Caller) []*Tool {
	var out []*Tool
	for _, name := range r.names {
		if t := r.tools[name]; !t.Internal && MayRun(caller.Role, name) {
			out = append(out, t)
		}
	}
	return out
}

// Run finds the tool, checks the role, validates the arguments, asks for
// confirmation before a write that came from a sentence, runs it under the
// deadline and audits what must be audited. A missing argument is answered by
// a question; every other fault is a *fleet.Error.
func (r *Registry) Run(ctx context.Context, caller fleet.Caller, via fleet.Via, name string, args json.RawMessage) (answer.Answer, error) {
	started := r.now()
	call := &Call{Caller: caller, Via: via, Now: started}
	t, args, a, err := r.admit(call, name, args)
	if err == nil && a.Kind == "" {
		if t.Write && via == fleet.ViaSentence {
			a, err = r.propose(ctx, call, t, args)
		} else {
			a, err = r.execute(ctx, call, t, args)
		}
	}
	if r.Observe != nil {
		r.Observe(name, via, outcome(err), r.now().Sub(started))
	}
	return a, err
}

// admit does all checks that need no store. A non-empty answer kind ends the
// call with that answer.
func (r *Registry) admit(call *Call, name string, args json.RawMessage) (*Tool, json.RawMessage, answer.Answer, error) {
	t, ok := r.tools[name]
	if !ok {
		return nil, nil, answer.Answer{}, &fleet.Error{Kind: fleet.NotFound, Field: "tool", Message: "There is no tool called " + name + ".", Choices: closest(name, r.names)}
	}
	if !MayRun(call.Caller.Role, name) {
		return nil, nil, answer.Answer{}, fleet.Errorf(fleet.Forbidden, "Your role (%s) may not use %s. Ask a manager or an admin.", call.Caller.Role, strings.ReplaceAll(name, "_", " "))
	}
	cleaned, missing, err := t.clean(args)
	if err != nil {
		return nil, nil, answer.Answer{}, err
	}
	if err := t.validate(cleaned, missing); err != nil {
		return nil, nil, answer.Answer{}, err
	}
	if len(missing) > 0 {
		return t, cleaned, askFor(t, cleaned, missing), nil
	}
	return t, cleaned, answer.Answer{}, nil
}

// execute runs the tool for real, and audits writes and looks at personal data.
func (r *Registry) execute(ctx context.Context, call *Call, t *Tool, args json.RawMessage) (answer.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	a, err := t.run(ctx, call, args)
	if err != nil {
		err = r.plain(ctx, t.Name, err)
	}
	a.Personal = call.personal
	if !t.Write && !call.personal {
		return a, err
	}
	row := store.AuditRow{At: call.Now, Caller: call.Caller, Via: call.Via, Tool: t.Name, Args: args, Outcome: outcome(err)}
	if auditErr := r.store.Audit(context.WithoutCancel(ctx), row); auditErr != nil {
		r.log.ErrorContext(ctx, "audit row not written", "tool", t.Name, "err", auditErr)
		if err == nil && !t.Write {
			return answer.Answer{}, auditErr // personal data is not shown unaudited
		}
	}
	return a, err
}

// plain makes sure that what leaves is a *fleet.Error, and logs what is ours.
func (r *Registry) plain(ctx context.Context, tool string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		err = &fleet.Error{Kind: fleet.Unavailable, Message: "That took longer than 10 seconds and was stopped. Please try again, or ask for less.", Err: err}
	}
	if fleet.KindOf(err) == fleet.Internal {
		r.log.ErrorContext(ctx, "tool failed", "tool", tool, "err", err)
	}
	return err
}

func outcome(err error) string {
	if err == nil {
		return "done"
	}
	return string(fleet.KindOf(err))
}

// askFor puts one question for all that is missing.
func askFor(t *Tool, args json.RawMessage, missing []string) answer.Answer {
	words := make([]string, len(missing))
	for i, m := range missing {
		words[i] = "the " + strings.ReplaceAll(m, "_", " ")
	}
	list := words[len(words)-1]
	if n := len(words); n > 1 {
		list = strings.Join(words[:n-1], ", ") + " and " + list
	}
	hint := ""
	if slices.Contains(missing, "start") {
		hint = " A start reads like \"tomorrow 6am\"."
	}
	return answer.Answer{Kind: answer.Question, Headline: "I still need " + list + "." + hint,
		Ask: &answer.Ask{Missing: missing, Tool: t.Name, Args: args}}
}
