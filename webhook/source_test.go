package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"watchtower/events/eventstest"
	"watchtower/webhook"
)

func TestOnlyAllowedSourcesComeIn(t *testing.T) {
	o := options(eventstest.Open(t))
	var err error
	if o.Sources.Allow, err = webhook.ParsePrefixes([]string{"203.0.113.0/24", " 2001:db8::/32", "198.51.100.7", ""}); err != nil {
		t.Fatal(err)
	}
	if o.Sources.Proxies, err = webhook.ParsePrefixes([]string{"10.0.0.0/8", "::1"}); err != nil {
		t.Fatal(err)
	}
	var refused int
	o.Observe = func(name string, n float64) {
		if name == "webhook_not_allowed" {
			refused += int(n)
		}
	}
	h := receiver(t, o)
	wantRefused := 0
	for name, c := range map[string]struct {
		remote, forwarded string
		status            int
	}{
		"allowed":                         {"203.0.113.9:5000", "", 202},
		"allowed, mapped":                 {"[::ffff:203.0.113.9]:5000", "", 202},
		"allowed, IPv6":                   {"[2001:db8::5]:5000", "", 202},
		"one address":                     {"198.51.100.7:1", "", 202},
		"stranger":                        {"198.51.100.8:1", "", 401},
		"stranger who names another":      {"198.51.100.8:1", "203.0.113.9", 401},
		"through our proxy":               {"10.1.2.3:1", "203.0.113.9", 202},
		"through two of ours":             {"10.1.2.3:1", "203.0.113.9, 10.9.9.9", 202},
		"stranger through our proxy":      {"10.1.2.3:1", "198.51.100.8", 401},
		"stranger lies before our proxy":  {"10.1.2.3:1", "203.0.113.9, 198.51.100.8", 401},
		"our proxy itself":                {"10.1.2.3:1", "", 401},
		"our proxy passes nonsense":       {"[::1]:1", "203.0.113.9, banana", 401},
		"a peer that cannot be told":      {"@", "203.0.113.9", 401},
		"sender's nonsense left of truth": {"[::1]:1", "banana, 203.0.113.9", 202},
	} {
		r := signedPush(official)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if c.status == 401 {
			wantRefused++
		}
		if w := serve(h, r); w.Code != c.status {
			t.Errorf("%s: %d, want %d", name, w.Code, c.status)
		}
	}
	if refused != wantRefused {
		t.Errorf("%d counted, want %d", refused, wantRefused)
	}
	r := httptest.NewRequest(http.MethodPost, "/webhooks/loconav", strings.NewReader(official))
	r.RemoteAddr = "203.0.113.9:1"
	if w := serve(h, r); w.Code != 401 {
		t.Errorf("an allowed address without a signature = %d, want 401", w.Code)
	}
}

func TestNetworksThatCannotBeRead(t *testing.T) {
	for _, bad := range []string{"banana", "10.0.0.0/33", "10.0.0"} {
		if _, err := webhook.ParsePrefixes([]string{bad}); err == nil {
			t.Errorf("ParsePrefixes(%q) was read", bad)
		}
	}
}
