package jobs

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

func wat(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, fleet.WAT)
	if err != nil {
		panic(err)
	}
	return t
}

func TestSlots(t *testing.T) {
	for _, c := range []struct {
		when             When
		now, slot, after string
		words            string
	}{
		{Daily(6, 0), "2026-11-23 05:59", "2026-11-22 06:00", "2026-11-23 06:00", "daily at 06:00 WAT"},
		{Daily(6, 0), "2026-11-23 06:00", "2026-11-23 06:00", "2026-11-24 06:00", "daily at 06:00 WAT"},
		{Daily(0, 10), "2026-11-23 00:09", "2026-11-22 00:10", "2026-11-23 00:10", "daily at 00:10 WAT"},
		{Mondays(6, 5), "2026-11-23 06:05", "2026-11-23 06:05", "2026-11-30 06:05", "on Mondays at 06:05 WAT"},
		{Mondays(6, 5), "2026-11-23 06:04", "2026-11-16 06:05", "2026-11-23 06:05", "on Mondays at 06:05 WAT"},
		{Mondays(6, 5), "2026-11-29 23:59", "2026-11-23 06:05", "2026-11-30 06:05", "on Mondays at 06:05 WAT"},
		{Firsts(6, 10), "2026-03-01 06:09", "2026-02-01 06:10", "2026-03-01 06:10", "on the 1st of the month at 06:10 WAT"},
		{Firsts(6, 10), "2027-01-31 12:00", "2027-01-01 06:10", "2027-02-01 06:10", "on the 1st of the month at 06:10 WAT"},
		{Every(15 * time.Minute), "2026-11-23 06:14", "2026-11-23 06:00", "2026-11-23 06:15", "every 15 min"},
	} {
		slot := c.when.Slot(wat(c.now))
		if !slot.Equal(wat(c.slot)) || !c.when.Next(slot).Equal(wat(c.after)) || c.when.String() != c.words {
			t.Errorf("%s at %s: slot %v, then %v", c.when, c.now, slot, c.when.Next(slot))
		}
	}
}

// clocked are some replicas with one job each, at noon in Lagos of the 23rd,
// whose machine's clock stands.
type clocked struct {
	*testing.T
	s       *store.Store
	now     time.Time
	machine time.Time
	ran     []time.Time
	told    []string
	fail    error
}

