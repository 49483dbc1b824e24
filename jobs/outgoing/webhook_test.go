package outgoing

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
)

const testSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func testHook(t *testing.T, url string) Webhook {
	t.Helper()
	list, err := ParseWebhooks("pager " + url + " " + testSecret)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0]
}

// The example that the reference libraries of Standard Webhooks are tested with.
func TestSignatureIsTheStandards(t *testing.T) {
	w := testHook(t, "https://example.com/")
	got := Sign(w.Secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signature = %s, want %s", got, want)
	}
	if two := Sign(append(w.Secrets, []byte("another secret")), "a", time.Unix(1, 0), nil); len(strings.Fields(two)) != 2 {
		t.Errorf("two secrets sign %q", two)
	}
}

func TestPostAndWhatAnswersMean(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		why    string
		want   Refusal
	}{
		"taken": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }, "", Refusal{}},
		"gone":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, "410", Refusal{Final: true, Gone: true}},
		"busy": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "429", Refusal{After: 90 * time.Second}},
		"wrong":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }, "400", Refusal{}},
		"failing": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, "500", Refusal{}},
		"redirected": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusFound)
		}, "redirects are not followed", Refusal{}},
		"cut off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "cannot be reached", Refusal{}},
	} {
		t.Run(name, func(t *testing.T) {
			var got http.Header
			var body []byte
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = r.Header.Clone()
				body, _ = io.ReadAll(r.Body)
				c.answer(w, r)
			}))
			defer server.Close()
			w := testHook(t, server.URL+"/hook?token=hunter2")
			err := NewPoster(nil, "test", func() time.Time { return at }).Post(t.Context(), w, "alert-1-1-triggered", []byte(`{}`))
			if want := Sign(w.Secrets, "alert-1-1-triggered", at, []byte(`{}`)); got.Get("webhook-signature") != want || got.Get("webhook-id") != "alert-1-1-triggered" || got.Get("webhook-timestamp") != "1795435200" || string(body) != "{}" {
				t.Errorf("sent %v %s", got, body)
			}
			if c.why == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			r, ok := errors.AsType[*Refusal](err)
			if !ok || !strings.Contains(r.Why, c.why) || r.Final != c.want.Final || r.Gone != c.want.Gone || r.After != c.want.After || strings.Contains(r.Why, "hunter2") {
				t.Errorf("refusal %+v", err)
			}
		})
	}
}

func TestAWrongCertificateAndNobodyThereAreToldWithoutTheAddress(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	p := NewPoster(nil, "test", time.Now)
	w := testHook(t, server.URL+"/hunter2")
	if err := p.Post(t.Context(), w, "a", nil); err == nil || !strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("wrong certificate: %v", err)
	}
	server.Close()
	if _, err := p.Check(t.Context(), w); err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestAgainFollowsTheSchedule(t *testing.T) {
	want := []string{"5s", "5m0s", "30m0s", "2h0m0s", "5h0m0s", "10h0m0s", "14h0m0s", "20h0m0s", "24h0m0s"}
	for i, w := range want {
		if d, again := Again(i+1, &Refusal{}, 0); !again || d.String() != w {
			t.Errorf("after try %d: %v %v, want %s", i+1, d, again, w)
		}
	}
	if _, again := Again(10, &Refusal{}, 0); again {
		t.Error("an eleventh try")
	}
	if _, again := Again(1, &Refusal{Final: true}, 0); again {
		t.Error("a final refusal is tried again")
	}
	if d, _ := Again(1, &Refusal{After: time.Minute}, 0.5); d != time.Minute {
		t.Errorf("asked for a minute, comes after %v", d)
	}
	if d, _ := Again(2, &Refusal{}, 1); d != 330*time.Second {
		t.Errorf("spread to %v", d)
	}
}

func TestTargetsAreReadAndFaultsShowNothing(t *testing.T) {
	list, err := ParseWebhooks("pager https://a.example/x " + testSecret + ";\n noc http://10.0.0.5/y " + testSecret + "," + testSecret + " warning")
	if err != nil || len(list) != 2 || list[0].Least != fleet.Critical || list[1].Least != fleet.Warning || len(list[1].Secrets) != 2 {
		t.Fatal(list, err)
	}
	short := "whsec_" + base64.StdEncoding.EncodeToString([]byte("hunter2"))
	for _, bad := range []string{"pager", "pager https://hunter2", "pager ftp://hunter2/ " + testSecret, "pager https://hunter2/ " + short, "pager https://hunter2/ hunter2",
		"pager https://hunter2/ " + testSecret + " loud", "Pager! https://hunter2/ " + testSecret, "a https://x/ " + testSecret + ";a https://hunter2/ " + testSecret} {
		if _, err := ParseWebhooks(bad); err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), short) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	people, err := ParseRecipients("ops@example.com, boss@example.com warning")
	if err != nil || len(people) != 2 || people[0].Least != fleet.Critical || people[1].Least != fleet.Warning {
		t.Fatal(people, err)
	}
	for _, bad := range []string{"ops", "a@b.c loud", "a@b.c,A@b.c", "a@b.c warning please"} {
		if _, err := ParseRecipients(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	readers, err := ParseReaders("ops@example.com, boss@example.com weekly monthly,")
	if diff := cmp.Diff([]Reader{{Address: "ops@example.com", Reports: []string{}}, {Address: "boss@example.com", Reports: []string{"weekly", "monthly"}}}, readers); diff != "" || err != nil {
		t.Error(err, diff)
	}
	for _, bad := range []string{"ops", "a@b.c hourly", "a@b.c,a@b.c weekly", "a@b.c weekly,b"} {
		if _, err := ParseReaders(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
