package bot

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
	"watchtower/store"
)

// alone is the bot of a town without its sockets and workers.
func (w *town) alone() *Bot {
	w.t.Helper()
	w.stop()
	b, err := New(w.opt)
	if err == nil {
		err = b.identify(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func TestWhoeverAskedHearsOfAPanic(t *testing.T) {
	w := newTown(t, nil)
	b := w.alone()
	b.Store = nil // panics at the first question who asks
	command, _ := json.Marshal(slashCommand{Command: "/truck", Text: "T-4407", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH"})
	b.handle(t.Context(), envelopeOf(&socketmode.Request{Type: "slash_commands", EnvelopeID: "E1", Payload: command}))
	w.heard("dispatcher", "dispatch", "Something went wrong on our side while I did")
	passing, _ := json.Marshal(outerEvent{EventID: "Ev1", Event: event{Type: "message", User: "U0DISPATCH", Channel: "C0DISPATCH",
		ChannelType: "channel", TS: "1764000000.000100", ThreadTS: "1764000000.000001", Text: "lunch?"}})
	b.handle(t.Context(), envelopeOf(&socketmode.Request{Type: "events_api", EnvelopeID: "E2", Payload: passing}))
	if all := w.bots("dispatcher", "dispatch"); len(all) != 1 {
		t.Errorf("%d answers, want one to the command and none to people's talk: %+v", len(all), all)
	}
}

func TestLimitedEditHoldsNoPosts(t *testing.T) {
	w := newTown(t, nil)
	b := w.alone()
	why := &slack.RateLimitedError{RetryAfter: time.Minute}
	to := place{Channel: "C0DISPATCH", User: "U0DISPATCH", Replace: "1764000000.000100"}
	if err := b.leave(t.Context(), &job{envelope: envelope{Key: "E1"}}, to, answer.Answer{Headline: "edit"}, extras{}, why); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Say(t.Context(), "post", "C0DISPATCH", answer.Answer{Headline: "post"}, monday); err != nil {
		t.Fatal(err)
	}
	due, err := w.store.ClaimDeliveries(t.Context(), time.Now(), time.Minute, 10, store.Pace{})
	if err != nil || len(due) != 1 || due[0].Key != "post" {
		t.Errorf("claimed %+v, %v; want the post, and the edit later", due, err)
	}
}

func TestCardThatMayNotBeEditedAnyMoreIsPostedAnew(t *testing.T) {
	w := newTown(t, nil)
	say := func(words string) message {
		t.Helper()
		a := answer.Answer{Kind: answer.Chat, Headline: words}
		if err := w.store.Say(t.Context(), "k", "C0DISPATCH", a, monday); err != nil {
			t.Fatal(err)
		}
		return w.heard("dispatcher", "dispatch", words)
	}
	first := say("as it was")
	w.must("fault", map[string]any{"kind": "fail", "method": "chat.update", "error": "edit_window_closed", "count": 1})
	if second := say("as it is"); second.TS == first.TS {
		t.Error("the old message was edited")
	}
}
