package slack

import (
	"net/http"
	"slices"
	"time"
)

// acksKept is at least how many acknowledgements /control/acks looks back on.
const acksKept = 2000

// maxAck in bytes: Slack drops an acknowledgement of this size without a word.
const maxAck = 20_480

// ackBook counts what became of envelopes. A late acknowledgement is counted
// twice, as missed when its time was up and as late when it came.
type ackBook struct {
	inTime, missed, late, dropped, lost, unknown int
	took                                         []time.Duration // of those in time, the newest last
	expired                                      map[string]time.Time
}

func (b *ackBook) answered(after time.Duration) {
	b.inTime++
	if b.took = append(b.took, after); len(b.took) > 2*acksKept {
		b.took = slices.Clone(b.took[acksKept:])
	}
}

func (b *ackBook) missedOne(id string, sent time.Time) {
	b.missed++
	if b.expired == nil || len(b.expired) > acksKept {
		b.expired = map[string]time.Time{}
	}
	b.expired[id] = sent
}

// stray is an acknowledgement nobody waits for: late, repeated or made up.
func (b *ackBook) stray(id string) {
	if _, was := b.expired[id]; !was {
		b.unknown++
		return
	}
	delete(b.expired, id)
	b.late++
}

// acknowledge hands an ack to whoever waits for that envelope.
func (w *Workspace) acknowledge(data []byte) {
	var ack struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload"`
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(data) >= maxAck {
		w.acks.dropped++
		w.opt.Log.Warn("acknowledgement dropped: too large", "bytes", len(data))
		return
	}
	if err := decode(data, &ack); err != nil || ack.EnvelopeID == "" {
		w.opt.Log.Warn("frame from the app is no acknowledgement")
		return
	}
	if w.faults.loseAck() {
		w.acks.lost++
		return
	}
	p := w.hub.pending[ack.EnvelopeID]
	if p == nil {
		w.acks.stray(ack.EnvelopeID) // the person has been told already
		return
	}
	delete(w.hub.pending, ack.EnvelopeID)
	p.timer.Stop()
	w.acks.answered(time.Since(p.sent))
	if p.human {
		w.timing.acks = append(w.timing.acks, millis(p.sent))
	}
	p.acked(ack.Payload)
}

// listAcks is GET /control/acks.
func (w *Workspace) listAcks(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := &w.acks
	took := slices.Sorted(slices.Values(b.took))
	at := func(share float64) float64 {
		if len(took) == 0 {
			return 0
		}
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	writeJSON(rw, http.StatusOK, obj{
		"ok": true, "waiting": len(w.hub.pending), "in_time": b.inTime, "missed": b.missed, "late": b.late,
		"dropped": b.dropped, "lost": b.lost, "unknown": b.unknown,
		"p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1),
	})
}
