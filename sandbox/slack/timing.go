package slack

import (
	"net/http"
	"time"
)

// timing is how long the app took with what people did, in milliseconds, since
// somebody last asked.
type timing struct {
	acks    []float64 // of commands and clicks: sent to acknowledged
	answers []float64 // of commands: typed to first shown
	failed  []string  // envelopes of commands and clicks that were not acknowledged
}

func millis(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// tellTiming is GET /control/timing. Looking empties it.
func (w *Workspace) tellTiming(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	writeJSON(rw, http.StatusOK, obj{"ok": true, "acks_ms": some(w.timing.acks), "answers_ms": some(w.timing.answers), "failed": some(w.timing.failed)})
	w.timing = timing{}
}

func some[T any](list []T) []T { return append([]T{}, list...) } // never null
