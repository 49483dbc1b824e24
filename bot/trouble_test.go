package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
	"watchtower/events"
)

func TestCommandStoredBeforeARestartIsAnsweredAfterIt(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	payload, _ := json.Marshal(slashCommand{Command: "/truck", Text: "T-4407", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH"})
	env := envelopeOf(&socketmode.Request{Type: "slash_commands", EnvelopeID: "E1", Payload: payload})
	if _, err := w.opt.Events.Append(t.Context(), events.StreamSlack, env.fields()); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.heard("dispatcher", "dispatch", "T-4407 has never reported")
}

func TestSecondCopyIsNotAnsweredAgain(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dm", "T-4407 has never reported")
	w.must("fault", map[string]any{"kind": "retry"})
	w.say("dispatcher", "dm", `truck_status {"truck":"T-5120"}`, "")
	w.heard("dispatcher", "dm", "T-5120 has never reported")
	if all := w.bots("dispatcher", "dm"); len(all) != 2 {
		t.Errorf("%d answers to 2 questions: %+v", len(all), all)
	}
}

// A worker that died after posting is followed by one that gets the same entry
// again: it must find the answer, and must not repeat a write.
func TestEntryHandedOutAgainIsNeitherDoneNorSaidTwice(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b, err := New(w.opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	message, _ := json.Marshal(outerEvent{EventID: "Ev1", Event: event{Type: "message", User: "U0DISPATCH", Channel: "D0DISPATCH",
		ChannelType: "im", TS: "1764000000.000100", Text: `truck_status {"truck":"T-4407"}`}})
	env := envelopeOf(&socketmode.Request{Type: "events_api", EnvelopeID: "E1", Payload: message})
	b.handle(t.Context(), env)
	b.handle(t.Context(), env)
	if all := w.bots("dispatcher", "dm"); len(all) != 1 {
		t.Errorf("%d answers, want 1: %+v", len(all), all)
	}
	command, _ := json.Marshal(slashCommand{Command: "/trip", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH",
		Text: "create T-4407 Apapa to Ibadan at tomorrow 10pm"})
	env = envelopeOf(&socketmode.Request{Type: "slash_commands", EnvelopeID: "E2", Payload: command})
	if _, err := w.store.BeginAct(t.Context(), "slack:E2", monday); err != nil { // and died
		t.Fatal(err)
	}
	b.handle(t.Context(), env)
	b.handle(t.Context(), env)
	w.heard("dispatcher", "dispatch", `I was restarted while doing "/trip create T-4407 Apapa to Ibadan at tomorrow 10pm", so it may be done already`)
	if n, all := w.trips(), w.bots("dispatcher", "dispatch"); n != 0 || len(all) != 1 {
		t.Errorf("%d trips and %d answers, want none and one", n, len(all))
	}
	env.Key, env.Receipt = "E3", "R3"
	b.handle(t.Context(), env)
	b.handle(t.Context(), env)
	w.heard("dispatcher", "dispatch", "is created")
	if n, all := w.trips(), w.bots("dispatcher", "dispatch"); n != 1 || len(all) != 2 {
		t.Errorf("%d trips and %d answers, want one more each", n, len(all))
	}
}

func TestOldEnvelopeIsNotDone(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b, err := New(w.opt)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(slashCommand{Command: "/trip", UserID: "U0DISPATCH", ChannelID: "C0DISPATCH", Text: "create T-4407 Apapa to Ibadan at tomorrow 10pm"})
	env := envelopeOf(&socketmode.Request{Type: "slash_commands", EnvelopeID: "E1", Payload: payload})
	env.Received = time.Now().Add(-time.Hour)
	b.handle(t.Context(), env)
	w.heard("dispatcher", "dispatch", `I was away when you asked "/trip create T-4407`)
	if _, err := w.store.Trip(t.Context(), "4001"); err == nil {
		t.Error("an old command was carried out")
	}
}

func TestRefreshOfSocketsLosesNothing(t *testing.T) {
	w := newTown(t, nil)
	for i := range 5 {
		if i == 2 {
			w.must("fault", map[string]any{"kind": "disconnect", "reason": "refresh_requested", "count": 1})
		}
		w.say("dispatcher", "dm", fmt.Sprintf(`truck_status {"truck":"T-4407","want":"speed"} %d`, i), "")
	}
	w.until("five answers", func() bool { return len(w.bots("dispatcher", "dm")) == 5 })
}

func TestAnswersWaitOutALimit(t *testing.T) {
	w := newTown(t, nil)
	w.must("fault", map[string]any{"kind": "ratelimit", "method": "chat.postMessage", "shape": "429", "count": 1, "retry_after": 1})
	w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dm", "T-4407 has never reported")
}

func TestExpiredTriggerIsTold(t *testing.T) {
	w := newTown(t, nil)
	w.must("fault", map[string]any{"kind": "expire_triggers", "count": 1})
	w.command("dispatcher", "dispatch", "/trip", "create")
	w.heard("dispatcher", "dispatch", "Slack did not open the form in time")
}

// roundTrip counts what goes out.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestReconnectStormIsSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened, slowed := 0, 0
		g := newOpenGuard(roundTrip(func(*http.Request) (*http.Response, error) {
			opened++
			return httptest.NewRecorder().Result(), nil
		}), func(time.Duration) { slowed++ })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for ctx.Err() == nil {
			req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://slack.test/api/apps.connections.open", nil)
			resp, err := g.RoundTrip(req)
			if err != nil {
				break
			}
			resp.Body.Close()
		}
		if opened < 4 || opened > 10 {
			t.Errorf("%d sockets opened in a minute, want 4 at once and then one each 10 s", opened)
		}
		if slowed == 0 {
			t.Error("nobody was told that it is slowed down")
		}
	})
}

