package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/sandbox/sheets"
	"watchtower/sandbox/slack"
	"watchtower/store"
	"watchtower/store/storetest"
)

// talkStart is the clock of every conversation: Monday 23 Nov 2026, 10:42 WAT.
// A conversation may move it on.
var talkStart = time.Date(2026, 11, 23, 9, 42, 5, 0, time.UTC)

// talkPatience is how long a conversation waits for what it expects.
const talkPatience = 20 * time.Second

// talk is one conversation: a workspace, and the whole product in it.
type talk struct {
	*testing.T
	url    string       // of the workspace
	book   *sheets.Book // nil without a Google Sheet
	cfg    Config
	works  *works
	began  time.Time
	passed atomic.Int64 // nanoseconds by which the clock was moved on
	stop   func()
	away   bool                      // stopped
	tie    bool                      // two people clicked at the same moment
	seen   map[string]string         // how each message and form was when the last step ended
	fresh  map[string]string         // how each is now
	spots  []spot                    // every message there is, the newest last
	homes  map[string]map[string]any // each person's Home as it was last opened
}

// talkConfig is the configuration that every conversation starts from.
func talkConfig(t *testing.T) Config {
	t.Helper()
	for key, value := range map[string]string{
		"DATABASE_URL": "postgres://each-its-own", "REDIS_URL": "redis://each-its-own", "LOG_LEVEL": "error", "ADMIN_ADDR": "127.0.0.1:0",
		"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox", "PUBLIC_URL": "https://tower.example.com",
		"OPS_CHANNEL": "C0OPSALERTS", "DISPATCH_CHANNEL": "C0DISPATCH", "REPORTS_CHANNEL": "C0REPORTS",
		"WATCHTOWER_PEOPLE": "U0DISPATCH=dispatcher,U0MANAGER=manager,U0ADMIN=admin,U0DRIVER=driver:Moses Okafor",
	} {
		t.Setenv(key, value)
	}
	cfg, err := loadConfig("bot", "jobs")
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func newTalk(t *testing.T, cfg Config) *talk {
	t.Helper()
	cfg.DatabaseURL, cfg.RedisURL = Secret(storetest.URL(t)), Secret(eventstest.URL(t))
	raw, err := os.ReadFile("manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := slack.ParseManifest(raw)
	if err != nil {
		t.Fatal(err)
	}
	ws := slack.New(slack.Options{Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"}, Manifest: manifest,
		Timing: slack.Timing{Ping: time.Second, Retries: [3]time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond}}})
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	cfg.SlackAPIURL = srv.URL + "/api/"
	book := withSheet(t, mux, srv.URL, &cfg)
	w := &talk{T: t, book: book, url: srv.URL, cfg: cfg, seen: map[string]string{}, homes: map[string]map[string]any{}, began: time.Now()}
	w.start()
	t.Cleanup(func() { w.stop(); ws.Close(); srv.Close() })
	w.seed()
	return w
}

func (w *talk) now() time.Time {
	return talkStart.Add(time.Since(w.began) + time.Duration(w.passed.Load()))
}

// start runs the bot and the jobs until stop, and waits until both sockets are
// open.
func (w *talk) start() {
	w.Helper()
	var err error
	if w.works, err = openAt(w.Context(), w.cfg, w.now); err != nil {
		w.Fatal(err)
	}
	if w.book != nil {
		w.works.tools.Sheets.URL = "https://docs.google.com/spreadsheets/d/talk" // the sandbox's changes its port
	}
	parts, err := w.works.parts([]string{"bot", "jobs"})
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runAndClose(ctx, w.works.log, parts, w.works.close) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("Watch Tower ended with %v", err)
		}
		w.stop, w.away = func() {}, true
	}
	w.away = false
	w.until("the sockets are open", func() bool { return w.workspace().Connections == 2 })
}

// until waits for a condition.
func (w *talk) until(what string, ok func() bool) {
	w.Helper()
	late := time.After(talkPatience)
	for again := time.NewTicker(10 * time.Millisecond); !ok(); {
		select {
		case <-again.C:
		case <-late:
			w.Fatalf("never: %s", what)
		}
	}
}

