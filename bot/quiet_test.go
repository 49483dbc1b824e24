package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
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
	b := &Bot{}
	began := time.Now()
	b.heard.Store(began.Add(150 * time.Millisecond).UnixNano()) // a frame that comes meanwhile
	b.quiet()
	if took := time.Since(began); took < 350*time.Millisecond || took > time.Second {
		t.Errorf("waited %s, want 200 ms after the frame", took)
	}
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
}

// In a thread that the bot follows people also thank each other.
func TestSmallTalkInAFollowedThreadIsLeftAlone(t *testing.T) {
	w := newTown(t, func(o *Options) {
		o.Ask = func(_ context.Context, _ fleet.Caller, _, _, text string, _ func(string)) (answer.Answer, string) {
			if strings.HasPrefix(text, "thank") {
				return answer.Answer{Kind: answer.Chat, Headline: "You are welcome."}, ""
			}
			return answer.Answer{Kind: answer.Result, Headline: "heard: " + text}, ""
		}
	})
	ts := w.say("dispatcher", "dispatch", "@Watch Tower first", "")
	w.heard("dispatcher", "dispatch", "heard: first")
	w.say("manager", "dispatch", "thanks", ts)
	w.say("guest", "dispatch", "hello all", ts)
	w.say("manager", "dispatch", "second", ts)
	w.heard("dispatcher", "dispatch", "heard: second")
	w.say("manager", "dispatch", "@Watch Tower thank you", ts)
	w.heard("dispatcher", "dispatch", "You are welcome.")
	if all := w.bots("dispatcher", "dispatch"); len(all) != 3 {
		t.Errorf("%d answers, want 3: %+v", len(all), all)
	}
}

func TestGuestGetsNothingAndViewerReadsWithoutPhones(t *testing.T) {
	w := newTown(t, nil)
	w.command("guest", "dispatch", "/truck", "T-4407")
	w.heard("guest", "dispatch", "guests cannot use it")
	w.say("guest", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("guest", "dm", "guests cannot use it")
	w.say("viewer", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("viewer", "dm", "T-4407 has never reported")
	w.say("viewer", "dm", `truck_status {"truck":"T-4407","want":"phone"}`, "")
	w.say("viewer", "dm", "trip_create "+newTrip, "")
	w.heard("viewer", "dm", "may not")
	w.command("viewer", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("viewer", "dispatch", "may not")
	w.until("all three questions are answered", func() bool { return len(w.bots("viewer", "dm")) == 3 })
	for _, m := range append(w.bots("viewer", "dm"), w.bots("guest", "dm")...) {
		if strings.Contains(m.Text, "8031234567") {
			t.Errorf("a telephone number is shown: %s", m.Text)
		}
	}
	if n := w.trips(); n != 0 {
		t.Errorf("a viewer made %d trips", n)
	}
}

func TestHomeAsksBeforeItWritesAndIsDrawnAnew(t *testing.T) {
	w := newTown(t, nil)
	w.command("dispatcher", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("dispatcher", "dispatch", "is created")
	w.command("dispatcher", "dispatch", "/trip", "depart 4001")
	w.heard("dispatcher", "dispatch", "to en route")
	view, _ := w.must("home", map[string]any{"as": "driver"})["view"].(map[string]any)
	if !strings.Contains(fmt.Sprint(view), "Have you arrived?") {
		t.Errorf("the Home tab acts at one tap: %v", view)
	}
	w.must("click", map[string]any{"as": "driver", "view_id": view["id"], "action_id": "choice"})
	w.heard("driver", "dm", "en route to arrived")
	w.until("Home is drawn anew", func() bool { return w.homes.Load() == 2 })
}

func TestLateTripsAreALineEach(t *testing.T) {
	table := &answer.Table{Columns: []string{"Trip", "Truck", "Driver", "From", "To", "Start", "Status", "Client"}, More: 4}
	for i := range 20 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(3100 + i), "T-4407", "Moses", "Apapa <Port>", "Ibadan", "23 Nov 06:00", "scheduled, delayed 2 h 10 min", "Olam"})
	}
	a, blocks := lateLines(answer.Answer{Headline: "24 delayed trips.", Table: table})
	said := render(answer.Answer{Table: table}, extras{}, withTable)
	if got := fmt.Sprint(jsonOf(t, blocks)); a.Table != nil || !strings.Contains(got, "*3100* T-4407, Apapa &lt;Port&gt; to Ibadan: 2 h 10 min late") ||
		strings.Contains(got, "*3115*") || !strings.Contains(got, "and 9 more") {
		t.Errorf("late trips are drawn as %s", got)
	}
	if got := fmt.Sprint(jsonOf(t, said.Blocks)); strings.Contains(got, "3115") || !strings.Contains(got, "and 9 more") {
		t.Errorf("a wide table shows more than 15 rows: %s", got)
	}
}

func jsonOf(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
