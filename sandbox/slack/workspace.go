package slack

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Tokens are the only two secrets that the workspace accepts.
type Tokens struct {
	Bot string // xoxb-…, for the Web API
	App string // xapp-…, for apps.connections.open
}

// Timing holds Slack's waits. A zero field takes Slack's own value.
type Timing struct {
	Ack     time.Duration    // an envelope not acknowledged by then has failed; 3 s
	Trigger time.Duration    // life of a trigger_id; 3 s
	Ping    time.Duration    // between WebSocket pings; 10 s
	Leave   time.Duration    // a socket told to go is closed after this; 10 s
	Reply   time.Duration    // life of a response_url; 30 min
	Status  time.Duration    // a thread status without a message goes away; 2 min
	Retries [3]time.Duration // before each redelivery of an event; at once, 1 min, 5 min
}

// Options configure a workspace.
type Options struct {
	Tokens   Tokens
	Manifest Manifest         // the app that is installed; the zero value allows everything
	Now      func() time.Time // clock that message timestamps follow
	Log      *slog.Logger
	Page     http.Handler // served at /, may be nil
	Timing   Timing
}

// Workspace is one Slack workspace with one app installed. Safe for concurrent use.
type Workspace struct {
	opt Options

	// mu guards everything below. Handlers hold it for their whole (in-memory)
	// work; nothing that waits for the bot or the network runs under it.
	mu       sync.Mutex
	users    []*user
	channels []*channel
	host     string // where the app reached us last; response URLs carry it
	lastTS   int64  // microseconds of the newest timestamp handed out
	triggers map[string]*trigger
	replies  map[string]*responseURL
	modals   map[string][]*view // by user id, bottom of the stack first
	homes    map[string]*view   // by user id
	homeSeen map[string]chan struct{}
	offered  map[offerKey][]obj // options last suggested, so that a submit can name one by value
	files    map[string]*file
	statuses map[string]*time.Timer // thread statuses shown, by channel and thread
	hub      hub
	acks     ackBook
	faults   faults
	timing   timing
	watchers map[*watcher]struct{}
	closed   bool
}

// New returns a workspace with its people and channels in place.
func New(opt Options) *Workspace {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.Timing = opt.Timing.orSlack()
	w := &Workspace{
		opt:      opt,
		triggers: map[string]*trigger{},
		replies:  map[string]*responseURL{},
		modals:   map[string][]*view{},
		homes:    map[string]*view{},
		homeSeen: map[string]chan struct{}{},
		offered:  map[offerKey][]obj{},
		files:    map[string]*file{},
		statuses: map[string]*time.Timer{},
		watchers: map[*watcher]struct{}{},
		hub:      newHub(),
	}
	w.users, w.channels = newcomers()
	return w
}

func (t Timing) orSlack() Timing {
	if t.Ack == 0 {
		t.Ack = 3 * time.Second
	}
	if t.Trigger == 0 {
		t.Trigger = 3 * time.Second
	}
	if t.Ping == 0 {
		t.Ping = 10 * time.Second
	}
	if t.Leave == 0 {
		t.Leave = 10 * time.Second
	}
	if t.Reply == 0 {
		t.Reply = 30 * time.Minute
	}
	if t.Status == 0 {
		t.Status = 2 * time.Minute
	}
	if t.Retries == [3]time.Duration{} {
		t.Retries = [3]time.Duration{0, time.Minute, 5 * time.Minute}
	}
	return t
}

// Mount registers the workspace's routes. /control/fleet, /control/incident and
// /control/history are left to whoever else shares the mux.
func (w *Workspace) Mount(mux *http.ServeMux) {
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("/link/", w.serveSocket)
	mux.HandleFunc("POST /response/{id}", w.serveResponse)
	mux.HandleFunc("POST /upload/{id}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", w.serveFile)
	w.mountControl(mux)
	if w.opt.Page != nil {
		mux.Handle("/", w.opt.Page)
	}
}

// Close drops every socket and stream and stops every timer.
func (w *Workspace) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, l := range w.hub.links {
		l.drop()
	}
	for _, p := range w.hub.pending {
		p.timer.Stop()
		p.late() // whoever waits for an acknowledgement waits no longer
	}
	for t := range w.hub.later {
		t.Stop()
	}
	for _, t := range w.statuses {
		t.Stop()
	}
	for s := range w.watchers {
		s.drop()
	}
}
