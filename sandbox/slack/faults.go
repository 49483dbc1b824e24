package slack

import (
	"net/http"
	"strconv"
	"time"
)

// faults are the troubles switched on by POST /control/fault.
type faults struct {
	limits      []*limitFault
	slow        map[string]time.Duration // by method; "*" is every method
	bornExpired int                      // so many triggers to come are dead on arrival
	refusing    string                   // reason given to every socket that opens
	refuseUntil time.Time
}

// limitFault answers the next calls of a method as a rate limit.
type limitFault struct {
	method string // "*" is every method
	shape  string // 429, 429_bare, 200
	left   int
	after  int // seconds
}

func (f *faults) refuse() string {
	if time.Now().Before(f.refuseUntil) {
		return f.refusing
	}
	return ""
}

func (w *Workspace) slowness(method string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d, ok := w.faults.slow[method]; ok {
		return d
	}
	return w.faults.slow["*"]
}

// limited answers in place of the method when a rate limit is switched on.
func (w *Workspace) limited(rw http.ResponseWriter, method string) bool {
	w.mu.Lock()
	var hit *limitFault
	for _, f := range w.faults.limits {
		if f.left > 0 && (f.method == method || f.method == "*") {
			f.left--
			hit = f
			break
		}
	}
	w.mu.Unlock()
	if hit == nil {
		return false
	}
	status := http.StatusTooManyRequests
	switch hit.shape {
	case "200":
		status = http.StatusOK
	case "429":
		rw.Header().Set("Retry-After", strconv.Itoa(hit.after))
	}
	writeJSON(rw, status, obj{"ok": false, "error": "ratelimited"})
	return true
}
