package webhook_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/webhook"
)

const patience = 20 * time.Second

// until asks again and again until a condition holds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func start(t *testing.T, e *events.Client, s *store.Store, name string) (stop func()) {
	t.Helper()
	c := webhook.NewConsumer(webhook.ConsumerOptions{Events: e, Store: s, Name: name, MinIdle: 500 * time.Millisecond,
		Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func handled(t *testing.T, e *events.Client) {
	t.Helper()
	until(t, "every entry handled", func() bool {
		waiting, pending, err := e.Lag(t.Context(), events.StreamIngest(0), webhook.IngestGroup)
		return err == nil && waiting == 0 && pending == 0
	})
}

func stateOf(t *testing.T, s *store.Store, plate string) *fleet.State {
	t.Helper()
	found, err := s.FindTruck(t.Context(), plate, store.Loose)
	if err != nil {
		return nil
	}
	trucks, err := s.Trucks(t.Context(), found.ID)
	if err != nil {
		t.Fatal(err)
	}
	return trucks[0].State
}

func post(t *testing.T, h http.Handler, body string) {
	t.Helper()
	if w := serve(h, signedPush(body)); w.Code != http.StatusAccepted {
		t.Fatalf("push = %d %s", w.Code, w.Body)
	}
}

func TestFromPushToState(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	h := receiver(t, options(e))
	start(t, e, s, "a")
	null := strings.Replace(official, `"latitude":6.445`, `"latitude":null`, 1)
	far := strings.Replace(official, "02-11-2026", "02-11-2031", 1)
	post(t, h, official)
	post(t, h, official)
	post(t, h, "["+null+","+strings.Replace(official, "18:00:45", "18:00:55", 1)+","+far+`,{"imei":"0210`)
	post(t, h, `{"id":7,"kind":"PossibleFuelTheftAlert","vehicle_number":"KJA-412XA","event_time":"2026-11-02T12:29:00Z","latitude":6.4,"longitude":3.3,"fuel_theft_in_liters":40}`)
	handled(t, e)
	st := stateOf(t, s, "KJA412XA")
	if st == nil || !st.At.Equal(time.Date(2026, 11, 2, 12, 30, 55, 0, time.UTC)) || st.Motion != fleet.Moving || !st.ReceivedAt.Equal(noon) {
		t.Errorf("state = %+v, want moving at 12:30:55", st)
	}
	rejects, err := s.Rejects(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, r := range rejects {
		reasons = append(reasons, r.Reason)
		if len(r.Body) == 0 || r.Source != "loconav" {
			t.Errorf("reject %+v lost its body or source", r)
		}
	}
	for _, want := range []string{"latitude is null", "the JSON ends early", "more than a day in the future"} {
		if !strings.Contains(strings.Join(reasons, "; "), want) {
			t.Errorf("rejects %q lack %q", reasons, want)
		}
	}
	if len(reasons) != 3 {
		t.Errorf("%d rejects, want 3: %q", len(reasons), reasons)
	}
}

func TestRedisAwayThenBack(t *testing.T) {
	s := storetest.Open(t)
	o := options(eventstest.OpenURL(t, "redis://127.0.0.1:1/0"))
	o.Store = s
	h := receiver(t, o)
	post(t, h, "["+official+","+strings.Replace(official, "18:00:45", "18:00:50", 1)+",17]")
	waiting, err := s.Inbox(t.Context(), 10)
	if err != nil || len(waiting) != 3 {
		t.Fatalf("inbox = %v, %v; want three facts", waiting, err)
	}
	start(t, eventstest.Open(t), s, "a")
	until(t, "the inbox is drained", func() bool {
		waiting, err := s.Inbox(t.Context(), 10)
		return err == nil && len(waiting) == 0
	})
	if st := stateOf(t, s, "KJA412XA"); st == nil || st.At.Second() != 50 {
		t.Errorf("state = %+v, want the newer fix", st)
	}
	if rejects, err := s.Rejects(t.Context(), 10); err != nil || len(rejects) != 1 || !strings.HasPrefix(rejects[0].EntryID, "inbox:") {
		t.Errorf("rejects = %+v, %v; want the number 17", rejects, err)
	}
}

// The inbox is drained also while Redis stays away.
func TestInboxNeedsNoRedis(t *testing.T) {
	s := storetest.Open(t)
	away := eventstest.OpenURL(t, "redis://127.0.0.1:1/0")
	o := options(away)
	o.Store = s
	start(t, away, s, "a")
	post(t, receiver(t, o), official)
	until(t, "the push is visible", func() bool { return stateOf(t, s, "KJA412XA") != nil })
}

// A sender that hangs up sends its own facts to the inbox and nobody else's.
func TestASenderThatHangsUpIsAlone(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	o := options(e)
	o.Store = s
	h := receiver(t, o)
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	serve(h, signedPush(official).WithContext(gone))
	post(t, h, strings.Replace(official, "18:00:45", "18:00:50", 1))
	if waiting, err := s.Inbox(t.Context(), 10); err != nil || len(waiting) != 1 {
		t.Errorf("%d facts in the inbox, %v; want the one of the sender that hung up", len(waiting), err)
	}
	if n, err := e.Len(t.Context(), events.StreamIngest(0)); n != 1 || err != nil {
		t.Errorf("%d entries in the stream, %v; want the other", n, err)
	}
}

func TestBothAwayIsSaid(t *testing.T) {
	s := storetest.Open(t)
	o := options(eventstest.OpenURL(t, "redis://127.0.0.1:1/0"))
	o.Store = s
	s.Close()
	w := serve(receiver(t, o), signedPush(official))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("push = %d %v, want 503 with Retry-After", w.Code, w.Header())
	}
}

// Three consumers share the stream; one stops in the middle of a burst. Every
// accepted push is there once, and the state is the newest fix.
func TestABurstSharedByThreeOfWhomOneStops(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	h := receiver(t, options(e))
	const pushes, trucks = 600, 10
	stop := start(t, e, s, "a")
	start(t, e, s, "b")
	start(t, e, s, "c")
	for i := range pushes {
		at := noon.Add(time.Duration(i/trucks-pushes/trucks) * time.Second)
		body := fmt.Sprintf(`{"imei":"%d","speed":%d,"gpstime":%d,"ignition":"1","latitude":6.445,"longitude":3.365,"vehiclenumber":"T-%d"}`,
			i%trucks, i%50, at.Unix(), i%trucks)
		post(t, h, body)
		if i%3 == 0 {
			post(t, h, body)
		}
		if i == pushes/2 {
			stop()
		}
	}
	handled(t, e)
	for truck := range trucks {
		st := stateOf(t, s, fmt.Sprintf("T-%d", truck))
		if st == nil || !st.At.Equal(noon.Add(-time.Second)) {
			t.Fatalf("truck %d = %+v, want its newest fix", truck, st)
		}
	}
	if n, err := e.DeadCount(t.Context()); n != 0 || err != nil {
		t.Errorf("dead letters = %d, %v", n, err)
	}
}

// With fewer shards than before, what lies in the others is applied as well.
func TestLeftoverShardsAreRead(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	o := options(e)
	o.Shards = 4
	h := receiver(t, o)
	const trucks = 40
	for i := range trucks {
		post(t, h, fmt.Sprintf(`{"imei":"%d","speed":9,"gpstime":%d,"ignition":"1","latitude":6.445,"longitude":3.365,"vehiclenumber":"L-%d"}`, i, noon.Unix(), i))
	}
	left, err := e.Leftovers(t.Context(), 1)
	if err != nil || len(left) != 3 {
		t.Fatalf("leftovers = %v, %v; want three shards", left, err)
	}
	start(t, e, s, "a") // one shard
	until(t, "every truck is there", func() bool {
		n, err := s.CountPositions(t.Context(), noon, noon.Add(time.Second))
		return err == nil && n == trucks
	})
	until(t, "every entry handled", func() bool {
		for shard := range 4 {
			if waiting, pending, err := e.Lag(t.Context(), events.StreamIngest(shard), webhook.IngestGroup); err != nil || waiting+pending > 0 {
				return false
			}
		}
		return true
	})
}
