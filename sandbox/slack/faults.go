package slack

import (
	"net/http"
	"slices"
	"time"
)

// faults are the troubles switched on by POST /control/fault.
type faults struct {
	calls       []*callFault
	slow        map[string]time.Duration // by method; "*" is every method
	bornExpired int                      // so many triggers to come are dead on arrival
	lostAcks    int                      // so many acknowledgements to come never reach Slack
	refusing    string                   // reason given to every socket that opens
	refuseUntil time.Time
	native      nativeFault
	processing  time.Duration // a file may be shown in a block only so long after its upload ended
	pace        *pace         // nil: nobody is slowed down
}

// nativeFault refuses block types, as workspaces do that a roll-out has not reached.
type nativeFault struct {
	types []string
	left  int // calls still to refuse
}

func (f *faults) refuse() string {
	if time.Now().Before(f.refuseUntil) {
		return f.refusing
	}
	return ""
}

// lacks says whether the workspace behaves as if it did not know a block type.
func (f *faults) lacks(kind string) bool {
	return f.native.left > 0 && slices.Contains(f.native.types, kind)
}

// loseAck eats the next acknowledgement if that is switched on.
func (f *faults) loseAck() bool {
	if f.lostAcks == 0 {
		return false
	}
	f.lostAcks--
	return true
}

func (w *Workspace) slowness(method string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d, ok := w.faults.slow[method]; ok {
		return d
	}
	return w.faults.slow["*"]
}

// hold waits as long as the method is slow. False: the caller went away.
func (w *Workspace) hold(r *http.Request, method string) bool {
	wait := w.slowness(method)
	if wait <= 0 {
		return true
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
