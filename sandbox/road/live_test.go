package road

import (
	"bytes"
	"context"
	"encoding/json"
	"sort"
	"testing"
	"testing/synctest"
	"time"
)

// newSim is a small fleet on the bubble's clock that reports to r.
func newSim(t *testing.T, trucks int, r *receiver) *Simulator {
	t.Helper()
	f, err := NewFleet(Options{Seed: 1, Trucks: trucks, Start: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	s := NewSimulator(f, Target{"http://webhook/", "secret"}, 10, time.Now)
	s.sender.client.Transport, s.history.client.Transport = r, r
	return s
}

// live runs the simulator for a while of fake time.
func live(t *testing.T, s *Simulator, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	s.Run(ctx)
}

func TestLiveFixesComeEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 40, r)
		s.Start()
		live(t, s, 3*time.Minute)
		count := map[string]int{}
		for _, h := range r.facts(t) {
			if h.kind == "" {
				count[h.plate]++
			}
		}
		silent := 0
		for i, truck := range s.fleet.trucks {
			if _, quiet := s.fleet.silentAt(i, time.Now().Unix()-90); quiet {
				silent++
				continue
			}
			if n := count[truck.plate]; n < 15 || n > 21 {
				t.Errorf("%s sent %d fixes in three minutes", truck.plate, n)
			}
		}
		if silent > 10 || r.badSig > 0 {
			t.Errorf("%d silent trucks, %d bad signatures", silent, r.badSig)
		}
		perSecond := map[int64]int{}
		for _, at := range r.at {
			perSecond[at.Unix()]++
		}
		for second, n := range perSecond {
			if n > 14 {
				t.Errorf("%d pushes in second %d, want about 4", n, second)
			}
		}
	})
}

func TestSilenceEndsInABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 1, r)
		s.Start()
		from := time.Now().Unix()
		s.overlay.begin(0, "silence", from, from+1200)
		live(t, s, 20*time.Minute)
		before := len(r.facts(t))
		live(t, s, 10*time.Second)
		var times []int64
		for _, h := range r.facts(t)[before:] {
			if h.kind == "" {
				times = append(times, h.at)
			}
		}
		if before > 1 || len(times) < 115 {
			t.Fatalf("%d facts during the silence, %d fixes after it", before, len(times))
		}
		if !sort.SliceIsSorted(times, func(a, b int) bool { return times[a] < times[b] }) {
			t.Errorf("the burst is out of order")
		}
		if times[0] > from+30 {
			t.Errorf("the burst starts at %d, the silence at %d", times[0], from)
		}
	})
}

func TestSomeFixesAreLateSomeRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 30, r)
		s.Start()
		live(t, s, 30*time.Minute)
		newest, seen := map[string]int64{}, map[heard]int{}
		late, repeated := 0, 0
		for _, h := range r.facts(t) {
			if h.kind != "" {
				continue
			}
			if h.at < newest[h.plate] {
				late++
			}
			newest[h.plate] = max(newest[h.plate], h.at)
			seen[h]++
			if seen[h] > 1 {
				repeated++
			}
		}
		if late < 10 || repeated < 10 {
			t.Errorf("%d late and %d repeated fixes in half an hour", late, repeated)
		}
	})
}

func TestAlertsComeInBothPhasesWithOneID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := newSim(t, 1, r)
		s.Start()
		from := time.Now().Unix()
		for _, m := range s.overlay.begin(0, "idle", from, from+300) {
			s.push(m.at*1000, 0, s.fleet.encodeNotice(m))
		}
		live(t, s, 6*time.Minute)
		phases := map[float64]int{}
		for _, body := range r.bodies {
			var f map[string]any
			if err := json.Unmarshal(body, &f); err != nil {
				t.Fatal(err)
			}
			if f["kind"] == "IdlingAlert" {
				phases[f["id"].(float64)]++
			}
		}
		if phases[90_000_001] != 2 {
			t.Errorf("phases by id: %v", phases)
		}
	})
}

func TestRefusedPushesAreSentAgainInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(n int) (int, string) {
			if n < 3 {
				return 503, "7"
			}
			return 202, ""
		}}
		s := newSim(t, 1, r)
		for k := range 4 {
			s.sender.offer(0, []byte{'0' + byte(k)})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s.sender.run(ctx)
		if got := string(bytes.Join(r.bodies, nil)); got != "0123" {
			t.Errorf("received %q", got)
		}
		for k := 1; k <= 3; k++ {
			if gap := r.at[k].Sub(r.at[k-1]); gap < 7*time.Second {
				t.Errorf("try %d came %s after a Retry-After of 7 s", k, gap)
			}
		}
		if c := s.sender.counters(); c.Accepted != 4 || c.Retried != 3 || c.Status["503"] != 3 {
			t.Errorf("counters %+v", c)
		}
	})
}

func TestFullBufferForgetsTheOldest(t *testing.T) {
	s := newSender(Target{"http://webhook/", "secret"})
	for range laneSize + 5 {
		s.offer(0, []byte("x"))
	}
	if c := s.counters(); c.Dropped != 5 || c.Buffered != laneSize {
		t.Errorf("counters %+v", c)
	}
}
