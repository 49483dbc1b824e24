package slack

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// troubles are the faults by kind. Each runs with the lock held.
func (w *Workspace) troubles() map[string]func(params) (obj, error) {
	return map[string]func(params) (obj, error){
		"disconnect":      w.faultDisconnect,
		"drop":            w.faultDrop,
		"deaf":            w.faultDeaf,
		"ratelimit":       w.faultLimit,
		"pace":            w.faultPace,
		"fail":            w.faultFail,
		"lost":            w.faultLost,
		"slow":            w.faultSlow,
		"lose_acks":       w.faultLoseAcks,
		"expire_triggers": w.faultTriggers,
		"refuse_blocks":   w.faultBlocks,
		"processing":      w.faultProcessing,
		"retry":           w.faultRetry,
		"clear":           w.faultClear,
	}
}

// fault switches a trouble on, or with "clear" all of them off.
func (w *Workspace) fault(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.troubles()
	run := all[p.str("kind")]
	if run == nil {
		return nil, errors.New("\"kind\" is one of " + strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return run(p)
}

// methodOf names the call a fault is for; none means all.
func methodOf(p params) string {
	if m := p.str("method"); m != "" {
		return m
	}
	return "*"
}

func (w *Workspace) addCallFault(f *callFault) (obj, error) {
	w.faults.calls = append(w.faults.calls, f)
	return obj{}, nil
}

func (w *Workspace) faultLimit(p params) (obj, error) {
	f := &callFault{method: methodOf(p), left: p.number("count", 1), code: "ratelimited", after: -1}
	switch p.str("shape") {
	case "", "429":
		f.status, f.after = 429, p.number("retry_after", 1)
	case "429_bare":
		f.status = 429
	case "200":
		f.status = 200
	default:
		return nil, errors.New("\"shape\" is 429, 429_bare or 200")
	}
	return w.addCallFault(f)
}

func (w *Workspace) faultPace(params) (obj, error) {
	w.faults.pace = &pace{buckets: map[string]*bucket{}}
	return obj{}, nil
}

// faultFail refuses calls: with an HTTP status, or with an error of Slack's.
func (w *Workspace) faultFail(p params) (obj, error) {
	f := &callFault{method: methodOf(p), left: p.number("count", 1), code: p.str("error"), after: -1}
	otherwise := 503
	if f.code != "" {
		otherwise = 200
	}
	f.status = p.number("status", otherwise)
	if f.status < 200 || f.status > 599 {
		return nil, errors.New("\"status\" is an HTTP status")
	}
	return w.addCallFault(f)
}

// faultLost lets the call do its work and loses the answer: nobody on the other
// side can know what became of it.
func (w *Workspace) faultLost(p params) (obj, error) {
	return w.addCallFault(&callFault{method: methodOf(p), left: p.number("count", 1), status: p.number("status", 0), after: -1, done: true})
}

func (w *Workspace) faultSlow(p params) (obj, error) {
	if w.faults.slow == nil {
		w.faults.slow = map[string]time.Duration{}
	}
	w.faults.slow[methodOf(p)] = time.Duration(p.number("ms", 1000)) * time.Millisecond
	return obj{}, nil
}

func (w *Workspace) faultLoseAcks(p params) (obj, error) {
	w.faults.lostAcks = p.number("count", 1)
	return obj{}, nil
}

func (w *Workspace) faultTriggers(p params) (obj, error) {
	for _, t := range w.triggers {
		t.expires = time.Now()
	}
	w.faults.bornExpired = p.number("count", 0)
	return obj{}, nil
}

// nativeBlocks are the block types that Slack rolls out workspace by workspace.
func nativeBlocks() []string {
	return []string{"table", "data_table", "data_visualization", "card", "carousel", "container", "layout",
		"context_actions", "task_card", "plan", "alert"}
}

func (w *Workspace) faultBlocks(p params) (obj, error) {
	types := p.words("types")
	if len(types) == 0 {
		types = nativeBlocks()
	}
	w.faults.native = nativeFault{types: types, left: p.number("count", math.MaxInt)}
	return obj{"types": types}, nil
}

func (w *Workspace) faultProcessing(p params) (obj, error) {
	w.faults.processing = time.Duration(p.number("ms", 2000)) * time.Millisecond
	return obj{}, nil
}

// faultRetry sends an event once more, as Slack does when it believes that the
// app never got it: the newest, or the newest of a type.
func (w *Workspace) faultRetry(p params) (obj, error) {
	for _, e := range slices.Backward(w.hub.sent) {
		if kind := p.str("type"); kind != "" && text(child(e.payload, "event"), "type") != kind {
			continue
		}
		again := &event{payload: e.payload, tries: p.number("attempt", 1), reason: "timeout"}
		if why := p.str("reason"); why != "" {
			again.reason = why
		}
		w.sendEvent(again)
		return obj{"event_id": e.payload["event_id"]}, nil
	}
	return nil, fmt.Errorf("no such event was sent yet")
}

func (w *Workspace) faultClear(params) (obj, error) {
	w.faults = faults{}
	for _, l := range w.hub.links {
		l.deaf = time.Time{}
	}
	return obj{}, nil
}
