package webhook

import (
	"context"
	"encoding/json"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
)

// Received is the body of a webhook.received event, Updated that of a
// position.updated event: one of each per handled batch.
type (
	Received struct {
		Facts int `json:"facts"`
	}
	Updated struct {
		Trucks []int64 `json:"trucks"` // whose current state changed
	}
)

// announce tells who watches live that something came in. It is best effort:
// when nobody takes the news away, it is dropped, for the next batch brings more.
func (c *Consumer) announce(facts []raw, moved []int64) {
	now := c.o.Now().UTC()
	list := []store.Event{liveEvent(fleet.EventWebhookReceived, facts[0].source, now, Received{len(facts)})}
	if len(moved) > 0 {
		list = append(list, liveEvent(fleet.EventPositionUpdated, "trucks", now, Updated{moved}))
	}
	select {
	case c.news <- list:
	default:
		c.o.Observe("ingest_news_dropped", 1)
	}
}

func liveEvent(kind fleet.EventType, key string, now time.Time, body any) store.Event {
	raw, _ := json.Marshal(body) // numbers alone
	return store.Event{Type: kind, Key: key, Version: now.UnixMilli(), Body: raw, At: now}
}

func (c *Consumer) announceLoop(ctx context.Context) {
	for {
		select {
		case list := <-c.news:
			c.publish(ctx, list)
		case <-ctx.Done():
			return
		}
	}
}

func (c *Consumer) publish(ctx context.Context, list []store.Event) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	entries := make([]map[string]string, len(list))
	for i, e := range list {
		entries[i] = e.Fields()
	}
	if _, err := c.o.Events.Append(ctx, events.StreamEvents, entries...); err != nil {
		c.o.Observe("ingest_news_dropped", 1)
	}
}
