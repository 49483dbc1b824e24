package road

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"
)

// receiver is a webhook in memory: no network, so that synctest owns the time.
type receiver struct {
	mu     sync.Mutex
	answer func(n int) (status int, retryAfter string)
	bodies [][]byte
	badSig int
	at     []time.Time
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	status, after := 202, ""
	if r.answer != nil {
		status, after = r.answer(len(r.at))
	}
	r.at = append(r.at, time.Now())
	if req.Header.Get("X-LocoNav-Signature") != sign("secret", body) {
		r.badSig++
	}
	if status < 300 {
		r.bodies = append(r.bodies, body)
	}
	h := http.Header{}
	if after != "" {
		h.Set("Retry-After", after)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(bytes.NewReader(nil)), Request: req}, nil
}

// heard is one fact as received.
type heard struct {
	plate string
	kind  string // empty for a fix
	at    int64  // of a fix
	speed float64
}

func (r *receiver) facts(t *testing.T) []heard {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []heard
	for _, body := range r.bodies {
		list := []json.RawMessage{body}
		if body[0] == '[' {
			list = nil
			if err := json.Unmarshal(body, &list); err != nil {
				t.Fatal(err)
			}
		}
		for _, raw := range list {
			out = append(out, hear(t, raw))
		}
	}
	return out
}

func hear(t *testing.T, raw []byte) heard {
	t.Helper()
	var f struct {
		A     string          `json:"vehiclenumber"`
		B     string          `json:"vehicle_number"`
		Kind  string          `json:"kind"`
		Time  json.RawMessage `json:"gpstime"`
		Speed float64         `json:"speed"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	out := heard{plate: f.A + f.B, kind: f.Kind, speed: f.Speed}
	if f.Kind != "" {
		return out
	}
	var text string
	if json.Unmarshal(f.Time, &text) == nil {
		at, err := time.ParseInLocation("02-01-2006 15:04:05", text, kolkata())
		if err != nil {
			t.Fatal(err)
		}
		out.at = at.Unix()
	} else if err := json.Unmarshal(f.Time, &out.at); err != nil {
		t.Fatal(err)
	}
	return out
}
