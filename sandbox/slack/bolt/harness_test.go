package bolt_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/sandbox/slack"
)

// patience is for a laptop that does other things too.
const patience = 20 * time.Second

type obj = map[string]any

// world is a workspace with the Bolt app connected to it.
type world struct {
	*testing.T
	url string

	mu   sync.Mutex
	said []obj // by the app on its standard output, not taken yet
}

func newWorld(t *testing.T) *world {
	node := nodeProgram(t)
	dir := appFolder(t)
	ws := slack.New(slack.Options{
		Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"},
		Timing: slack.Timing{Leave: 200 * time.Millisecond}, // a client that waits to be cut off need not wait long
	})
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { ws.Close(); srv.Close() })
	w := &world{T: t, url: srv.URL}
	w.start(node, dir)
	w.hears("ready")
	return w
}

// start runs the app until the test ends, and shows what it complained of if
// the test failed.
func (w *world) start(node, dir string) {
	w.Helper()
	var complaints bytes.Buffer
	app := exec.CommandContext(w.Context(), node, "app.mjs")
	app.Dir = dir
	app.Env = append(os.Environ(), "SLACK_BOT_TOKEN=xoxb-sandbox", "SLACK_APP_TOKEN=xapp-sandbox", "SLACK_API_URL="+w.url+"/api/", "NO_PROXY=*", "no_proxy=*")
	app.Stderr = &complaints
	out, err := app.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := app.Start(); err != nil {
		w.Fatal(err)
	}
	read := make(chan struct{})
	go func() { defer close(read); w.listen(out) }()
	w.Cleanup(func() {
		_ = app.Process.Kill() // it may have ended by itself
		<-read
		_ = app.Wait() // killed: the status says nothing
		if w.Failed() {
			w.Logf("the app said:\n%s", complaints.String())
		}
	})
}

func (w *world) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var said obj
		if json.Unmarshal(lines.Bytes(), &said) != nil {
			said = obj{"what": "log", "line": lines.Text()}
		}
		w.mu.Lock()
		w.said = append(w.said, said)
		w.mu.Unlock()
	}
}

// eventually waits for a condition.
func (w *world) eventually(what string, holds func() bool) {
	w.Helper()
	late := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			w.mu.Lock()
			defer w.mu.Unlock()
			w.Fatalf("not within %v: %s; left unheard: %v", patience, what, w.said)
		}
	}
}

// hears waits for a line of the app's and takes it.
func (w *world) hears(what string) (line obj) {
	w.Helper()
	w.eventually("the app says "+what, func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		for i, s := range w.said {
			if s["what"] == what {
				line = s
				w.said = append(w.said[:i:i], w.said[i+1:]...)
				return true
			}
		}
		return false
	})
	return line
}

// do posts to the control API and wants ok.
func (w *world) do(path string, body obj) obj {
	w.Helper()
	out := w.try(path, body)
	if out["ok"] != true {
		w.Fatalf("control %s %v: %v", path, body, out)
	}
	return out
}

func (w *world) try(path string, body obj) (out obj) {
	w.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	resp, err := http.Post(w.url+"/control/"+path, "application/json", bytes.NewReader(data))
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) get(path string, into any) {
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

// message waits for a message that fits.
func (w *world) message(channel, what string, fits func(obj) bool) (found obj) {
	w.Helper()
	w.eventually(what, func() bool {
		var all []obj
		w.get("messages?as=dispatcher&channel="+channel, &all)
		for _, m := range all {
			if fits(m) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// text waits for a message of the app's that says exactly this.
func (w *world) text(channel, want string) obj {
	w.Helper()
	return w.message(channel, "a message "+want, func(m obj) bool { return m["text"] == want && m["bot_id"] != nil })
}

func dig(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			o, _ := v.(obj)
			v = o[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

func str(v any, path ...any) string { s, _ := dig(v, path...).(string); return s }

func contains(v any, part string, path ...any) bool { return strings.Contains(str(v, path...), part) }
