package bot

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Slack never repeats a command: what is on the socket when we are told to
// stop has to be kept for the next life.
func TestStopLosesNoCommandOnItsWay(t *testing.T) {
	w := newTown(t, nil)
	const burst = 60
	begun, sent := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sent)
		for i := range burst {
			w.command("dispatcher", "dispatch", "/truck", fmt.Sprintf("T-4407 %d", i))
			if i == 5 {
				close(begun)
			}
		}
	}()
	<-begun
	w.stop()
	<-sent
	w.start()
	w.until("every command is answered", func() bool { return len(w.bots("dispatcher", "dispatch")) >= burst })
}

func TestQuietWaitsForTheLastFrameAndNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &Bot{}
		began := time.Now()
		b.heard.Store(began.Add(150 * time.Millisecond).UnixNano()) // a frame that comes meanwhile
		b.quiet()
		if took := time.Since(began); took != 350*time.Millisecond {
			t.Errorf("waited %s, want 200 ms after the frame", took)
		}
	})
}

// A long limit must not hold a worker: the answer comes later, where it belongs.
func TestLongLimitBecomesADeliveryInTheThread(t *testing.T) {
	w := newTown(t, nil)
	w.must("fault", map[string]any{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429", "count": 1, "retry_after": 8})
	began := time.Now()
	ts := w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
	w.until("it is left as a delivery", func() bool {
		n, err := w.store.WaitingDeliveries(t.Context())
		return err == nil && n == 1
	})
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a worker was held for %s", took)
	}
	m := w.heard("dispatcher", "dispatch", "T-4407 has never reported")
	if m.ThreadTS != ts {
		t.Errorf("answered in thread %q, want %q", m.ThreadTS, ts)
	}
	if all := w.bots("dispatcher", "dm"); len(all) != 0 {
		t.Errorf("the direct message holds %+v", all)
	}
	if !strings.Contains(fmt.Sprint(m.Blocks), "feedback_buttons") {
		t.Errorf("an answer that came late has lost its thumbs: %v", m.Blocks)
	}
}

// A private answer that Slack takes late comes in a direct message, and can be
// shared from there to the channel where it was asked for.
func TestLateAnswerIsSharedWhereItWasAskedFor(t *testing.T) {
	w := newTown(t, nil)
	for _, method := range []string{"response_url", "chat.postEphemeral"} {
		w.must("fault", map[string]any{"kind": "ratelimit", "method": method, "shape": "429", "count": 1, "retry_after": 60})
	}
	w.command("dispatcher", "dispatch", "/truck", "T-4407")
	w.click("dispatcher", "dm", w.heard("dispatcher", "dm", "T-4407 has never reported"), "share")
	if m := w.heard("manager", "dispatch", "T-4407 has never reported"); !strings.Contains(fmt.Sprint(m.Blocks), "Shared by <@U0DISPATCH>") {
		t.Errorf("shared as %v", m.Blocks)
	}
	w.until("the card loses its button", func() bool {
		all := w.bots("dispatcher", "dm")
		return len(all) == 1 && !strings.Contains(fmt.Sprint(all[0].Blocks), "action_id:share")
	})
}
