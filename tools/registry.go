package tools

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"watchtower/answer"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/geocode"
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
	desk  *desk
	// Observe, when set, is told of every call: for metrics.
	Observe func(tool string, via fleet.Via, outcome string, took time.Duration)
	// Model, when set, is the language model that sentences go to.
	Model *Model
	// Router, when set, is asked for ways that the fleet's own trucks have not shown.
	Router RouterFunc
	// Sheets, when set, is the spreadsheet that is synced.
	Sheets *Sheets
	// Events, when set, is the queue whose dead letters an admin may settle.
	Events *events.Client
	// Geocoder, when set beside Events, is asked for places that nobody here knows.
	Geocoder *geocode.Client
}

func (r *Registry) geocoder() *geocoder {
	if r.Geocoder == nil || r.Events == nil {
		return nil
	}
	return &geocoder{client: r.Geocoder, events: r.Events}
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
	started := time.Now() // a real duration, even where the clock is simulated
	call := &Call{Caller: caller, Via: via, Now: r.now()}
	t, args, a, err := r.admit(call, name, args)
	switch {
	case err != nil:
		r.auditRefusal(ctx, call, t, args, err)
	case a.Kind != "":
	case t.Write && (via == fleet.ViaSentence || t.Confirms && via != fleet.ViaJob):
		a, err = r.propose(ctx, call, t, args)
	default:
		a, err = r.execute(ctx, call, t, args)
		if t.Write && via != fleet.ViaJob && oneCandidate(err) {
			a, err = r.propose(ctx, call, t, args)
		}
	}
	if r.Observe != nil {
		if t == nil {
			name = "unknown" // a model may make up any number of names
		}
		r.Observe(name, via, outcome(err), time.Since(started))
	}
	return a, err
}

// oneCandidate says whether a write stopped only because a name was not exact,
// though a single one could be meant: the person is then asked to confirm it.
func oneCandidate(err error) bool {
	e, ok := errors.AsType[*fleet.Error](err)
	return ok && e.Kind == fleet.Ambiguous && len(e.Choices) == 1
}

// admit does all checks that need no store. A non-empty answer kind ends the
// call with that answer.
func (r *Registry) admit(call *Call, name string, args json.RawMessage) (*Tool, json.RawMessage, answer.Answer, error) {
	t, ok := r.tools[name]
	if !ok {
		return nil, nil, answer.Answer{}, &fleet.Error{Kind: fleet.NotFound, Field: "tool", Message: "There is no tool called " + name + ".", Choices: closest(name, r.names)}
	}
	if !MayRun(call.Caller.Role, name) {
		return t, args, answer.Answer{}, refusal(call.Caller.Role, name)
	}
	if call.Caller.Role == fleet.DriverRole && call.Caller.DriverID == 0 && !aboutSelf(name) {
		return t, nil, answer.Answer{}, fleet.Errorf(fleet.Forbidden, "You are set up as a driver, but your name is not among the drivers. Ask an admin to add it.")
	}
	cleaned, missing, err := t.clean(args)
	if err != nil {
		return t, nil, answer.Answer{}, err
	}
	if err := t.validate(cleaned, missing); err != nil {
		return t, nil, answer.Answer{}, err
	}
	if len(missing) > 0 {
		return t, cleaned, askFor(t, cleaned, missing), nil
	}
	return t, cleaned, answer.Answer{}, nil
}

// execute runs the tool for real. A look at personal data is audited before it
// is shown.
func (r *Registry) execute(ctx context.Context, call *Call, t *Tool, args json.RawMessage) (answer.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	if t.Write {
		return r.executeWrite(ctx, call, t, args)
	}
	call.reads = true
	a, err := t.run(ctx, call, args)
	if err != nil {
		return a, r.plain(ctx, t.Name, err)
	}
	a.Personal = call.personal
	if call.Caller.Units == fleet.Miles {
		a.Units = fleet.Miles
	}
	if call.personal || call.audited {
		if _, err := r.store.Audit(ctx, r.auditRow(call, t, args, "done")); err != nil {
			return answer.Answer{}, r.plain(ctx, t.Name, err) // personal data is not shown unaudited
		}
	}
	return a, nil
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