func newClocked(t *testing.T) *clocked {
	return &clocked{T: t, s: storetest.Open(t), now: wat("2026-11-23 06:00"), machine: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func (c *clocked) replica(name string) (*Jobs, *watched) {
	j := open(c.T, eventstest.Open(c.T), c.s)
	j.o.Name, j.o.Now, j.machine = name, func() time.Time { return c.now }, func() time.Time { return c.machine }
	w := &watched{Job: Job{Name: "morning", When: Daily(6, 0), Within: 6 * time.Hour,
		Run: func(_ context.Context, slot time.Time) (string, error) {
			c.ran = append(c.ran, slot)
			return "said", c.fail
		},
		Skipped: func(_ context.Context, _ time.Time, why string) error { c.told = append(c.told, why); return nil }}}
	j.table = []*watched{w}
	return j, w
}

// known has the job have had a slot before.
func (c *clocked) known(j *Jobs, w *watched) {
	c.Helper()
	was := c.now
	c.now = c.now.AddDate(0, 0, -1)
	j.look(c.Context(), w)
	c.now, c.ran = was, nil
}

func (c *clocked) last(outcome string) store.JobRun {
	c.Helper()
	runs, err := c.s.JobRuns(c.Context(), "morning", 1)
	if err != nil || len(runs) != 1 || runs[0].Outcome != outcome {
		c.Fatalf("last run %+v, %v; want %s", runs, err, outcome)
	}
	return runs[0]
}

func TestASlotRunsOnceAmongReplicas(t *testing.T) {
	c := newClocked(t)
	a, first := c.replica("a")
	b, second := c.replica("b")
	a.look(t.Context(), first)
	if r := c.last("skipped"); len(c.ran)+len(c.told) > 0 || r.Said != "It was due before the job was known." {
		t.Fatalf("the first slot ever: %+v", r)
	}
	c.now, c.fail = c.now.AddDate(0, 0, 1), errors.New("not yet")
	a.look(t.Context(), first)
	b.look(t.Context(), second) // too early
	c.machine, c.fail = c.machine.Add(firstWait), nil
	b.look(t.Context(), second)
	a.look(t.Context(), first)
	if len(c.ran) != 2 {
		t.Errorf("ran %v, want once in vain and once well", c.ran)
	}
	if r := c.last("done"); r.Tries != 2 || r.Said != "said" || r.Holder != "b" {
		t.Errorf("%+v", r)
	}
	c.now = c.now.AddDate(0, 0, 3).Add(5 * time.Hour)
	b.look(t.Context(), second)
	a.look(t.Context(), first)
	if len(c.ran) != 3 || !c.ran[2].Equal(wat("2026-11-27 06:00")) {
		t.Errorf("ran %v, want once more for three missed days", c.ran)
	}
}

func TestALateSlotIsSkippedAndSaidSo(t *testing.T) {
	c := newClocked(t)
	a, w := c.replica("a")
	b, other := c.replica("b")
	c.known(a, w)
	c.now = wat("2026-11-23 12:01")
	a.look(t.Context(), w)
	b.look(t.Context(), other)
	if len(c.ran) != 0 || len(c.told) != 1 || !strings.Contains(c.told[0], "Mon 23 Nov, 06:00 WAT") {
		t.Errorf("ran %v, told %q", c.ran, c.told)
	}
	c.last("skipped")
	run, err := b.Do(t.Context(), "morning", time.Time{})
	if err != nil || len(c.ran) != 1 || run.Tries != 2 {
		t.Errorf("by hand: %+v %v", run, err)
	}
	c.last("done")
}

// A process that dies in a run is followed by another; two slots never overlap.
func TestARunThatDiedIsTakenOverAndNoneOverlap(t *testing.T) {
	c := newClocked(t)
	a, w := c.replica("a")
	b, other := c.replica("b")
	c.known(a, w)
	claim := store.JobClaim{Job: "morning", Holder: "a", Slot: c.now, Now: c.now, Machine: c.machine, Until: c.machine.Add(jobLease)}
	dead, err := c.s.ClaimJob(t.Context(), claim)
	if err != nil || !dead.Mine {
		t.Fatal(dead, err)
	}
	b.look(t.Context(), other)
	c.now = c.now.AddDate(0, 0, 1)
	b.look(t.Context(), other) // the next slot waits for the one that runs
	if len(c.ran) != 0 {
		t.Errorf("ran %v beside a run", c.ran)
	}
	if _, err := b.Do(t.Context(), "morning", time.Time{}); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("by hand beside a run: %v", err)
	}
	c.machine = c.machine.Add(2 * jobLease)
	b.look(t.Context(), other)
	if len(c.ran) != 1 {
		t.Errorf("ran %v after the lease", c.ran)
	}
	runs, err := c.s.JobRuns(t.Context(), "morning", 2)
	if err != nil || runs[1].Outcome != "lost" {
		t.Errorf("%+v %v", runs, err)
	}
	if err := c.s.KeepJob(t.Context(), "morning", claim.Slot, dead.Tries, c.machine); fleet.KindOf(err) != fleet.Conflict {
		t.Errorf("the lost run keeps its lease: %v", err)
	}
}

// Many replicas that look at the same moment run the slot once.
func TestReplicasAtTheSameMoment(t *testing.T) {
	s, e := storetest.Open(t), eventstest.Open(t)
	var mu sync.Mutex
	ran := map[time.Time]int{}
	var replicas []*Jobs
	for range 8 {
		j := open(t, e, s)
		j.table = []*watched{{Job: Job{Name: "often", When: Every(time.Minute), Run: func(_ context.Context, slot time.Time) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			ran[slot]++
			return "", nil
		}}}}
		replicas = append(replicas, j)
	}
	for minute := range 5 {
		var work sync.WaitGroup
		for _, j := range replicas {
			j.o.Now = func() time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
			j.table[0].after = time.Time{}
			j.beat(t.Context(), &work)
			j.beat(t.Context(), &work)
		}
		work.Wait()
	}
	for slot, n := range ran {
		if n != 1 {
			t.Errorf("%v ran %d times", slot, n)
		}
	}
	if len(ran) != 5 {
		t.Errorf("%d slots of 5 ran", len(ran))
	}
}

func TestOnlyTheLastRunsAreKept(t *testing.T) {
	c := newClocked(t)
	a, w := c.replica("a")
	for range store.JobRunsKept + 5 {
		c.now = c.now.AddDate(0, 0, 1)
		a.look(t.Context(), w)
	}
	runs, err := c.s.JobRuns(t.Context(), "morning", 1000)
	if err != nil || len(runs) != store.JobRunsKept {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

func TestTheMonthsAheadAreMade(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	j := open(t, e, s)
	j.o.Now = func() time.Time { return time.Date(2031, 12, 31, 23, 59, 0, 0, time.UTC) }
	var work sync.WaitGroup
	j.beat(t.Context(), &work)
	work.Wait()
	months, err := s.Partitions(t.Context())
	if err != nil || !strings.Contains(strings.Join(months, " "), "positions_2031_12 positions_2032_01 positions_2032_02") {
		t.Errorf("partitions = %v, %v; want December and two months ahead", months, err)
	}
}

// The list says what runs, when next, and how it went; loops note their rounds.
func TestTheListOfJobs(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	run(t, open(t, e, s))
	until(t, "every loop and slot noted", func() bool {
		list, err := s.JobList(t.Context())
		for _, x := range list {
			if err != nil || x.Off == "" && x.Beat.IsZero() && (x.Last == nil || x.Last.Ended.IsZero()) {
				return false
			}
		}
		return len(list) > 8
	})
}
