package webhook_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/webhook"
)

const secret = "sandbox-secret"

var noon = time.Date(2026, 11, 2, 12, 31, 0, 0, time.UTC)

func options(e *events.Client) webhook.Options {
	return webhook.Options{
		Proof:  webhook.Proof{HMACSecrets: []string{"", "next-" + secret, secret}},
		Events: e, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler),
	}
}

func receiver(t testing.TB, o webhook.Options) http.Handler {
	t.Helper()
	r, err := webhook.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r.Handler()
}

func sign(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func signedPush(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", strings.NewReader(body))
	r.Header.Set("X-LocoNav-Signature", sign([]byte(body), secret))
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func zipped(body []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	_, _ = z.Write(body) // a bytes.Buffer never fails
	_ = z.Close()
	return buf.Bytes()
}

// counted counts what was read of a body that is longer than allowed.
type counted struct {
	io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

const official = `{"imei":"0210716299","speed":42.5,"gpstime":"02-11-2026 18:00:45","ignition":"1","latitude":6.445,"longitude":3.365,"orientation":201.0,"vehiclenumber":"KJA-412XA"}`

func TestRefusesToStartOpenToAll(t *testing.T) {
	for name, p := range map[string]webhook.Proof{"nothing": {}, "empty secrets": {HMACSecrets: []string{""}}, "header without value": {StaticHeader: "X"}} {
		if _, err := webhook.New(webhook.Options{Proof: p}); err == nil || !strings.Contains(err.Error(), "WEBHOOK_HMAC_SECRETS") {
			t.Errorf("%s: New = %v, want a refusal that says what to set", name, err)
		}
	}
}

func TestWhoMayComeIn(t *testing.T) {
	redis := eventstest.Open(t)
	o := options(redis)
	o.Proof.PathToken, o.Proof.StaticHeader, o.Proof.StaticValue = "path-token", "Authorization", "Bearer abc"
	h := receiver(t, o)
	zip := zipped([]byte("[" + official + "," + official + "]"))
	for name, c := range map[string]struct {
		path, header, value, encoding string
		body                          []byte
		status                        int
		answer                        string
	}{
		"signed":               {header: "X-LocoNav-Signature", value: sign([]byte(official), secret), status: 202, answer: `{"accepted":1}`},
		"next secret":          {header: "X-LocoNav-Signature", value: sign([]byte(official), "next-"+secret), status: 202, answer: `{"accepted":1}`},
		"static header":        {header: "Authorization", value: "Bearer abc", status: 202, answer: `{"accepted":1}`},
		"path token":           {path: "/path-token", status: 202, answer: `{"accepted":1}`},
		"gzip":                 {header: "X-LocoNav-Signature", value: sign(zip, secret), body: zip, encoding: "gzip", status: 202, answer: `{"accepted":2}`},
		"not gzip after all":   {path: "/path-token", encoding: "gzip", status: 202, answer: `{"accepted":1}`},
		"broken but authentic": {path: "/path-token", body: []byte(official[:50]), status: 202, answer: `{"accepted":1}`},
		"empty array":          {path: "/path-token", body: []byte("[]"), status: 202, answer: `{"accepted":0}`},
		"nothing":              {status: 401},
		"wrong secret":         {header: "X-LocoNav-Signature", value: sign([]byte(official), "guess"), status: 401},
		"empty secret":         {header: "X-LocoNav-Signature", value: sign([]byte(official), ""), status: 401},
		"other body":           {header: "X-LocoNav-Signature", value: sign([]byte("{}"), secret), status: 401},
		"no prefix":            {header: "X-LocoNav-Signature", value: sign([]byte(official), secret)[7:], status: 401},
		"not hex":              {header: "X-LocoNav-Signature", value: "sha256=banana", status: 401},
		"wrong path token":     {path: "/path-toke", status: 401},
		"wrong static header":  {header: "Authorization", value: "Bearer ab", status: 401},
		"elsewhere":            {path: "/path-token/more", status: 404},
	} {
		body := c.body
		if body == nil {
			body = []byte(official)
		}
		r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav"+c.path, bytes.NewReader(body))
		if c.header != "" {
			r.Header.Set(c.header, c.value)
		}
		if c.encoding != "" {
			r.Header.Set("Content-Encoding", c.encoding)
		}
		w := serve(h, r)
		if w.Code != c.status || c.answer != "" && w.Body.String() != c.answer {
			t.Errorf("%s: %d %s, want %d %s", name, w.Code, w.Body, c.status, c.answer)
		}
	}
	if w := serve(h, httptest.NewRequest(http.MethodGet, "/webhooks/loconav", nil)); w.Code != 405 {
		t.Errorf("GET = %d, want 405", w.Code)
	}
	if n, err := redis.Len(t.Context(), events.StreamIngest(0)); n != 8 || err != nil {
		t.Errorf("%d entries, %v; want 8: what is refused is not kept", n, err)
	}
}

func TestTooLarge(t *testing.T) {
	h := receiver(t, options(eventstest.Open(t)))
	huge := bytes.Repeat([]byte("x"), 10<<20)
	bomb := zipped(huge)
	for name, c := range map[string]struct {
		body    []byte
		chunked bool
		gzip    bool
		read    int64
	}{
		"with length":    {body: huge, read: 0},
		"without length": {body: huge, chunked: true, read: 2 << 20},
		"gzip bomb":      {body: bomb, gzip: true, read: int64(len(bomb))},
	} {
		body := &counted{Reader: bytes.NewReader(c.body)}
		r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", body)
		r.ContentLength = int64(len(c.body))
		if c.chunked {
			r.ContentLength = -1
		}
		if c.gzip {
			r.Header.Set("Content-Encoding", "gzip")
		}
		r.Header.Set("X-LocoNav-Signature", sign(c.body, secret))
		w := serve(h, r)
		if w.Code != http.StatusRequestEntityTooLarge || body.n > c.read {
			t.Errorf("%s: %d after %d bytes, want 413 after at most %d", name, w.Code, body.n, c.read)
		}
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	h := receiver(t, options(eventstest.Open(t)))
	r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", io.MultiReader(strings.NewReader(official), brokenReader{}))
	r.Header.Set("X-LocoNav-Signature", sign([]byte(official), secret))
	if w := serve(h, r); w.Code != http.StatusBadRequest {
		t.Errorf("status %d, want 400: nothing is acknowledged that did not arrive whole", w.Code)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// Bodies that trickle in may hold only so much memory; then pushes are turned
// away at once, and taken again when room is free.
func TestOverloadIsShed(t *testing.T) {
	h := receiver(t, options(eventstest.Open(t)))
	started := make(chan struct{}, 100)
	stop := make(chan struct{})
	var slow sync.WaitGroup
	for range 62 {
		slow.Go(func() {
			if w := serve(h, slowPush(&trickle{send: 600 << 10, started: started, stop: stop})); w.Code != http.StatusUnauthorized {
				t.Errorf("slow push = %d, want 401 in the end", w.Code)
			}
		})
	}
	for range 62 {
		<-started
	}
	var codes []int
	for range 70 { // what room is left serves small pushes, one at a time
		codes = append(codes, serve(h, signedPush(official)).Code)
	}
	full := make(chan *httptest.ResponseRecorder, 3)
	for range 3 {
		go func() { full <- serve(h, slowPush(&trickle{send: 600 << 10, started: started, stop: stop})) }()
	}
	w := <-full
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("one too many = %d, want 503 with Retry-After", w.Code)
	}
	close(stop)
	slow.Wait()
	for _, code := range codes {
		if code != http.StatusAccepted {
			t.Errorf("a small push with room left = %d, want 202", code)
		}
	}
	if w := serve(h, signedPush(official)); w.Code != http.StatusAccepted {
		t.Errorf("after the rush = %d, want 202", w.Code)
	}
}

// A gzip body that breaks midway: what came out of it is taken, and the rest is
// kept as it came.
func TestGzipThatBreaksMidwayIsKept(t *testing.T) {
	redis := eventstest.Open(t)
	h := receiver(t, options(redis))
	broken := zipped([]byte("[" + official + "," + official + "]"))
	broken = broken[:len(broken)-6] // the checksum is cut
	r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", bytes.NewReader(broken))
	r.Header.Set("X-LocoNav-Signature", sign(broken, secret))
	r.Header.Set("Content-Encoding", "gzip")
	if w := serve(h, r); w.Code != http.StatusAccepted || w.Body.String() != `{"accepted":3}` {
		t.Errorf("push = %d %s, want two facts and the body itself", w.Code, w.Body)
	}
	if bodies := kept(t, redis); len(bodies) != 3 || bodies[2] != string(broken) {
		t.Errorf("kept %q, want the body as it came last", bodies)
	}
}

// What is too long for a fact is kept in pieces that a batch can hold.
func TestAHugeFactIsKeptInPieces(t *testing.T) {
	redis := eventstest.Open(t)
	huge := "{" + strings.Repeat("x", 300_000) + official
	post(t, receiver(t, options(redis)), huge)
	bodies := kept(t, redis)
	for _, b := range bodies {
		if len(b) > 64<<10 {
			t.Errorf("an entry of %d bytes", len(b))
		}
	}
	if strings.Join(bodies, "") != huge {
		t.Errorf("%d entries do not make up what was sent", len(bodies))
	}
}

// kept is what lies in the ingest stream.
func kept(t *testing.T, e *events.Client) (bodies []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n, err := e.Len(ctx, events.StreamIngest(0))
	if err != nil {
		t.Fatal(err)
	}
	err = e.Consume(ctx, events.Group{Stream: events.StreamIngest(0), Name: "look", Consumer: "look"}, func(_ context.Context, batch []events.Entry) error {
		for _, b := range batch {
			bodies = append(bodies, b.Fields["body"])
		}
		if len(bodies) >= int(n) {
			cancel()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return bodies
}

// Whoever sends nothing blocks next to nothing, whatever it says it will send.
func TestIdleStrangersDoNotCloseTheDoor(t *testing.T) {
	h := receiver(t, options(eventstest.Open(t)))
	const strangers = 300
	started, stop := make(chan struct{}, strangers), make(chan struct{})
	var idle sync.WaitGroup
	for i := range strangers {
		idle.Go(func() {
			r := slowPush(&trickle{started: started, stop: stop})
			if i%2 == 0 {
				r.ContentLength = 1 << 20
			}
			if w := serve(h, r); w.Code != http.StatusUnauthorized {
				t.Errorf("idle push = %d, want 401 in the end", w.Code)
			}
		})
	}
	for range strangers {
		select {
		case <-started:
		case <-time.After(patience):
			t.Fatal("the strangers are turned away for lack of room")
		}
	}
	if w := serve(h, signedPush(official)); w.Code != http.StatusAccepted {
		t.Errorf("a good push = %d, want 202", w.Code)
	}
	close(stop)
	idle.Wait()
}

// slowPush carries a signature that turns out to be none.
func slowPush(body *trickle) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", body)
	r.ContentLength = -1
	r.Header.Set("X-LocoNav-Signature", "sha256=00")
	return r
}

// trickle is a body that sends some bytes and stalls until stop is closed.
type trickle struct {
	send    int
	started chan<- struct{}
	stop    <-chan struct{}
}

func (s *trickle) Read(p []byte) (int, error) {
	if n := min(s.send, len(p)); n > 0 {
		s.send -= n
		return n, nil
	}
	select {
	case s.started <- struct{}{}:
	default:
	}
	<-s.stop
	return 0, io.EOF
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte(official), sign([]byte(official), "guess"))
	f.Add([]byte(""), "sha256=")
	r, err := webhook.New(webhook.Options{Proof: webhook.Proof{HMACSecrets: []string{secret}}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, signature string) {
		req := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", bytes.NewReader(body))
		req.Header.Set("X-LocoNav-Signature", signature)
		if strings.EqualFold(strings.TrimSpace(signature), sign(body, secret)) {
			t.Skip("the fuzzer signed")
		}
		if w := serve(r.Handler(), req); w.Code != http.StatusUnauthorized {
			t.Fatalf("%q with %q = %d, want 401", body, signature, w.Code)
		}
	})
}