// seed makes the fleet of testdata/talk/fleet.jsonl: tool calls, then what
// trucks reported.
func (w *talk) seed() {
	w.Helper()
	raw, err := os.ReadFile("testdata/talk/fleet.jsonl")
	if err != nil {
		w.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var c struct {
			Tool string          `json:"tool"`
			Args json.RawMessage `json:"args"`
			GPS  string          `json:"gps"`
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			w.Fatalf("fleet.jsonl: %v in %s", err, line)
		}
		if c.GPS != "" {
			w.gps(c.GPS)
			continue
		}
		if _, err := w.works.tools.Run(w.Context(), fleet.SystemCaller, fleet.ViaJob, c.Tool, c.Args); err != nil {
			w.Fatalf("fleet.jsonl: %s %s: %v", c.Tool, c.Args, err)
		}
	}
}

// gps has a truck report now, or so long ago:
// "T-4407 6.4433 3.3667 40 on 20m".
func (w *talk) gps(words string) {
	w.Helper()
	var plate, ignition, ago string
	var lat, lon, speed float64
	n, err := fmt.Sscan(words, &plate, &lat, &lon, &speed, &ignition, &ago)
	if n < 5 {
		w.Fatalf("gps %s: %v", words, err)
	}
	at := w.now().Add(-30 * time.Second)
	if n == 6 {
		d, err := time.ParseDuration(ago)
		if err != nil {
			w.Fatal(err)
		}
		at = w.now().Add(-d)
	}
	w.push(fmt.Sprintf(`{"vehiclenumber":%q,"latitude":%f,"longitude":%f,"speed":%.1f,"ignition":"%d","orientation":90.0,"gpstime":%q}`,
		plate, lat, lon, speed, map[string]int{"on": 1}[ignition], at.In(loconav.DefaultZone()).Format("02-01-2006 15:04:05")))
}

// push has one fact of LocoNav's applied.
func (w *talk) push(body string) {
	w.Helper()
	r, err := loconav.Read([]byte(body), loconav.Options{Source: "loconav", ReceivedAt: w.now()})
	if err != nil {
		w.Fatalf("%s: %v", body, err)
	}
	var in []store.Incoming
	for _, f := range r.Facts {
		in = append(in, store.Incoming{EntryID: fmt.Sprint(len(body), w.passed.Load()), Body: []byte(body), Fact: f})
	}
	if _, err := w.works.store.ApplyFacts(w.Context(), w.now(), in); err != nil {
		w.Fatal(err)
	}
}

// idle says whether nothing is on its way, to the bot or from it.
func (w *talk) idle() bool {
	w.Helper()
	if w.away {
		return true
	}
	slackWaits, slackPends, err := w.works.events.Lag(w.Context(), events.StreamSlack, "bot")
	if err != nil {
		w.Fatal(err)
	}
	alertWaits, alertPends, err := w.works.events.Lag(w.Context(), events.StreamEvents, events.GroupAlerts)
	if err != nil {
		w.Fatal(err)
	}
	due, err := w.works.store.WaitingDeliveries(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	outbox, _, err := w.works.store.OutboxWaiting(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	if w.syncing() {
		return false
	}
	return slackWaits+slackPends+alertWaits+alertPends+outbox == 0 && due == 0 && w.workspace().Waiting == 0
}

type talkWorkspace struct {
	Connections, Waiting int
}

func (w *talk) workspace() (ws talkWorkspace) {
	w.Helper()
	w.get("workspace", &ws)
	return ws
}

func (w *talk) get(path string, into any) {
	w.Helper()
	resp, err := http.Get(w.url + "/control/" + path)
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		w.Fatalf("GET %s: %v", path, err)
	}
}

// act does something as a person of the workspace.
func (w *talk) act(path string, body map[string]any) map[string]any {
	w.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	resp, err := http.Post(w.url+"/control/"+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		w.Fatalf("POST %s: %v", path, err)
	}
	return out
}

func (w *talk) messages(as, channel string) (list []talkMessage) {
	w.Helper()
	w.get("messages?"+url.Values{"as": {as}, "channel": {channel}}.Encode(), &list)
	return list
}