func TestBlocksThatSlackRefusesAreSimplified(t *testing.T) {
	b := &Bot{Options: Options{Log: slog.New(slog.DiscardHandler)}}
	a := answer.Answer{Headline: "h", Table: &answer.Table{Columns: []string{"Truck"}, Rows: [][]string{{"T-4407"}}}}
	var shapes []int
	err := b.draw(t.Context(), a, extras{}, func(c card) error {
		shapes = append(shapes, len(c.Blocks))
		if c.Blocks != nil {
			return slack.SlackErrorResponse{Err: "invalid_blocks"}
		}
		if !strings.Contains(c.Text, "T-4407") {
			t.Errorf("text alone lacks the table: %q", c.Text)
		}
		return nil
	})
	if err != nil || len(shapes) != 3 || shapes[2] != 0 {
		t.Errorf("tried %v, %v; want table, lines, text", shapes, err)
	}
}

func TestThreeShapesOfLimit(t *testing.T) {
	for _, c := range []struct {
		err  error
		want time.Duration
	}{
		{&slack.RateLimitedError{RetryAfter: 7 * time.Second}, 7 * time.Second},
		{slack.StatusCodeError{Code: 429}, 5 * time.Second},
		{slack.SlackErrorResponse{Err: "ratelimited"}, 5 * time.Second},
		{fmt.Errorf("wrapped: %w", slack.SlackErrorResponse{Err: "ratelimited"}), 5 * time.Second},
	} {
		if got, limited := retryAfter(c.err); !limited || got != c.want || outcomeUnknown(c.err) {
			t.Errorf("%v: wait %v (%v), unknown outcome %v", c.err, got, limited, outcomeUnknown(c.err))
		}
	}
	for _, c := range []struct {
		err     error
		unknown bool
	}{
		{nil, false}, {errors.New("connection reset"), true}, {slack.SlackErrorResponse{Err: "internal_error"}, true},
		{slack.SlackErrorResponse{Err: "invalid_blocks"}, false}, {slack.SlackErrorResponse{Err: "channel_not_found"}, false},
	} {
		if _, limited := retryAfter(c.err); limited || outcomeUnknown(c.err) != c.unknown {
			t.Errorf("%v: limited %v, unknown outcome %v", c.err, limited, outcomeUnknown(c.err))
		}
	}
}
