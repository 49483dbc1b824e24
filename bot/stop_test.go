package bot

import (
	"context"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
	"watchtower/fleet"
)

// Slack's Stop ends the work on a question, says so once, and leaves no button.
func TestStopEndsTheWork(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) {
		p = listenIn(t, o)
		o.Ask = func(ctx context.Context, _ fleet.Caller, _, _, _ string, _ func(string)) (answer.Answer, string) {
			<-ctx.Done() // for ever, but for Stop
			return answer.Answer{Kind: answer.Result, Headline: "too late"}, ""
		}
	})
	ts := w.say("dispatcher", "dispatch", "@Watch Tower trucks?", "")
	w.until("Stop is shown", func() bool { return len(p.calls("agents.sessions.setStatus")) > 0 })
	w.must("stop", map[string]any{"as": "dispatcher", "channel": "dispatch", "thread_ts": ts})
	if m := w.heard("dispatcher", "dispatch", "OK, I stopped. Nothing was changed."); m.ThreadTS != ts {
		t.Errorf("said in %q, not in the thread %q", m.ThreadTS, ts)
	}
	w.stop() // everything that was begun has ended
	if all := w.bots("dispatcher", "dispatch"); len(all) != 1 {
		t.Errorf("said %d things, want one", len(all))
	}
	states := p.calls("agents.sessions.setStatus")
	first, last := states[0], states[len(states)-1]
	if first.Get("status") != slack.AgentSessionStatusProcessing || last.Get("status") != slack.AgentSessionStatusActive || last.Get("thread_ts") != ts {
		t.Errorf("the session was marked %v", states)
	}
}

// A Stop of an earlier question in the thread does not end the next one, even
// when Slack tells of it again.
func TestStopIsForWhatWasAskedBefore(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b := w.byHand()
	now := time.Now()
	stop := envelope{Key: "Ev1", Received: now}
	b.onStop(t.Context(), stop, event{Channel: "C0DISPATCH", ThreadTS: "1.1"})
	stop.Received = now.Add(2 * time.Minute) // Slack repeats it
	b.onStop(t.Context(), stop, event{Channel: "C0DISPATCH", ThreadTS: "1.1"})
	for since, want := range map[time.Duration]bool{-time.Minute: true, time.Minute: false} {
		s := &status{b: b, channel: "C0DISPATCH", thread: "1.1", since: now.Add(since)}
		if got := s.wasStopped(t.Context()); got != want {
			t.Errorf("asked %s from the Stop: stopped is %v", since, got)
		}
	}
	if (&status{b: b, channel: "C0DISPATCH", thread: "2.2", since: now.Add(-time.Minute)}).wasStopped(t.Context()) {
		t.Error("a Stop in one thread ends the work in another")
	}
}

// Where the workspace has no agents, nobody asks for Stop again and again.
func TestWithoutAgentsThereIsNoSession(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o) })
	w.stop()
	p.answerWith("agents.sessions.setStatus", "not_allowed")
	b := w.byHand()
	for range 2 {
		s := &status{b: b, channel: "C0DISPATCH", thread: "1.1"}
		s.workOn(t.Context())
		s.rest(t.Context())
	}
	if n := len(p.calls("agents.sessions.setStatus")); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
}

// Beyond what can be acknowledged at once the socket is read on: commands are
// told, the rest is left for Slack to repeat or to tell.
func TestTooMuchAtOnceIsTurnedAway(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b := w.byHand()
	for range cap(b.taking) {
		b.taking <- struct{}{}
	}
	b.take(t.Context(), nil, &socketmode.Request{Type: socketmode.RequestTypeEventsAPI, EnvelopeID: "E1"}, 0) // blocks no longer
	var said []any
	note := func(_ context.Context, payload any) { said = append(said, payload) }
	for _, kind := range []string{socketmode.RequestTypeEventsAPI, socketmode.RequestTypeInteractive, socketmode.RequestTypeSlashCommands} {
		b.shed(t.Context(), &socketmode.Request{Type: kind}, note)
	}
	if len(said) != 1 {
		t.Fatalf("acknowledged %v, want the command alone", said)
	}
	if words, ok := said[0].(map[string]string); !ok || words["text"] != busyText || words["response_type"] != "ephemeral" {
		t.Errorf("the command is told %v", said[0])
	}
}
