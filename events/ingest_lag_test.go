package events_test

import (
	"testing"

	"watchtower/events"
	"watchtower/events/eventstest"
)

// Facts wait also in a shard beyond those that exist in a row.
func TestIngestLagLooksIntoEveryShard(t *testing.T) {
	c := eventstest.Open(t)
	for _, shard := range []int{0, 5, events.MaxIngestShards - 1} {
		if _, err := c.Append(t.Context(), events.StreamIngest(shard), map[string]string{"n": "1"}); err != nil {
			t.Fatal(err)
		}
	}
	if waiting, pending, err := c.IngestLag(t.Context()); waiting != 3 || pending != 0 || err != nil {
		t.Errorf("IngestLag = %d, %d, %v; want three waiting", waiting, pending, err)
	}
}
