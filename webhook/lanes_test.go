package webhook_test

import (
	"fmt"
	"testing"
	"time"

	"watchtower/events"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store/storetest"
)

// A batch large enough for two transactions: every fix is there once, none
// looks late, and the poison among them is kept aside.
func TestALargeBatchIsSharedOutByVehicle(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	c := loneConsumer(t, e, s, "a")
	const trucks, turns = 30, 20
	var batch []events.Entry
	for i := range trucks * turns {
		at := noon.Add(time.Duration(i/trucks-turns) * 10 * time.Second)
		batch = append(batch, entry(i, fmt.Sprintf(`{"imei":"%d","speed":40,"gpstime":%d,"ignition":"1","latitude":6.445,"longitude":3.365,"vehiclenumber":"T-%d"}`,
			i%trucks, at.Unix(), i%trucks)))
	}
	batch = append(batch, entry(len(batch), `{"imei":"0210`))
	for range 2 { // and again, as after a crash before the acknowledgement
		if err := c.Handle(t.Context(), 0, batch); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.CountPositions(t.Context(), noon.Add(-time.Hour), noon); n != trucks*turns || err != nil {
		t.Errorf("%d positions, %v; want %d", n, err, trucks*turns)
	}
	for truck := range trucks {
		if st := stateOf(t, s, fmt.Sprintf("T-%d", truck)); st == nil || !st.At.Equal(noon.Add(-10*time.Second)) || st.Motion != fleet.Moving {
			t.Errorf("truck %d = %+v, want its newest fix", truck, st)
		}
	}
	if rejects, err := s.Rejects(t.Context(), 10); err != nil || len(rejects) != 1 {
		t.Errorf("rejects = %+v, %v; want one", rejects, err)
	}
}

func entry(n int, body string) events.Entry {
	return events.Entry{ID: fmt.Sprintf("1-%d", n), Fields: map[string]string{
		"body": body, "source": "loconav", "received_at": noon.Format(time.RFC3339Nano)}}
}

// Two shards give the same id to two facts that cannot be read: both are kept.
func TestRejectsOfTwoShardsAreTwo(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	c := loneConsumer(t, e, s, "a")
	for _, shard := range []int{0, 1, 1} {
		if err := c.Handle(t.Context(), shard, []events.Entry{entry(1, fmt.Sprintf("banana of shard %d", shard))}); err != nil {
			t.Fatal(err)
		}
	}
	if rejects, err := s.Rejects(t.Context(), 10); err != nil || len(rejects) != 2 {
		t.Errorf("rejects = %+v, %v; want one of each shard", rejects, err)
	}
}
