package page_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"

	"watchtower/sandbox/slack/page"
)

func get(t *testing.T, method, url string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	page.Handler().ServeHTTP(rec, httptest.NewRequest(method, url, nil))
	return rec
}

var (
	inPage   = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	inModule = regexp.MustCompile(`(?m)(?:from|import) '(\.[^']+)'`)
)

// TestEverythingReferencedIsEmbedded follows index.html and every import from
// there: a file that is missing would leave the page blank.
func TestEverythingReferencedIsEmbedded(t *testing.T) {
	todo, seen := []string{}, map[string]bool{}
	for _, m := range inPage.FindAllStringSubmatch(get(t, "GET", "/").Body.String(), -1) {
		todo = append(todo, "/"+m[1])
	}
	if len(todo) < 3 {
		t.Fatalf("index.html refers to %v, expected styles and a script", todo)
	}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		rec := get(t, "GET", name)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: %d, want 200", name, rec.Code)
			continue
		}
		for _, m := range inModule.FindAllStringSubmatch(rec.Body.String(), -1) {
			todo = append(todo, path.Join(path.Dir(name), m[1]))
		}
	}
	if !seen["/js/mrkdwn.js"] {
		t.Error("the walk did not reach /js/mrkdwn.js")
	}
}

func TestHeaders(t *testing.T) {
	for url, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/css/tokens.css": "text/css; charset=utf-8",
		"/js/main.js": "text/javascript; charset=utf-8", "/icon.svg": "image/svg+xml",
	} {
		rec := get(t, "GET", url)
		head := rec.Result().Header
		if got := head.Get("Content-Type"); rec.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d %q, want 200 %q", url, rec.Code, got, want)
		}
		policy := head.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: weak policy %q", url, policy)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		method, url string
		want        int
	}{
		{"GET", "/js", http.StatusNotFound},
		{"GET", "/nothing.js", http.StatusNotFound},
		{"GET", "/../page.go", http.StatusNotFound},
		{"GET", "/control/fleet", http.StatusNotFound},
		{"POST", "/", http.StatusMethodNotAllowed},
	} {
		if got := get(t, c.method, c.url).Code; got != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.url, got, c.want)
		}
	}
}

// TestScripts runs the page's own tests where Node is installed.
func TestScripts(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	out, err := exec.CommandContext(t.Context(), node, "--test", "test/mrkdwn.test.mjs", "test/compose.test.mjs").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
