package slack

import (
	"net/http"
	"sync"
	"time"
)

// watcher is one open /control/stream: the page, or a script that looks on.
type watcher struct {
	user string // "" sees everything
	out  chan []byte
	done chan struct{}
	once sync.Once
}

func (s *watcher) drop() { s.once.Do(func() { close(s.done) }) }

// tell shows a change in a channel to its members, or to one of them.
func (w *Workspace) tell(c *channel, only string, change obj) {
	w.publish(change, func(user string) bool {
		return user == "" || (c.has(user) && (only == "" || only == user))
	})
}

// tellOne shows a change to one person.
func (w *Workspace) tellOne(userID string, change obj) {
	w.publish(change, func(user string) bool { return user == "" || user == userID })
}

// publish never waits: a watcher that cannot keep up is dropped and comes back
// to read the messages afresh.
func (w *Workspace) publish(change obj, sees func(user string) bool) {
	if len(w.watchers) == 0 {
		return
	}
	data := encode(change)
	for s := range w.watchers {
		if !sees(s.user) {
			continue
		}
		select {
		case s.out <- data:
		default:
			s.drop()
		}
	}
}

// serveStream is GET /control/stream?as=: Server-Sent Events, one JSON object each.
func (w *Workspace) serveStream(rw http.ResponseWriter, r *http.Request) {
	flush, ok := rw.(http.Flusher)
	if !ok {
		refuseControl(rw, http.StatusInternalServerError, "this connection cannot stream")
		return
	}
	s := &watcher{out: make(chan []byte, 1024), done: make(chan struct{})}
	w.mu.Lock()
	if as := r.URL.Query().Get("as"); as != "" {
		u, err := w.person(as)
		if err != nil {
			w.mu.Unlock()
			refuseControl(rw, http.StatusBadRequest, err.Error())
			return
		}
		s.user = u.ID
	}
	w.watchers[s] = struct{}{}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.watchers, s)
		w.mu.Unlock()
	}()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Accel-Buffering", "no")
	_, _ = rw.Write([]byte("retry: 1000\n\n"))
	flush.Flush()
	s.pump(rw, flush, r)
}

func (s *watcher) pump(rw http.ResponseWriter, flush http.Flusher, r *http.Request) {
	beat := time.NewTicker(15 * time.Second)
	defer beat.Stop()
	for {
		frame := []byte(": still here\n\n")
		select {
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		case <-beat.C:
		case data := <-s.out:
			frame = append(append([]byte("data: "), data...), '\n', '\n')
		}
		if _, err := rw.Write(frame); err != nil {
			return
		}
		flush.Flush()
	}
}
