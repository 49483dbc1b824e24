package slack

import (
	"slices"
	"time"
)

// hub shares envelopes out over the open links.
type hub struct {
	links   []*link
	opened  int                  // links ever, for those who count reconnects
	next    int                  // whose turn it is
	tickets map[string]time.Time // WebSocket URLs not used yet, and until when
	pending map[string]*pending  // envelopes sent and not acknowledged
	later   map[*time.Timer]struct{}
	sent    []*event // the newest events, for the retry fault
}

// pending is an envelope on its way. Exactly one of the two functions runs, with the lock held.
type pending struct {
	human bool // a person waits for it: a command or a click
	timer *time.Timer
	sent  time.Time
	acked func(payload any)
	late  func()
}

// event is one Events API callback and how often it was sent again.
type event struct {
	payload obj
	tries   int
	reason  string // why it is sent again
}

func newHub() hub {
	return hub{tickets: map[string]time.Time{}, pending: map[string]*pending{}, later: map[*time.Timer]struct{}{}}
}

// eventsKept is at least how many events can be asked for again.
const eventsKept = 50

func (h *hub) keep(e *event) {
	if h.sent = append(h.sent, e); len(h.sent) > 2*eventsKept {
		h.sent = slices.Clone(h.sent[eventsKept:])
	}
}

func (h *hub) open() int { return len(h.links) }

func (h *hub) remove(l *link) {
	h.links = slices.DeleteFunc(h.links, func(x *link) bool { return x == l })
}

// pick takes the next link in turn, nil when none is there to serve.
func (h *hub) pick() *link {
	for range h.links {
		h.next++
		if l := h.links[h.next%len(h.links)]; !l.leaving {
			return l
		}
	}
	return nil
}

// deliver sends one envelope and arranges for its ack. It reports false, and
// runs neither function, when nobody is connected.
func (w *Workspace) deliver(envelope obj, acked func(any), late func()) (id string, sent bool) {
	l := w.hub.pick()
	if l == nil || w.closed {
		return "", false
	}
	id = newUUID()
	envelope["envelope_id"] = id
	p := &pending{acked: acked, late: late, sent: time.Now(), human: envelope["type"] != "events_api"}
	p.timer = time.AfterFunc(w.opt.Timing.Ack, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.closed || w.hub.pending[id] != p {
			return
		}
		delete(w.hub.pending, id)
		w.acks.missedOne(id, p.sent)
		if p.human {
			w.timing.failed = append(w.timing.failed, id)
		}
		p.late()
	})
	w.hub.pending[id] = p
	l.send(envelope)
	return id, true
}

// sendEvent delivers an event and redelivers it, with the same event_id, until
// it is acknowledged or Slack's three retries are used up.
func (w *Workspace) sendEvent(e *event) {
	envelope := obj{"type": "events_api", "payload": e.payload, "accepts_response_payload": false,
		"retry_attempt": e.tries, "retry_reason": e.reason}
	again := func() { w.retryEvent(e) }
	if _, sent := w.deliver(envelope, func(any) {}, again); !sent {
		again()
	}
}

func (w *Workspace) retryEvent(e *event) {
	if w.closed {
		return
	}
	if e.tries >= len(w.opt.Timing.Retries) {
		w.opt.Log.Warn("event given up: never acknowledged", "event_id", e.payload["event_id"])
		return
	}
	wait := w.opt.Timing.Retries[e.tries]
	e.tries++
	e.reason = "timeout"
	w.after(wait, func() { w.sendEvent(e) })
}

// interact sends an interaction. A failure nobody can retry is told to the
// person by failed.
func (w *Workspace) interact(payload obj, acked func(any), failed func(code string)) (envelopeID string) {
	envelope := obj{"type": "interactive", "payload": payload, "accepts_response_payload": true}
	id, sent := w.deliver(envelope, acked, func() { failed("operation_timeout") })
	if !sent {
		failed("dispatch_failed")
	}
	return id
}

// after runs f later, with the lock held, unless the workspace is closed first.
func (w *Workspace) after(wait time.Duration, f func()) {
	var t *time.Timer
	t = time.AfterFunc(wait, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.hub.later, t)
		if !w.closed {
			f()
		}
	})
	w.hub.later[t] = struct{}{}
}
