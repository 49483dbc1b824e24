package slack

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxLinks   = 10               // sockets that one app may hold open
	ticketLife = 30 * time.Second // a WebSocket URL that nobody dialled
	outBox     = 4096             // frames waiting for one socket before it is given up
	pongWait   = 60 * time.Second
)

// link is one open Socket Mode connection. One goroutine reads, one writes.
type link struct {
	conn *websocket.Conn
	out  chan []byte
	done chan struct{}
	once sync.Once

	// Guarded by Workspace.mu.
	leaving bool      // told to go: gets nothing new
	deaf    time.Time // until then nothing goes out or comes in
	pings   bool      // but pings, when deaf
}

func (l *link) drop() {
	l.once.Do(func() {
		close(l.done)
		_ = l.conn.Close()
	})
}

// send queues a frame; a socket that cannot keep up is dropped.
func (l *link) send(frame any) {
	select {
	case l.out <- encode(frame):
	default:
		l.drop()
	}
}

// connectionsOpen hands out a WebSocket URL that works once.
func connectionsOpen(c *call) (obj, error) {
	ticket := rand.Text()
	now := time.Now()
	c.w.host = c.host
	for t, until := range c.w.hub.tickets {
		if now.After(until) {
			delete(c.w.hub.tickets, t)
		}
	}
	c.w.hub.tickets[ticket] = now.Add(ticketLife)
	return obj{"url": "ws://" + c.host + "/link/?ticket=" + ticket + "&app_id=" + appID}, nil
}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	until, known := w.hub.tickets[ticket]
	delete(w.hub.tickets, ticket)
	closed := w.closed
	w.mu.Unlock()
	if !known || closed || time.Now().After(until) {
		http.Error(rw, "this WebSocket URL is used up or unknown", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has already answered
	}
	l := &link{conn: conn, out: make(chan []byte, outBox), done: make(chan struct{})}
	if !w.welcome(l) {
		w.part(l, "too_many_websockets")
		return
	}
	go w.write(l)
	w.read(l)
}

// welcome enters a link into the hub and says hello. False: there are ten
// already, or the workspace has ended.
func (w *Workspace) welcome(l *link) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hub.open() >= maxLinks || w.closed { // closed since the dial began: nobody would drop it later
		return false
	}
	w.hub.links = append(w.hub.links, l)
	w.hub.opened++
	l.send(obj{
		"type":            "hello",
		"num_connections": w.hub.open(),
		"connection_info": obj{"app_id": appID},
		"debug_info":      obj{"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
	})
	if reason := w.faults.refuse(); reason != "" {
		w.dismiss(l, reason)
	}
	w.opt.Log.Info("socket opened", "open", w.hub.open())
	return true
}

// part refuses a link before it was ever in the hub.
func (w *Workspace) part(l *link, reason string) {
	_ = l.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_ = l.conn.WriteJSON(farewell(reason))
	l.drop()
}

func farewell(reason string) obj {
	return obj{"type": "disconnect", "reason": reason, "debug_info": obj{"host": "applink-sandbox"}}
}

// dismiss tells a link to go and closes it a little later if it has not gone.
func (w *Workspace) dismiss(l *link, reason string) {
	l.leaving = true
	l.send(farewell(reason))
	w.after(w.opt.Timing.Leave, l.drop)
}

func (w *Workspace) write(l *link) {
	ping := time.NewTicker(w.opt.Timing.Ping)
	defer ping.Stop()
	defer l.drop()
	for {
		kind, data := websocket.PingMessage, []byte("Ping from applink-sandbox")
		select {
		case <-l.done:
			return
		case <-ping.C:
		case data = <-l.out:
			kind = websocket.TextMessage
		}
		if w.isDeaf(l, kind == websocket.PingMessage) {
			continue
		}
		_ = l.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if err := l.conn.WriteMessage(kind, data); err != nil {
			return
		}
	}
}

// isDeaf says whether a frame is swallowed instead of carried.
func (w *Workspace) isDeaf(l *link, ping bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Before(l.deaf) && (!ping || !l.pings)
}

func (w *Workspace) read(l *link) {
	defer w.forget(l)
	l.conn.SetReadLimit(1 << 20)
	extend := func() { _ = l.conn.SetReadDeadline(time.Now().Add(pongWait)) }
	extend()
	l.conn.SetPongHandler(func(string) error { extend(); return nil })
	for {
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		extend()
		if !w.isDeaf(l, false) {
			w.acknowledge(data)
		}
	}
}

func (w *Workspace) forget(l *link) {
	l.drop()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hub.remove(l)
	w.opt.Log.Info("socket closed", "open", w.hub.open())
}
