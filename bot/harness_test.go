package bot

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/sandbox/slack"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

const patience = 15 * time.Second

// town is a workspace with the bot in it, on real PostgreSQL and Redis.
type town struct {
	t       *testing.T
	url     string
	store   *store.Store
	opt     Options
	changes chan struct{} // one signal or more after anything changed in the workspace
	seen    chan string   // the thread statuses that were shown
	homes   atomic.Int32  // how often a Home tab was drawn
	stop    func()        // stops the bot and waits for it
	others  int           // replicas beside it
}

type message struct {
	TS          string           `json:"ts"`
	User        string           `json:"user"`
	Text        string           `json:"text"`
	ThreadTS    string           `json:"thread_ts"`
	EphemeralTo string           `json:"ephemeral_to"`
	Blocks      []map[string]any `json:"blocks"`
	Edited      map[string]any   `json:"edited"`
	Attachments []map[string]any `json:"attachments"`
	Files       []map[string]any `json:"files"`
}

// newTown starts a workspace with a small fleet and the bot, beside those of
// other tests.
func newTown(t *testing.T, change func(*Options)) *town {
	t.Helper()
	t.Parallel()
	s, redis := storetest.Open(t), eventstest.Open(t)
	manifest, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := slack.ParseManifest(manifest)
	if err != nil {
		t.Fatal(err)
	}
	ws := slack.New(slack.Options{Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"}, Manifest: m,
		Timing: slack.Timing{Ping: time.Second, Retries: [3]time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond}}})
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	began := time.Now()
	now := func() time.Time { return monday.Add(time.Since(began)) }
	w := &town{t: t, url: srv.URL, store: s, changes: make(chan struct{}, 1), seen: make(chan string, 100)}
	registry := tools.New(s, now, log)
	w.opt = Options{BotToken: "xoxb-sandbox", AppToken: "xapp-sandbox", APIURL: srv.URL + "/api/", Consumer: "test",
		Log: log, Now: now, Store: s, Registry: registry, Events: redis, Ask: sayer(registry),
		People: map[string]Person{"U0DISPATCH": {Role: fleet.Dispatcher}, "U0MANAGER": {Role: fleet.Manager},
			"U0ADMIN": {Role: fleet.Admin}, "U0DRIVER": {Role: fleet.DriverRole, Driver: "Moses Okafor"}}}
	if change != nil {
		change(&w.opt)
	}
	w.fleet(registry)
	w.watch()
	t.Cleanup(func() { w.stop(); ws.Close(); srv.Close() })
	w.start()
	return w
}

// start runs the bot until stop.
func (w *town) start() {
	w.t.Helper()
	b, err := New(w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("bot ended with %v", err)
		}
		w.stop = func() {}
	}
	w.connected()
}

// connected waits until every socket is open.
func (w *town) connected() {
	w.t.Helper()
	w.until("the sockets are open", func() bool {
		var ws struct {
			Connections any `json:"connections"`
		}
		w.get("workspace", &ws)
		return fmt.Sprint(ws.Connections) == fmt.Sprint((1+w.others)*max(w.opt.Sockets, 2))
	})
}

// fleet is two trucks, two drivers, a client and three places, and no position.
func (w *town) fleet(r *tools.Registry) {
	w.t.Helper()
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"place_save", map[string]any{"name": "Apapa Port", "latitude": 6.4433, "longitude": 3.3667, "kind": "port", "radius_m": 1500, "aliases": []string{"Apapa"}}},
		{"place_save", map[string]any{"name": "Ibadan", "latitude": 7.3775, "longitude": 3.947, "kind": "city", "radius_m": 8000}},
		{"place_save", map[string]any{"name": "Ibeshe Terminal", "latitude": 6.55, "longitude": 3.47, "kind": "terminal"}},
		{"driver_save", map[string]any{"name": "Moses Okafor", "phone": "08031234567"}},
		{"driver_save", map[string]any{"name": "Segun Ojo"}},
		{"client_save", map[string]any{"name": "Olam Mills"}},
		{"truck_save", map[string]any{"plate": "T-4407", "driver": "Moses Okafor"}},
		{"truck_save", map[string]any{"plate": "T-5120", "driver": "Segun Ojo"}},
	} {
		raw, _ := json.Marshal(c.args)
		if _, err := r.Run(w.t.Context(), fleet.SystemCaller, fleet.ViaJob, c.tool, raw); err != nil {
			w.t.Fatalf("%s: %v", c.tool, err)
		}
	}
}

// sayer stands for the assistant, which has tests of its own: it understands
// "TOOL {args}" and passes it on as a sentence.
func sayer(r *tools.Registry) Ask {
	return func(ctx context.Context, c fleet.Caller, _, _, text string, progress func(string)) (answer.Answer, string) {
		if text == "panic" {
			panic("as asked")
		}
		progress("is looking")
		tool, args, _ := strings.Cut(text, " ")
		a, err := r.Run(ctx, c, fleet.ViaSentence, tool, json.RawMessage(args))
		if err != nil {
			a = answer.FromError(err)
		}
		return a, ""
	}
}

// watch turns the workspace's stream into signals.
func (w *town) watch() {
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/control/stream", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req) //nolint:bodyclose // closed when the test ends
	if err != nil {
		w.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var told struct{ Type, Status string }
			if raw, ok := strings.CutPrefix(lines.Text(), "data:"); ok && json.Unmarshal([]byte(raw), &told) == nil && told.Type == "status" {
				w.seen <- told.Status
			} else if told.Type == "home" {
				w.homes.Add(1)
			}
			select {
			case w.changes <- struct{}{}:
			default:
			}
		}
	}()
	w.t.Cleanup(func() { cancel(); <-done; resp.Body.Close() })
}
