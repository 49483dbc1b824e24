package bot

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// tap stands between the bot and the workspace: it writes down what the bot
// asks of Slack, and may answer in Slack's place.
type tap struct {
	srv *httptest.Server
	mu  sync.Mutex
	got []tapped
	// refuse gives the error to answer a method with; empty passes it on.
	refuse func(method string) string
}

type tapped struct {
	method string
	form   url.Values
	body   string // of calls that are made in JSON
}

// listenIn puts a tap into a town: through the change of its options.
func listenIn(t *testing.T, o *Options) *tap {
	t.Helper()
	to, err := url.Parse(strings.TrimSuffix(o.APIURL, "/api/"))
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{refuse: func(string) string { return "" }}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = to.Host }}
	p.srv = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading what the bot says: %v", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		if err != nil {
			form = url.Values{}
		}
		method := strings.TrimPrefix(r.URL.Path, "/api/")
		p.mu.Lock()
		p.got = append(p.got, tapped{method, form, string(body)})
		code := p.refuse(method)
		p.mu.Unlock()
		if code != "" {
			rw.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(rw, `{"ok":false,"error":"`+code+`"}`) // a bot that went away hears nothing
			return
		}
		pass.ServeHTTP(rw, r)
	}))
	o.APIURL = p.srv.URL + "/api/"
	t.Cleanup(p.srv.Close)
	return p
}

// calls are the forms that a method was called with so far.
func (p *tap) calls(method string) []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []url.Values
	for _, c := range p.got {
		if c.method == method {
			out = append(out, c.form)
		}
	}
	return out
}

// bodies are the same for methods that are called in JSON.
func (p *tap) bodies(method string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, c := range p.got {
		if c.method == method {
			out = append(out, c.body)
		}
	}
	return out
}

// answerWith makes a method fail from now on; an empty code mends it.
func (p *tap) answerWith(method, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = func(m string) string {
		if m == method {
			return code
		}
		return ""
	}
}
