package jobs

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/jobs/outgoing"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// receiver is another system: what it got by webhook-id, and what it answers.
type receiver struct {
	mu     sync.Mutex
	status int
	got    []string // ids in order
	types  []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var p struct {
		Type string
		Data struct{ Truck string }
	}
	if err != nil || json.Unmarshal(body, &p) != nil || p.Data.Truck == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got, r.types = append(r.got, req.Header.Get("webhook-id")), append(r.types, p.Type)
	w.WriteHeader(r.status)
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) heard() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.types, " ")
}

func hook(t *testing.T, h http.Handler) outgoing.Webhook {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	list, err := outgoing.ParseWebhooks("pager " + server.URL + " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func TestAlertsLeaveOnceForEachPhase(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	r := &receiver{status: http.StatusOK}
	w := hook(t, r)
	outside := Outside{Webhooks: []outgoing.Webhook{w}, Poster: outgoing.NewPoster(nil, "test", time.Now)}
	j, err := New(Options{Store: s, Events: e, Name: "a", Outside: outside, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	run(t, j)
	theft := alert(fleet.AlertTheft, "7", "KJA-123XA", fleet.PhaseStart, -time.Minute)
	apply(t, s, theft, alert(fleet.AlertOverspeed, "9", "KJA-123XA", fleet.PhaseStart, 0)) // the second is not critical
	decided(t, e, s)
	apply(t, s, theft)
	decided(t, e, s)
	until(t, "the theft is told", func() bool { return r.heard() == "alert.triggered" })
	for _, step := range []fleet.AlertAction{fleet.Acknowledge, fleet.Resolve} {
		edit := store.AlertEdit{AlertStep: fleet.AlertStep{Action: step, At: noon}, Who: "Ada", Via: fleet.ViaButton, What: "x"}
		if _, err := s.ChangeAlert(t.Context(), 1, edit, tools.AlertCard); err != nil {
			t.Fatal(err)
		}
		decided(t, e, s)
	}
	until(t, "each phase is told", func() bool { return len(strings.Fields(r.heard())) >= 3 })
	if got := r.heard(); !strings.Contains(got, "alert.acknowledged") || !strings.Contains(got, "alert.resolved") || strings.Count(got, "alert.triggered") != 1 {
		t.Errorf("heard %s", got)
	}
}

func TestWhatIsNotTakenComesAgainAndIsPutAside(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	r := &receiver{status: http.StatusInternalServerError}
	w := hook(t, r)
	now := noon
	j, err := New(Options{Store: s, Events: e, Name: "a", Outside: Outside{Webhooks: []outgoing.Webhook{w}, Poster: outgoing.NewPoster(nil, "test", time.Now)},
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertTheft, "7", "KJA-123XA", fleet.PhaseStart, -time.Minute))
	tell := func(h store.Hearing) store.Telling { return store.Telling{Out: j.outside(h.Alert, now)} }
	for range 2 {
		if err := s.TellAlert(t.Context(), 1, "", stormWindows(), now, tell); err != nil {
			t.Fatal(err)
		}
	}
	post := func(want int) {
		t.Helper()
		if n, err := j.postOnce(t.Context(), w); n != want || err != nil {
			t.Fatalf("posted %d %v, want %d", n, err, want)
		}
	}
	for range 10 {
		post(1)
		post(0) // not before its time
		now = now.Add(27 * time.Hour)
	}
	post(0)
	dead, err := s.DeadOutgoing(t.Context(), 10)
	if err != nil || len(dead) != 1 || dead[0].Tries != 10 || !strings.Contains(dead[0].Error, "500") {
		t.Fatalf("put aside %+v %v", dead, err)
	}
	if err := s.ReplayOutgoing(t.Context(), dead[0].ID, now); err != nil {
		t.Fatal(err)
	}
	r.answer(http.StatusGone)
	post(1)
	if note, err := s.OffNote(t.Context(), w.Name, w.Digest()); err != nil || !strings.Contains(note, "410") {
		t.Errorf("after Gone: %q %v", note, err)
	}
	if n, err := s.ReplayAllOutgoing(t.Context(), now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	r.answer(http.StatusOK)
	post(1)
	for _, id := range r.got {
		if id != r.got[0] {
			t.Errorf("ids %v, want one for all tries", r.got)
		}
	}
	if h, err := s.OutHealth(t.Context(), now); err != nil || h.Waiting+h.Dead != 0 || h.Sent != 1 || len(h.Off) != 0 {
		t.Errorf("health %+v %v", h, err)
	}
}

// A sender that dies between sending and noting sends again, under the same id.
func TestAClaimIsALease(t *testing.T) {
	s := storetest.Open(t)
	m := store.Mail{Key: "report-1", To: []string{"a@example.com", "b@example.com"}, Subject: "x", Text: "y"}
	for range 2 {
		if err := s.QueueMail(t.Context(), m, noon); err != nil {
			t.Fatal(err)
		}
	}
	c := store.Claim{Kind: store.OutEmail, Target: "a@example.com", Now: noon, Machine: noon, Lease: time.Minute, Limit: 5}
	for i, want := range []int{1, 0, 1} {
		if i == 2 {
			c.Machine = c.Machine.Add(time.Minute)
		}
		list, err := s.ClaimOutgoing(t.Context(), c)
		if err != nil || len(list) != want {
			t.Fatalf("claim %d: %d rows, %v, want %d", i, len(list), err, want)
		}
		if want == 1 && (list[0].Key != "report-1" || list[0].Tries != i/2+1) {
			t.Errorf("claim %d: %+v", i, list[0])
		}
	}
}
