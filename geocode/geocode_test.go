package geocode

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"watchtower/fleet"
)

// ask searches at a server that answers by answer, and gives the request too.
func ask(t *testing.T, query string, answer http.HandlerFunc) (hits []Hit, asked *http.Request, err error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r
		answer(w, r)
	}))
	defer server.Close()
	c, err := New(server.URL+query, "WatchTower/test")
	if err != nil {
		t.Fatal(err)
	}
	hits, err = c.Search(t.Context(), "Ilu & Alapako")
	return hits, asked, err
}

func TestSearchSaysWhoAsksAndWhere(t *testing.T) {
	for query, want := range map[string]string{
		"":                              "countrycodes=ng&format=jsonv2&limit=5&q=Ilu+%26+Alapako",
		"/find?countrycodes=bj&key=abc": "countrycodes=bj&format=jsonv2&key=abc&limit=5&q=Ilu+%26+Alapako",
	} {
		_, r, err := ask(t, query, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
		if err != nil || r.URL.RawQuery != want || r.UserAgent() != "WatchTower/test" || (r.URL.Path == "/search") != (query == "") {
			t.Errorf("%q: %s %s by %q, %v", query, r.URL.Path, r.URL.RawQuery, r.UserAgent(), err)
		}
	}
}

func TestSearchReadsHits(t *testing.T) {
	hits, _, err := ask(t, "", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`[{"lat":"6.9","lon":"3.7","display_name":"A, B, C, D, Nigeria","licence":"L","boundingbox":["6.89","6.91","3.69","3.71"]},
			{"lat":"nowhere","lon":"3.7","display_name":"E"}, {"lat":"6.8","lon":"3.6","display_name":"F"}]`))
	})
	if err != nil || len(hits) != 2 || hits[0].Name != "A, B, C" || hits[0].Licence != "L" || int(hits[0].AccuracyM) != 1563 || hits[1].AccuracyM != 0 {
		t.Errorf("%+v %v", hits, err)
	}
}

// Whatever goes wrong is the server's state, told without its key.
func TestSearchThatFails(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"refused": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"no JSON": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`[{"display_name":"` + strings.Repeat("A", maxBody) + `"}]`))
		},
	} {
		_, _, err := ask(t, "?key=abc", answer)
		if fleet.KindOf(err) != fleet.Unavailable || strings.Contains(err.Error(), "abc") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"nominatim", "ftp://x/", "://key=abc"} {
		if _, err := New(bad, "x"); err == nil || strings.Contains(err.Error(), "abc") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
