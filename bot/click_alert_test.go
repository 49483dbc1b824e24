package bot

import (
	"encoding/json"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/store"
)

// The channel's own card of an alert is edited once for a change, by its
// delivery, and ahead of the edits that wait.
func TestOwnCardOfAnAlertIsLeftToItsDelivery(t *testing.T) {
	w := newTown(t, nil)
	b := w.alone()
	if err := w.store.Say(t.Context(), "alert:1", "C0DISPATCH", answer.Answer{Headline: "open"}, monday); err != nil {
		t.Fatal(err)
	}
	due, err := w.store.ClaimDeliveries(t.Context(), time.Now(), time.Minute, 1, store.Pace{})
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	if err := b.deliver(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	card := w.heard("dispatcher", "dispatch", "open")
	if err := w.store.LimitEdits(t.Context(), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Say(t.Context(), "alert:1", "C0DISPATCH", answer.Answer{Headline: "taken"}, monday); err != nil {
		t.Fatal(err)
	}
	args := json.RawMessage(`{"alert_id":"1","action":"acknowledge"}`)
	if b.byDelivery(t.Context(), place{Channel: "C0DISPATCH", Replace: "1.1"}, "alert_update", args) {
		t.Error("another message is taken for the alert's own card")
	}
	if !b.byDelivery(t.Context(), place{Channel: "C0DISPATCH", Replace: card.TS}, "alert_update", args) {
		t.Error("the alert's own card is not known")
	}
	if m := w.heard("dispatcher", "dispatch", "taken"); m.TS != card.TS {
		t.Error("posted anew")
	}
}
