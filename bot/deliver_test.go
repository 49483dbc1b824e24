package bot

import (
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/store"
)

// deliverByHand sends what is due and waits for it.
func (w *town) deliverByHand(b *Bot) {
	w.t.Helper()
	slots := make(chan struct{}, 4)
	if _, err := b.deliverDue(w.t.Context(), slots); err != nil {
		w.t.Fatal(err)
	}
	for range cap(slots) {
		slots <- struct{}{}
	}
}

func (w *town) tell(key, channel, words string) {
	w.t.Helper()
	if err := w.store.Say(w.t.Context(), key, channel, answer.Answer{Kind: answer.Result, Headline: words}, monday); err != nil {
		w.t.Fatal(err)
	}
}

func TestDeliveryIsPostedThenEditedInPlace(t *testing.T) {
	w := newTown(t, nil)
	w.tell("report:1", "C0REPORTS", "45 trips today")
	first := w.heard("manager", "reports", "45 trips today")
	w.tell("report:1", "C0REPORTS", "46 trips today")
	second := w.heard("manager", "reports", "46 trips today")
	if second.TS != first.TS || len(w.bots("manager", "reports")) != 1 {
		t.Errorf("the change is message %s, want an edit of %s", second.TS, first.TS)
	}
}

func TestDeliveryToAPersonIsADirectMessage(t *testing.T) {
	w := newTown(t, nil)
	w.tell("hello", "U0DRIVER", "trip 4001 is yours")
	w.heard("driver", "dm", "trip 4001 is yours")
}

func TestDeliveriesSurviveEveryShapeOfLimit(t *testing.T) {
	w := newTown(t, nil)
	for _, shape := range []string{"429", "200"} {
		w.must("fault", map[string]any{"kind": "ratelimit", "method": "chat.postMessage", "shape": shape, "count": 1, "retry_after": 1})
		w.tell("alert:"+shape, "C0OPSALERTS", "silent truck "+shape)
		w.heard("manager", "ops-alerts", "silent truck "+shape)
	}
	if all := w.bots("manager", "ops-alerts"); len(all) != 2 {
		t.Errorf("%d messages, want 2: %+v", len(all), all)
	}
}

func TestHopelessDeliveryIsGivenUpAndOthersGoOn(t *testing.T) {
	w := newTown(t, nil)
	w.tell("nowhere", "C0NOWHERE", "lost")
	w.tell("somewhere", "C0REPORTS", "found")
	w.heard("manager", "reports", "found")
	w.until("the hopeless one is dropped", func() bool {
		n, err := w.store.WaitingDeliveries(t.Context())
		return err == nil && n == 0
	})
}

// A route to a channel that is gone silences no alert.
func TestAnAlertWhoseChannelIsGoneIsToldWhereAllAre(t *testing.T) {
	w := newTown(t, func(o *Options) { o.AlertsChannel = "C0OPSALERTS" })
	w.tell("alert:1", "C0NOWHERE", "SOS from T-4407")
	w.tell("storm:1", "C0NOWHERE", "12 trucks offline")
	w.tell("nowhere", "C0NOWHERE", "lost")
	w.heard("manager", "ops-alerts", "SOS from T-4407")
	w.heard("manager", "ops-alerts", "12 trucks offline")
	w.until("nothing waits", func() bool {
		n, err := w.store.WaitingDeliveries(t.Context())
		return err == nil && n == 0
	})
	if all := w.bots("manager", "ops-alerts"); len(all) != 2 {
		t.Errorf("%d messages, want the alert and the storm: %+v", len(all), all)
	}
}

func TestUnknownOutcomeIsLookedUpBeforePostingAgain(t *testing.T) {
	w := newTown(t, nil)
	b, err := New(w.opt)
	if err != nil {
		t.Fatal(err)
	}
	w.stop() // this test sends by hand
	w.tell("report:1", "C0REPORTS", "45 trips today")
	w.deliverByHand(b)
	posted := w.heard("manager", "reports", "45 trips today")
	w.tell("report:1", "C0REPORTS", "46 trips today")
	due, err := w.store.ClaimDeliveries(t.Context(), time.Now(), 0, 10, store.Pace{})
	if err != nil || len(due) != 1 {
		t.Fatalf("due %+v %v", due, err)
	}
	d := due[0]
	d.SlackChannel, d.SlackTS, d.Tries = "", "", 1
	at, ts, err := b.send(t.Context(), d)
	if err != nil || at != "C0REPORTS" || ts != posted.TS {
		t.Errorf("sent to %s %s %v, want the message %s", at, ts, err, posted.TS)
	}
	if all := w.bots("manager", "reports"); len(all) != 1 || !strings.Contains(all[0].Text, "46") {
		t.Errorf("messages %+v, want one, edited", all)
	}
}
