package jobs

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// The shift is handed over once by two replicas, and once more changes nothing
// when one of them died before it could note that it had.
func TestTheShiftIsHandedOverOnce(t *testing.T) {
	c := newClocked(t)
	var mu sync.Mutex
	var asked []string
	var both []*Jobs
	for _, name := range []string{"a", "b"} {
		j, _ := c.replica(name)
		j.o.OpsChannel = "C0OPSALERTS"
		j.o.Run = func(_ context.Context, _ fleet.Caller, via fleet.Via, tool string, args json.RawMessage) (answer.Answer, error) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, string(via)+" "+tool+" "+string(args))
			return answer.Answer{Kind: answer.Result, Headline: "Hand-over of the night shift."}, nil
		}
		jobs := j.shiftJobs()
		i := slices.IndexFunc(jobs, func(x Job) bool { return x.Name == "handover-morning" })
		j.table = []*watched{{Job: jobs[i]}}
		both = append(both, j)
	}
	c.known(both[0], both[0].table[0])
	var all sync.WaitGroup
	for _, j := range both {
		all.Go(func() { j.look(t.Context(), j.table[0]) })
	}
	all.Wait()
	if len(asked) != 1 || asked[0] != `job shift_handover {"at":"2026-11-23T06:00:00+01:00"}` {
		t.Errorf("asked %q", asked)
	}
	if _, err := both[1].handOver(t.Context(), c.now); err != nil { // as after a death
		t.Fatal(err)
	}
	list := said(t, c.s, c.now.Add(time.Hour))
	if len(list) != 1 || list[0].Channel != "C0OPSALERTS" || list[0].Version != 1 || !strings.HasPrefix(list[0].Key, "handover:2026-11-23T05:00") {
		t.Errorf("said %+v, want the hand-over once", list)
	}
}
