package slack

import (
	"net/http"
	"strconv"
)

// The calls that are no methods of the Web API have names for faults too.
const (
	callResponseURL = "response_url"
	callUpload      = "upload"
)

// callFault goes wrong with the next calls of a method.
type callFault struct {
	method string // "*" is every method
	left   int
	status int    // HTTP status of the answer; 0 cuts the connection
	code   string // Slack's error; "" makes the answer no JSON, as of a proxy in front
	after  int    // seconds in Retry-After; below 0 sends none
	done   bool   // the work is done all the same: only the answer is lost
}

// goesWrong takes the fault that the next call of a method meets, nil when none does.
func (w *Workspace) goesWrong(method string) *callFault {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.faults.calls {
		if f.left > 0 && (f.method == method || f.method == "*") {
			f.left--
			return f
		}
	}
	return nil
}

// instead answers in place of the method. False: the method is to run.
func (f *callFault) instead(rw http.ResponseWriter) bool {
	if f == nil || f.done {
		return false
	}
	f.answer(rw)
	return true
}

// afterwards hides the answer of a method that has run.
func (f *callFault) afterwards(rw http.ResponseWriter) bool {
	if f == nil {
		return false
	}
	f.answer(rw)
	return true
}

func (f *callFault) answer(rw http.ResponseWriter) {
	if f.status == 0 {
		panic(http.ErrAbortHandler) // net/http cuts the connection without a word
	}
	if f.after >= 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(f.after))
	}
	if f.code == "" {
		http.Error(rw, http.StatusText(f.status), f.status)
		return
	}
	writeJSON(rw, f.status, obj{"ok": false, "error": f.code})
}
