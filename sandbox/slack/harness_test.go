package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"watchtower/sandbox/slack"
)

// hasty makes unacknowledged envelopes fail soon, for the tests that wait for that.
func hasty(o *slack.Options) { o.Timing.Ack = time.Second }

const patience = 10 * time.Second

// rig is a workspace on a local port with the real client library in front.
type rig struct {
	t   *testing.T
	ws  *slack.Workspace
	url string
	api *slackgo.Client
}

func newRig(t *testing.T, change func(*slack.Options)) *rig {
	t.Helper()
	opt := slack.Options{
		Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"},
		Timing: slack.Timing{Ping: 200 * time.Millisecond,
			Retries: [3]time.Duration{time.Millisecond, 20 * time.Millisecond, 40 * time.Millisecond}},
	}
	if change != nil {
		change(&opt)
	}
	ws := slack.New(opt)
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { ws.Close(); srv.Close() })
	r := &rig{t: t, ws: ws, url: srv.URL}
	r.api = slackgo.New("xoxb-sandbox", slackgo.OptionAppLevelToken("xapp-sandbox"), slackgo.OptionAPIURL(srv.URL+"/api/"))
	return r
}

// app is a connected bot: a socket whose events tests read one by one.
type app struct {
	*rig
	sm *socketmode.Client

	mu    sync.Mutex
	seen  []socketmode.Event
	awake chan struct{} // closed and replaced when an event arrives
}

func (r *rig) connect() *app {
	r.t.Helper()
	a := &app{rig: r, sm: socketmode.New(r.api), awake: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = a.sm.RunContext(ctx) }()
	go func() {
		for {
			select {
			case e := <-a.sm.Events:
				a.mu.Lock()
				a.seen = append(a.seen, e)
				close(a.awake)
				a.awake = make(chan struct{})
				a.mu.Unlock()
			case <-ctx.Done():
				return
			}
		}
	}()
	r.t.Cleanup(func() {
		stop()
		r.ws.Close()
		select {
		case <-done:
		case <-time.After(patience):
			r.t.Error("the client library did not end when it was told to")
		}
	})
	a.take("hello", func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeHello })
	return a
}

// take waits for the first event not taken yet that fits, and removes it.
func (a *app) take(what string, fits func(socketmode.Event) bool) socketmode.Event {
	a.t.Helper()
	late := time.After(patience)
	for {
		a.mu.Lock()
		for i, e := range a.seen {
			if fits(e) {
				a.seen = append(a.seen[:i:i], a.seen[i+1:]...)
				a.mu.Unlock()
				return e
			}
		}
		awake := a.awake
		a.mu.Unlock()
		select {
		case <-awake:
		case <-late:
			a.t.Fatalf("no %s within %v", what, patience)
		}
	}
}

// event waits for an Events API callback of this inner type and acknowledges it.
func (a *app) event(inner string, fits func(slackevents.EventsAPIEvent) bool) slackevents.EventsAPIEvent {
	a.t.Helper()
	e := a.take("event "+inner, func(e socketmode.Event) bool {
		ev, ok := e.Data.(slackevents.EventsAPIEvent)
		return ok && ev.InnerEvent.Type == inner && (fits == nil || fits(ev))
	})
	a.ack(e, nil)
	return e.Data.(slackevents.EventsAPIEvent)
}

func (a *app) ack(e socketmode.Event, payload any) {
	a.t.Helper()
	var err error
	if payload == nil {
		err = a.sm.Ack(*e.Request)
	} else {
		err = a.sm.Ack(*e.Request, payload)
	}
	if err != nil {
		a.t.Fatalf("ack: %v", err)
	}
}

func (a *app) command() (socketmode.Event, slackgo.SlashCommand) {
	a.t.Helper()
	e := a.take("slash command", func(e socketmode.Event) bool { return e.Type == socketmode.EventTypeSlashCommand })
	return e, e.Data.(slackgo.SlashCommand)
}

func (a *app) interaction(kind slackgo.InteractionType) (socketmode.Event, slackgo.InteractionCallback) {
	a.t.Helper()
	e := a.take("interaction "+string(kind), func(e socketmode.Event) bool {
		cb, ok := e.Data.(slackgo.InteractionCallback)
		return ok && cb.Type == kind
	})
	return e, e.Data.(slackgo.InteractionCallback)
}

type reply = map[string]any

// control posts to the control API.
func (r *rig) control(path string, body reply) reply {
	r.t.Helper()
	out, err := r.tryControl(path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *rig) tryControl(path string, body reply) (out reply, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post(r.url+"/control/"+path, "application/json", bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return out, json.NewDecoder(resp.Body).Decode(&out)
}

// must posts to the control API and wants ok.
func (r *rig) must(path string, body reply) reply {
	r.t.Helper()
	out := r.control(path, body)
	if out["ok"] != true {
		r.t.Fatalf("control %s %v: %v", path, body, out)
	}
	return out
}

func (r *rig) list(query string) []reply {
	r.t.Helper()
	resp, err := http.Get(r.url + "/control/" + query)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out []reply
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		r.t.Fatalf("GET %s: %v", query, err)
	}
	return out
}

// lastMessage is the newest message of a channel.
func (r *rig) lastMessage(query string) reply {
	r.t.Helper()
	all := r.list("messages?" + query)
	if len(all) == 0 {
		r.t.Fatalf("no messages for %s", query)
	}
	return all[len(all)-1]
}

// watch opens the stream and returns its changes.
func (r *rig) watch(as string) <-chan reply {
	r.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+"/control/stream?as="+as, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req) //nolint:bodyclose // closed when the test ends
	if err != nil {
		r.t.Fatal(err)
	}
	changes := make(chan reply, 256)
	done := make(chan struct{})
	go func() {
		defer close(done)
		readStream(ctx, resp, changes)
	}()
	r.t.Cleanup(func() { stop(); <-done; resp.Body.Close() })
	return changes
}

// change waits for a change of one type.
func change(t *testing.T, from <-chan reply, kind string) reply {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case c := <-from:
			if c["type"] == kind {
				return c
			}
		case <-late:
			t.Fatalf("no %s on the stream within %v", kind, patience)
		}
	}
}

// dig follows keys and indexes into decoded JSON.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			o, _ := v.(map[string]any)
			v = o[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		default:
			panic(fmt.Sprintf("dig: %T", step))
		}
	}
	return v
}
