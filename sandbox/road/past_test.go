package road

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestHistoryIsWholeAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 12, r)
		facts, err := s.History(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		got := r.facts(t)
		if len(got) != facts || facts < 12*3*50 {
			t.Errorf("said %d facts, received %d", facts, len(got))
		}
		last, alerts := map[string]int64{}, 0
		for _, h := range got {
			if h.kind != "" {
				alerts++
				continue
			}
			if h.at <= last[h.plate] || h.at > time.Now().Unix() {
				t.Fatalf("%s: a fix of %s after one of %s", h.plate, local(h.at), local(last[h.plate]))
			}
			if gap := h.at - last[h.plate]; last[h.plate] > 0 && gap > 1200 {
				t.Errorf("%s: a gap of %d s before %s", h.plate, gap, local(h.at))
			}
			last[h.plate] = h.at
		}
		if alerts == 0 {
			t.Error("no alerts in three days")
		}
	})
}

func TestLiveGoesOnWhereHistoryEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 8, r)
		if _, err := s.History(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		end := time.Now().Unix()
		before := len(r.facts(t))
		sleep(t.Context(), 5*time.Minute) // the import that stands between the two
		s.Start()
		live(t, s, 3*time.Minute)
		first := map[string]int64{}
		for _, h := range r.facts(t)[before:] {
			if h.kind == "" && (first[h.plate] == 0 || h.at < first[h.plate]) {
				first[h.plate] = h.at
			}
		}
		for plate, at := range first {
			if at > end+20 {
				t.Errorf("%s: history ended %s, live began %s", plate, local(end), local(at))
			}
		}
		if len(first) < 6 {
			t.Errorf("only %d trucks went on", len(first))
		}
	})
}

func TestHistoryStopsWhenRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(int) (int, string) { return 401, "" }}
		if _, err := newSim(t, 4, r).History(t.Context(), 1); err == nil {
			t.Error("a refused history was reported as sent")
		}
	})
}

func TestLoadMeasuresFromTheIntendedMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stall := &slowReceiver{receiver: &receiver{}, first: time.Second}
		got, err := Load(context.Background(), LoadOptions{Target: Target{"http://webhook/", "secret"}, Rate: 100, Trucks: 1000, Seconds: 3,
			InFlight: 1, Start: time.Now(), Seed: 1, transport: stall})
		if err != nil {
			t.Fatal(err)
		}
		if got.Sent != 300 || got.Accepted != 300 || got.Status["202"] != 300 {
			t.Errorf("result %+v", got)
		}
		// With one connection, a stall of a second delays all pushes meant for that second.
		if got.Max < 990 || got.P50 > 900 || got.P90 < 500 {
			t.Errorf("latencies %+v do not show the stall", got)
		}
		if stall.badSig > 0 {
			t.Errorf("%d bad signatures", stall.badSig)
		}
		seen := map[heard]bool{}
		for _, h := range stall.facts(t) {
			if seen[heard{plate: h.plate, at: h.at}] {
				t.Fatalf("%s sent two fixes for %s", h.plate, local(h.at))
			}
			seen[heard{plate: h.plate, at: h.at}] = true
		}
	})
}

func TestLoadWantsEnoughTrucks(t *testing.T) {
	if _, err := Load(context.Background(), LoadOptions{Rate: 200, Trucks: 100, Seconds: 1}); err == nil {
		t.Error("100 trucks cannot make 200 fixes a second")
	}
}

// slowReceiver stalls on the first request and takes a millisecond for the rest.
type slowReceiver struct {
	*receiver
	first time.Duration
}

func (s *slowReceiver) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	wait := time.Millisecond
	if len(s.at) == 0 {
		wait = s.first
	}
	s.mu.Unlock()
	sleep(req.Context(), wait)
	return s.receiver.RoundTrip(req)
}
