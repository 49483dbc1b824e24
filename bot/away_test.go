package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"watchtower/events"
)

// Redis tells a second press of Create from the first; without it the store does.
func TestOneFormMakesOneTripWithoutRedis(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	o := w.opt
	away, err := events.Open("redis://127.0.0.1:1", o.Log)
	if err != nil {
		t.Fatal(err)
	}
	defer away.Close()
	o.Events = away
	var all sync.WaitGroup
	for i := range 6 {
		b, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			b.submitted(t.Context(), filled("F1", "Apapa Port"), func(payload any) {
				if payload != nil {
					t.Errorf("press %d is answered with %+v, want that the form closes", i, payload)
				}
			})
		})
	}
	all.Wait()
	if n := w.trips(); n != 1 {
		t.Errorf("the form made %d trips, want 1", n)
	}
	w.heard("dispatcher", "dispatch", "Trip 4001")
}

func TestWithoutRedisCommandsAndClicksAreToldPrivately(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	o := w.opt
	away, err := events.Open("redis://127.0.0.1:1", o.Log)
	if err != nil {
		t.Fatal(err)
	}
	defer away.Close()
	o.Events = away
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(slashCommand{Command: "/truck", Text: "T-4407", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH"})
	var said any
	b.receive(t.Context(), envelope{Type: "slash_commands", Key: "E1", Payload: payload}, func(p any) { said = p })
	if words := fmt.Sprint(said); !strings.Contains(words, "ephemeral") || !strings.Contains(words, busyText) {
		t.Errorf("a command is acknowledged with %v, want a private word that we are busy", said)
	}
	message := json.RawMessage(`{"event_id":"Ev1","event":{"type":"message","user":"U0DISPATCH","channel":"D0DISPATCH","channel_type":"im","ts":"1.1","text":"x"}}`)
	b.receive(t.Context(), envelope{Type: "events_api", Key: "Ev1", Payload: message}, func(any) {
		t.Error("an event that is not kept was acknowledged: Slack would not repeat it")
	})
}
