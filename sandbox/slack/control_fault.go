package slack

import (
	"errors"
	"slices"
	"time"
)

// fault switches a trouble on, or with "clear" all of them off.
func (w *Workspace) fault(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch p.str("kind") {
	case "disconnect":
		return w.faultDisconnect(p)
	case "ratelimit":
		return w.faultLimit(p)
	case "deaf":
		until := time.Now().Add(time.Duration(p.number("seconds", 60)) * time.Second)
		hit := w.firstLinks(p)
		for _, l := range hit {
			l.deaf = until
		}
		return obj{"sockets": len(hit)}, nil
	case "slow":
		if w.faults.slow == nil {
			w.faults.slow = map[string]time.Duration{}
		}
		w.faults.slow[methodOf(p)] = time.Duration(p.number("ms", 1000)) * time.Millisecond
	case "expire_triggers":
		for _, t := range w.triggers {
			t.expires = time.Now()
		}
		w.faults.bornExpired = p.number("count", 0)
	case "retry":
		return w.faultRetry()
	case "clear":
		w.faults = faults{}
		for _, l := range w.hub.links {
			l.deaf = time.Time{}
		}
	default:
		return nil, errors.New("\"kind\" is disconnect, ratelimit, deaf, slow, expire_triggers, retry or clear")
	}
	return obj{}, nil
}

// methodOf names the Web API method a fault is for; none means all.
func methodOf(p params) string {
	if m := p.str("method"); m != "" {
		return m
	}
	return "*"
}

// firstLinks are the sockets a fault hits: "count" of them, or all.
func (w *Workspace) firstLinks(p params) []*link {
	all := slices.DeleteFunc(slices.Clone(w.hub.links), func(l *link) bool { return l.leaving })
	return all[:min(p.number("count", len(all)), len(all))]
}

func (w *Workspace) faultDisconnect(p params) (obj, error) {
	reason := p.str("reason")
	switch reason {
	case "":
		reason = "refresh_requested"
	case "warning", "refresh_requested", "link_disabled", "too_many_websockets":
	default:
		return nil, errors.New("\"reason\" is warning, refresh_requested, link_disabled or too_many_websockets")
	}
	if s := p.number("seconds", 0); s > 0 {
		w.faults.refusing, w.faults.refuseUntil = reason, time.Now().Add(time.Duration(s)*time.Second)
	}
	hit := w.firstLinks(p)
	for _, l := range hit {
		w.dismiss(l, reason)
	}
	return obj{"sockets": len(hit)}, nil
}

func (w *Workspace) faultLimit(p params) (obj, error) {
	f := &limitFault{method: methodOf(p), shape: p.str("shape"), left: p.number("count", 1), after: p.number("retry_after", 1)}
	if f.shape == "" {
		f.shape = "429"
	}
	if !slices.Contains([]string{"429", "429_bare", "200"}, f.shape) {
		return nil, errors.New("\"shape\" is 429, 429_bare or 200")
	}
	w.faults.limits = append(w.faults.limits, f)
	return obj{}, nil
}

// faultRetry sends the newest event once more, as Slack does when it believes
// that the app never got it.
func (w *Workspace) faultRetry() (obj, error) {
	last := w.hub.last
	if last == nil {
		return nil, errors.New("no event was sent yet")
	}
	again := &event{payload: last.payload, tries: 1}
	w.sendEvent(again)
	return obj{"event_id": last.payload["event_id"]}, nil
}
