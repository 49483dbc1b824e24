package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Options configures the server.
type Options struct {
	Key string           // the only API key it accepts
	Now func() time.Time // the clock words like "tomorrow" follow
}

// Server is the scripted OpenAI server. It is safe for concurrent use.
type Server struct {
	key    string
	script script

	mu       sync.Mutex
	mode     string
	delay    time.Duration
	ids      int
	count    map[string]int
	recent   []seen
	memory   map[string][]json.RawMessage // items by response id
	memoryID []string                     // oldest first
}

// seen is one request as it came, for tests that look for leaks.
type seen struct {
	Path string          `json:"path"`
	At   string          `json:"at"`
	Body json.RawMessage `json:"body"`
}

const (
	recentRequests = 30
	memorySize     = 500
	maxBody        = 8 << 20
)

// New returns a server in normal mode.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{key: o.Key, mode: "normal", count: map[string]int{}, memory: map[string][]json.RawMessage{}}
	s.script = script{rules: compile(rules()), extras: newExtras(), now: o.Now, newID: s.newID}
	return s
}

// Register mounts the API under /openai/v1 and the control under /control/model.
func (s *Server) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /openai/v1/models", s.guard(s.models))
	mux.HandleFunc("POST /openai/v1/responses", s.guard(s.responses))
	mux.HandleFunc("POST /openai/v1/chat/completions", s.guard(s.chat))
	mux.HandleFunc("GET /control/model", s.getControl)
	mux.HandleFunc("POST /control/model", s.setControl)
}

// newID makes ids that are unique in this process and equal in every run.
func (s *Server) newID(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return fmt.Sprintf("%s%024x", prefix, s.ids)
}

// guard checks the key and turns faults into the API's error bodies.
func (s *Server) guard(next func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.tally("requests")
		var err error
		if r.Header.Get("Authorization") != "Bearer "+s.key {
			s.tally("unauthorized")
			err = &fault{status: 401, kind: "invalid_request_error", code: "invalid_api_key", message: "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys."}
		} else {
			w.Header().Set("X-Request-Id", s.newID("req_"))
			err = next(w, r)
		}
		var f *fault
		switch {
		case errors.As(err, &f):
			s.tally("errors")
			writeFault(w, f)
		case err != nil:
			// The caller has gone, or the answer had begun: nothing can be said any more.
			s.tally("broken_off")
		}
	}
}

func writeFault(w http.ResponseWriter, f *fault) {
	body := map[string]any{"message": f.message, "type": f.kind, "param": nil, "code": nil}
	if f.param != "" {
		body["param"] = f.param
	}
	if f.code != "" {
		body["code"] = f.code
	}
	if f.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	writeJSON(w, f.status, map[string]any{"error": body})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// receive reads and keeps a request, and waits or fails as the mode demands.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) ([]byte, string, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, "", badRequest("", "We could not read the body of your request.")
	}
	s.mu.Lock()
	mode, delay := s.mode, s.delay
	kept := json.RawMessage(body)
	if !json.Valid(body) {
		kept, _ = json.Marshal(string(body))
	}
	s.recent = append(s.recent, seen{r.URL.Path, s.script.now().UTC().Format(time.RFC3339), kept})
	s.recent = s.recent[max(0, len(s.recent)-recentRequests):]
	s.mu.Unlock()
	if mode == "slow" && !pause(r.Context(), delay) {
		return nil, "", r.Context().Err()
	}
	if f := refusal(mode); f != nil {
		return nil, "", f
	}
	return body, mode, nil
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (s *Server) tally(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count[name]++
}

func (s *Server) models(w http.ResponseWriter, _ *http.Request) error {
	var list []map[string]any
	for _, id := range []string{"gpt-sandbox", "gpt-4o-mini", "gpt-5"} {
		list = append(list, map[string]any{"id": id, "object": "model", "created": 1735689600, "owned_by": "sandbox"})
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": list})
	return nil
}

func (s *Server) getControl(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	counts := map[string]int{}
	for k, v := range s.count {
		counts[k] = v
	}
	body := map[string]any{"mode": s.mode, "ms": s.delay.Milliseconds(), "counters": counts, "requests": append([]seen{}, s.recent...)}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, body)
}

func (s *Server) setControl(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Mode  string `json:"mode"`
		MS    int    `json:"ms"`
		Clear bool   `json:"clear"` // forget counters and kept requests
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ask)
	if err == nil {
		err = knownMode(ask.Mode)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]any{"ok": false, "error": err.Error()})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode, s.delay = ask.Mode, time.Duration(ask.MS)*time.Millisecond
	if ask.Mode == "slow" && ask.MS == 0 {
		s.delay = 30 * time.Second
	}
	if ask.Clear {
		s.count, s.recent = map[string]int{}, nil
	}
	writeJSON(w, http.StatusOK, map[string]any{"ok": true, "mode": s.mode, "ms": s.delay.Milliseconds()})
}
