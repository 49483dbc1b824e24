package loconav_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"watchtower/loconav"
)

// listing answers as LocoNav's list of polygons does, of 150, and fails at first.
type listing struct {
	fail  []int // statuses of the first calls
	calls []string
}

func (l *listing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.calls = append(l.calls, r.URL.RequestURI()+" "+r.Header.Get("User-Authentication"))
	if len(l.fail) > 0 {
		w.WriteHeader(l.fail[0])
		l.fail = l.fail[1:]
		return
	}
	from, to := 1, 100
	if r.FormValue("page") == "2" {
		from, to = 101, 150
	}
	var list []string
	for i := from; i <= to; i++ {
		list = append(list, fmt.Sprintf(`{"id":%d,"name":"P%d","lat":"6.5","long":"3.5","radius":100,"active":true}`, i, i))
	}
	fmt.Fprintf(w, `{"success":true,"data":{"polygons":[%s]}}`, strings.Join(list, ","))
}

func fetch(t *testing.T, l *listing) (list []loconav.Polygon, waited []time.Duration, err error) {
	t.Helper()
	server := httptest.NewServer(l)
	defer server.Close()
	api := loconav.API{URL: server.URL, Token: "secret", HTTP: server.Client(), Wait: func(_ context.Context, d time.Duration) error {
		waited = append(waited, d)
		return nil
	}}
	list, err = api.Polygons(t.Context())
	return list, waited, err
}

func TestPolygonsAreFetchedToTheShortPage(t *testing.T) {
	l := &listing{fail: []int{429, 503}}
	list, waited, err := fetch(t, l)
	if err != nil || len(list) != 150 || list[149].Source() != "loconav:150" {
		t.Errorf("%d polygons, %v", len(list), err)
	}
	if len(waited) != 2 || len(l.calls) != 4 || l.calls[3] != "/integration/api/v1/polygons?page=2&perPage=100 secret" {
		t.Errorf("waited %v, called %v", waited, l.calls)
	}
}

func TestPolygonsGiveUp(t *testing.T) {
	for name, c := range map[string]struct {
		fail  []int
		want  string
		calls int
	}{
		"bad token": {[]int{401}, "LOCONAV_TOKEN", 1},
		"away":      {[]int{500, 502, 503, 503, 503}, "busy or away", 4},
		"not there": {[]int{404}, "404", 1},
	} {
		l := &listing{fail: c.fail}
		if _, _, err := fetch(t, l); err == nil || !strings.Contains(err.Error(), c.want) || len(l.calls) != c.calls || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v after %d calls", name, err, len(l.calls))
		}
	}
}
