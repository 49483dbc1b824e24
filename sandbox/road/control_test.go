package road

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// world is a simulator behind HTTP, reporting to a receiver in memory.
func world(t *testing.T) (*receiver, func(method, path, body string) (int, map[string]any)) {
	t.Helper()
	f := newTestFleet(t, 1)
	r := &receiver{}
	s := NewSimulator(f, Target{"http://webhook/", "secret"}, 10, morning)
	s.sender.client.Transport, s.history.client.Transport = r, r
	mux := http.NewServeMux()
	s.Register(mux)
	return r, func(method, path, body string) (int, map[string]any) {
		t.Helper()
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		var out map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
		}
		return w.Code, out
	}
}

func TestControlFleetTellsTheTruth(t *testing.T) {
	_, call := world(t)
	code, got := call("GET", "/control/fleet", "")
	trucks := got["trucks"].([]any)
	if code != 200 || len(trucks) != 85 || got["now"] != "2026-11-23T11:00:00+01:00" {
		t.Fatalf("status %d, %d trucks, now %v", code, len(trucks), got["now"])
	}
	first := trucks[0].(map[string]any)
	for _, key := range []string{"plate", "imei", "lat", "lon", "speed", "state", "trip", "place"} {
		if _, ok := first[key]; !ok {
			t.Errorf("no %s in %v", key, first)
		}
	}
	if first["plate"] != "T-4407" || first["trip"] != "3101" || first["state"] != "moving" {
		t.Errorf("T-4407 is %v", first)
	}
}

func TestControlPlaceReportsAtOnce(t *testing.T) {
	r, call := world(t)
	if code, got := call("POST", "/control/place", `{"plate":"t 5120","lat":6.45,"lon":3.36,"fixes":3}`); code != 200 || got["ok"] != true {
		t.Fatalf("status %d: %v", code, got)
	}
	facts := r.facts(t)
	if len(facts) != 3 || facts[0].plate != "T-5120" || facts[2].at != morning().Unix() || facts[1].at != facts[2].at-1 {
		t.Errorf("received %+v", facts)
	}
	for _, bad := range []string{`{"plate":"XX-1","lat":6,"lon":3}`, `{"plate":"T-5120","lat":200,"lon":3}`, `{`} {
		if code, got := call("POST", "/control/place", bad); code < 400 || got["ok"] != false {
			t.Errorf("%s: status %d: %v", bad, code, got)
		}
	}
}

func TestControlPushSignsAsAsked(t *testing.T) {
	r, call := world(t)
	bodies := []string{}
	push := func(path, body string, badBefore int) {
		t.Helper()
		if code, got := call("POST", path, body); code != 200 || got["status"] != 202.0 {
			t.Fatalf("status %d: %v", code, got)
		}
		if r.badSig != badBefore {
			t.Errorf("%s %s: %d bad signatures, want %d", path, body, r.badSig, badBefore)
		}
		bodies = append(bodies, string(r.bodies[len(r.bodies)-1]))
	}
	push("/control/push", `{"imei":"1"}`, 0)
	push("/control/push", `{"body":{"imei":"2"}}`, 0)
	push("/control/push", `{"body":"{\"imei\": ","signature":"bad"}`, 1)
	push("/control/push?signature=none", `[1,`, 2)
	want := []string{`{"imei":"1"}`, `{"imei":"2"}`, `{"imei": `, `[1,`}
	for k := range want {
		if bodies[k] != want[k] {
			t.Errorf("body %d is %s, want %s", k, bodies[k], want[k])
		}
	}
}

func TestControlIncidentAnswers(t *testing.T) {
	_, call := world(t)
	if code, got := call("POST", "/control/incident", `{"plate":"T-4407","kind":"breakdown"}`); code != 200 || got["until"] != "2026-11-23T11:40:00+01:00" {
		t.Errorf("status %d: %v", code, got)
	}
	_, fleet := call("GET", "/control/fleet", "")
	if first := fleet["trucks"].([]any)[0].(map[string]any); first["state"] != "parked" || first["speed"] != 0.0 {
		t.Errorf("a broken truck is %v", first)
	}
	if code, _ := call("POST", "/control/incident", `{"plate":"T-4407","kind":"flood"}`); code != 400 {
		t.Errorf("status %d for an unknown kind", code)
	}
	if code, _ := call("POST", "/control/incident", `{"plate":"T-9921","kind":"sos"}`); code != 404 {
		t.Errorf("status %d for an unknown plate", code)
	}
}

func TestControlHistoryCounts(t *testing.T) {
	r, call := world(t)
	code, got := call("POST", "/control/history", `{"days":1}`)
	if code != 200 || got["facts"].(float64) != float64(len(r.facts(t))) {
		t.Errorf("status %d: %v", code, got)
	}
	if code, _ := call("POST", "/control/history", `{"days":90}`); code != 400 {
		t.Errorf("status %d for 90 days", code)
	}
}

func TestPostSendsJSON(t *testing.T) {
	got := make(chan http.Header, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got <- r.Header
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	body := []byte(`{}`)
	status, after, err := Target{server.URL, "secret"}.post(t.Context(), server.Client(), body, sign("secret", body))
	if err != nil || status != 503 || after != 3*time.Second {
		t.Errorf("status %d, after %s, error %v", status, after, err)
	}
	h := <-got
	want := "sha256=" + "77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13"
	if h.Get("Content-Type") != "application/json" || h.Get("X-LocoNav-Signature") != want {
		t.Errorf("headers %v", h)
	}
}
