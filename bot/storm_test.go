package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
	"watchtower/store"
)

func (w *town) waiting() int {
	w.t.Helper()
	n, err := w.store.WaitingDeliveries(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// A storm of alerts must not hold up a question in the same channel.
func TestAnswersGoAheadOfAStormInTheSameChannel(t *testing.T) {
	w := newTown(t, nil)
	const storm = 200
	for i := range storm {
		w.tell(fmt.Sprint("alert:", i), "C0DISPATCH", fmt.Sprintf("silent truck no. %d.", i))
	}
	w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dispatch", "T-4407 has never reported")
	if n := w.waiting(); n < storm*3/4 {
		t.Errorf("only %d of %d alerts waited while a person was answered", n, storm)
	}
}

func TestDeliveriesKeepSlacksPaceInAChannel(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	for i := range 5 {
		w.tell(fmt.Sprint("alert:", i), "C0OPSALERTS", fmt.Sprint("truck ", i))
		w.tell(fmt.Sprint("report:", i), "C0REPORTS", fmt.Sprint("report ", i))
	}
	b := w.byHand()
	for range 3 {
		w.deliverByHand(b)
	}
	for _, channel := range []string{"ops-alerts", "reports"} {
		if n := len(w.bots("manager", channel)); n != 1 {
			t.Errorf("%d messages in %s at once, want 1", n, channel)
		}
	}
}

func TestChannelIsToldOnceThatSlackIsLimitingUs(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	for i := range 30 {
		w.tell(fmt.Sprint("alert:", i), "C0OPSALERTS", fmt.Sprint("truck ", i))
	}
	one, two := w.byHand(), w.byHand() // two replicas
	for range 3 {
		for _, b := range []*Bot{one, two} {
			if err := b.tellBacklogsOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.deliverByHand(two)
	notice := w.heard("manager", "ops-alerts", "Slack is limiting us: 30 messages wait")
	if all := w.bots("manager", "ops-alerts"); len(all) != 1 {
		t.Errorf("messages %+v, want the notice first and alone", all)
	}
	w.drain()
	if err := one.tellBacklogsOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.start() // a restart in the middle: the notice is edited all the same
	after := w.heard("manager", "ops-alerts", "Every message that waited has been posted now")
	if after.TS != notice.TS || len(w.bots("manager", "ops-alerts")) != 1 {
		t.Errorf("the end is message %s, want an edit of %s", after.TS, notice.TS)
	}
}

// drain takes what waits off the queue as if Slack had it.
func (w *town) drain() {
	w.t.Helper()
	for at := time.Now(); ; at = at.Add(time.Minute) {
		due, err := w.store.ClaimDeliveries(w.t.Context(), at, 0, 10, store.Pace{})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(due) == 0 && w.waiting() == 0 {
			return
		}
		for _, d := range due {
			if err := w.store.Sent(w.t.Context(), d.ID, d.Version, d.Channel, "1.0"); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

func TestRetryAfterHoldsTheChannelForEveryReplica(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	for _, shape := range []string{"429", "429_bare", "200"} {
		w.must("fault", map[string]any{"kind": "ratelimit", "method": "chat.postMessage", "shape": shape, "count": 1, "retry_after": 60})
	}
	for i, channel := range []string{"C0OPSALERTS", "C0REPORTS", "C0DISPATCH"} {
		w.tell(fmt.Sprint("a", i), channel, "x")
		w.tell(fmt.Sprint("b", i), channel, "y")
	}
	w.deliverByHand(w.byHand())
	if due, err := w.store.ClaimDeliveries(t.Context(), time.Now().Add(2*time.Second), time.Minute, 10, store.Pace{}); err != nil || len(due) != 0 {
		t.Errorf("another replica would send %+v (%v) while Slack limits us", due, err)
	}
	due, err := w.store.ClaimDeliveries(t.Context(), time.Now().Add(61*time.Second), time.Minute, 10, store.Pace{})
	if err != nil || len(due) != 3 || due[0].Tries != 0 {
		t.Errorf("afterwards %+v (%v), want one for each channel, with no try counted", due, err)
	}
	w.must("fault", map[string]any{"kind": "clear"})
}

// Slack may have posted what it did not confirm: nothing is said twice.
func TestUnansweredPostIsFoundBeforeItIsRepeated(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	w.tell("alert:1", "C0OPSALERTS", "silent truck")
	o := w.opt
	o.APIURL = "http://127.0.0.1:1/api/" // no call gets an answer
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.deliverByHand(b)
	healthy := w.byHand()
	if _, _, err := healthy.post(t.Context(), "C0OPSALERTS", "", "alert:1", card{Text: "silent truck"}); err != nil {
		t.Fatal(err)
	}
	due, err := w.store.ClaimDeliveries(t.Context(), time.Now().Add(time.Minute), time.Minute, 10, store.Pace{})
	if err != nil || len(due) != 1 || due[0].Tries != 1 {
		t.Fatalf("due %+v, %v", due, err)
	}
	if err := healthy.deliver(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	if all := w.bots("manager", "ops-alerts"); len(all) != 1 || w.waiting() != 0 {
		t.Errorf("%d waiting and messages %+v, want one", w.waiting(), all)
	}
}

// A simulated clock that runs fast must not end leases early.
func TestLeasesGoByTheMachinesClock(t *testing.T) {
	w := newTown(t, func(o *Options) {
		began := time.Now()
		o.Now = func() time.Time { return monday.Add(time.Since(began) * 5000) }
	})
	w.must("fault", map[string]any{"kind": "slow", "method": "chat.postMessage", "ms": 1500})
	w.tell("alert:1", "C0OPSALERTS", "silent truck")
	w.heard("manager", "ops-alerts", "silent truck")
	w.until("it is noted", func() bool { return w.waiting() == 0 })
	if all := w.bots("manager", "ops-alerts"); len(all) != 1 {
		t.Errorf("%d messages, want 1", len(all))
	}
}

// A private answer cannot be searched for: the note beside it keeps it single.
func TestPrivateAnswerIsNotSaidAgainAfterARestart(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	payload, _ := json.Marshal(slashCommand{Command: "/truck", Text: "T-4407", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH"})
	env := envelopeOf(&socketmode.Request{Type: "slash_commands", EnvelopeID: "E1", Payload: payload})
	for range 3 {
		w.byHand().handle(t.Context(), env)
	}
	if all := w.bots("dispatcher", "dispatch"); len(all) != 1 {
		t.Errorf("%d answers, want 1: %+v", len(all), all)
	}
}

func TestNoticeSaysHowLongItTakes(t *testing.T) {
	for n, want := range map[int]string{24: "less than a minute", 100: "about 2 min", 1000: "about 20 min"} {
		if got := waitingNotice(store.Backlog{Waiting: n}); got.Kind != answer.Chat || !strings.Contains(got.Headline, want) {
			t.Errorf("%d messages: %q, want %q", n, got.Headline, want)
		}
	}
}

// The same with Slack's limits switched on: a post a second for each channel,
// after a burst of four.
func TestAnswersAreNotLimitedWhileAStormWaits(t *testing.T) {
	var limited atomic.Int64
	w := newTown(t, func(o *Options) {
		o.Count = func(what string, n float64) {
			if what == "slack_limited" {
				limited.Add(int64(n))
			}
		}
	})
	w.must("fault", map[string]any{"kind": "pace"})
	for i := range 100 {
		w.tell(fmt.Sprint("alert:", i), "C0DISPATCH", fmt.Sprintf("silent truck no. %d.", i))
	}
	w.until("the storm has begun to come", func() bool { return w.waiting() <= 98 })
	const questions = 6
	for i := range questions {
		ts := w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
		w.until("an answer", func() bool {
			return slices.ContainsFunc(w.bots("dispatcher", "dispatch"), func(m message) bool { return m.ThreadTS == ts })
		})
		if w.waiting() == 0 { // behind the alerts an answer would come after all of them, two minutes later
			t.Fatalf("question %d was answered when the storm was over", i)
		}
	}
	if n := limited.Load(); n > questions { // an answer may take the turn of the alert beside it
		t.Errorf("Slack limited %d deliveries that keep its pace", n)
	}
}

func TestPostThatSlackTookWithoutSayingSoIsNotRepeated(t *testing.T) {
	w := newTown(t, nil)
	for _, status := range []int{0, 503} {
		w.must("fault", map[string]any{"kind": "lost", "method": "chat.postMessage", "status": status, "count": 1})
		w.tell(fmt.Sprint("alert:", status), "C0OPSALERTS", fmt.Sprintf("silent truck %d", status))
		w.until("it is noted", func() bool { return w.waiting() == 0 })
		w.must("fault", map[string]any{"kind": "lost", "method": "chat.postMessage", "status": status, "count": 1})
		w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	}
	w.until("both questions are answered", func() bool { return len(w.bots("dispatcher", "dm")) == 2 })
	w.must("fault", map[string]any{"kind": "fail", "method": "chat.postMessage", "status": 503, "count": 1})
	w.tell("alert:last", "C0OPSALERTS", "silent truck at last") // was not posted, so it is
	w.heard("manager", "ops-alerts", "at last")
	w.until("it is noted", func() bool { return w.waiting() == 0 })
	if alerts, answers := w.bots("manager", "ops-alerts"), w.bots("dispatcher", "dm"); len(alerts) != 3 || len(answers) != 2 {
		t.Errorf("%d alerts and %d answers, want 3 and 2", len(alerts), len(answers))
	}
}
