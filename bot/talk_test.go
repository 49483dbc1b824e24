package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestStatusReadsLikeASentence(t *testing.T) {
	for said, want := range map[string]string{
		"checking GPS near Apapa":                  "is checking GPS near Apapa…",
		"Looking at trucks near …":                 "is looking at trucks near…",
		"is going through Apapa, Tin Can, Ikorodu": "is going through Apapa Tin Can Ikorodu…",
		"T-4407": "is T-4407…",
		"checking GPS near " + strings.Repeat("x", 60): "is checking GPS near " + strings.Repeat("x", 27) + "…",
	} {
		if got := statusWords(said); got != want || strings.Contains(got, ",") {
			t.Errorf("%q is shown as %q, want %q", said, got, want)
		}
	}
}

func TestPromptsFitRoleAndHour(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, fleet.WAT) }
	titles := func(role fleet.Role, hour int) string {
		var out []string
		for _, p := range promptsFor(role, at(hour)) {
			out = append(out, p.Title)
		}
		if len(out) == 0 || len(out) > maxPrompts {
			t.Errorf("%s at %d gets %d prompts", role, hour, len(out))
		}
		return strings.Join(out, ", ")
	}
	seen := map[string]bool{}
	for _, hour := range []int{6, 13, 18, 23} {
		seen[titles(fleet.Dispatcher, hour)] = true
	}
	if len(seen) != 4 {
		t.Errorf("a dispatcher is offered %v, want other questions at each part of the day", seen)
	}
	if got := titles(fleet.Dispatcher, 18); !strings.Contains(got, "Trips tomorrow") {
		t.Errorf("in the evening: %s", got)
	}
	if got := titles(fleet.Manager, 7); !strings.Contains(got, "Yesterday") {
		t.Errorf("a manager in the morning: %s", got)
	}
	if got := titles(fleet.DriverRole, 23); strings.Contains(got, "Fleet") || !strings.Contains(got, "I have departed") {
		t.Errorf("a driver by night: %s", got)
	}
}

func TestMessagesTabOffersPromptsWithoutAThread(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o) })
	w.must("home", map[string]any{"as": "driver", "tab": "messages"})
	w.until("prompts are offered", func() bool { return len(p.calls("assistant.threads.setSuggestedPrompts")) == 1 })
	if got := p.calls("assistant.threads.setSuggestedPrompts")[0]; got.Has("thread_ts") || !strings.Contains(got.Get("prompts"), "my trip") {
		t.Errorf("prompts %v", got)
	}
}

func TestConversationIsNamedByItsFirstQuestion(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o) })
	ts := w.say("dispatcher", "dm", `truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dm", "T-4407 has never reported")
	w.say("dispatcher", "dm", `truck_status {"truck":"T-5120"}`, ts)
	m := w.heard("dispatcher", "dm", "T-5120 has never reported")
	if m.ThreadTS != ts {
		t.Errorf("answered in thread %q, want %q", m.ThreadTS, ts)
	}
	w.say("dispatcher", "dispatch", `@Watch Tower truck_status {"truck":"T-4407"}`, "")
	w.heard("dispatcher", "dispatch", "T-4407 has never reported")
	w.until("the conversation has a name", func() bool { return len(p.calls("assistant.threads.setTitle")) > 0 })
	w.stop() // everything that was begun has ended
	got := p.calls("assistant.threads.setTitle")
	if len(got) != 1 || got[0].Get("thread_ts") != ts || got[0].Get("title") != `truck_status {"truck":"T-4407"}` {
		t.Errorf("titles %v, want one, of the first question", got)
	}
}

func TestSlowAnswerThatFailsTakesItsStatusAway(t *testing.T) {
	shown := make(chan struct{})
	w := newTown(t, func(o *Options) {
		o.Ask = func(ctx context.Context, _ fleet.Caller, _, _, _ string, progress func(string)) (answer.Answer, string) {
			progress("checking GPS near Apapa, Lagos")
			select {
			case <-shown:
			case <-ctx.Done():
			}
			panic("as asked")
		}
	})
	w.say("dispatcher", "dispatch", "@Watch Tower trucks?", "")
	if got := <-w.seen; got != "is checking GPS near Apapa Lagos…" {
		t.Errorf("status %q", got)
	}
	close(shown)
	w.heard("dispatcher", "dispatch", "Something went wrong")
	for got := range w.seen {
		if got == "" {
			return
		}
	}
}

// longList is an answer that takes more than one look.
func longList() answer.Answer {
	a := answer.Answer{Kind: answer.Result, Headline: "90 trips.", Table: &answer.Table{Columns: []string{"Trip", "Where"}}}
	for i := range 90 {
		a.Table.Rows = append(a.Table.Rows, []string{fmt.Sprint(3100 + i), "on the way from Apapa Port to Ibadan, near Ogere"})
	}
	return a
}

func longTown(t *testing.T) (*town, *tap) {
	var p *tap
	w := newTown(t, func(o *Options) {
		p = listenIn(t, o)
		o.Ask = func(context.Context, fleet.Caller, string, string, string, func(string)) (answer.Answer, string) {
			return longList(), ""
		}
	})
	return w, p
}

func TestLongAnswerIsStreamedAndBecomesItsCard(t *testing.T) {
	w, p := longTown(t)
	ts := w.say("dispatcher", "dispatch", "@Watch Tower all trips", "")
	var m message
	w.until("the card stands there", func() bool {
		all := w.bots("dispatcher", "dispatch")
		if len(all) > 0 {
			m = all[0]
		}
		return strings.Contains(fmt.Sprint(m.Blocks), "type:table")
	})
	if all := w.bots("dispatcher", "dispatch"); len(all) != 1 || m.ThreadTS != ts || !strings.Contains(m.Text, "90 trips.") {
		t.Errorf("there is %+v, want one message in the thread", all)
	}
	start := p.calls("chat.startStream")
	if len(start) != 1 || start[0].Get("recipient_user_id") != "U0DISPATCH" || start[0].Get("recipient_team_id") == "" || start[0].Get("markdown_text") != "90 trips." {
		t.Errorf("streams %v", start)
	}
	if more, stop := p.calls("chat.appendStream"), p.calls("chat.stopStream"); len(more) == 0 || len(more) > maxPieces || len(stop) != 1 {
		t.Errorf("%d pieces and %d ends", len(more), len(stop))
	}
	if posts := p.calls("chat.postMessage"); len(posts) != 0 {
		t.Errorf("posted beside it: %v", posts)
	}
}

func TestWhereSlackDoesNotStreamAnswersAreWhole(t *testing.T) {
	w, p := longTown(t)
	p.answerWith("chat.startStream", "feature_not_enabled")
	for i := range 2 {
		ts := w.say("dispatcher", "dispatch", "@Watch Tower all trips", "")
		w.until("it is answered", func() bool {
			all := w.bots("dispatcher", "dispatch")
			return len(all) == i+1 && all[i].ThreadTS == ts && strings.Contains(all[i].Text, "90 trips.")
		})
	}
	if n := len(p.calls("chat.startStream")); n != 1 {
		t.Errorf("Slack was asked to stream %d times, want once: a refusal holds for a while", n)
	}
	w.say("dispatcher", "dm", "all trips", "") // a main line has no thread to stream in
	w.heard("dispatcher", "dm", "90 trips.")
}

// A life that ended in the middle of a stream leaves its beginning in the
// thread; the next one puts its answer there, a short one and an error too. The
// file of another answer in the thread is left alone.
func TestStreamThatWasCutOffIsTakenUp(t *testing.T) {
	w, p := longTown(t)
	root := w.say("viewer", "dispatch", "lunch?", "")
	w.stop()
	b := w.byHand()
	to := place{Channel: "C0DISPATCH", Thread: root, User: "U0DISPATCH"}
	j := &job{envelope: envelope{Key: "msg:1", Receipt: "r"}, ts: root}
	straight := w.opt // past the tap, whose address no file goes to
	straight.APIURL = w.url + "/api/"
	other, err := New(straight)
	if err == nil {
		err = other.uploadTo(t.Context(), upload{Name: "a.csv", Type: "text/csv", Data: []byte("1"), Channel: to.Channel, Thread: root})
	}
	if err != nil {
		t.Fatal(err)
	}
	ts, ok := b.beginStream(t.Context(), j, to, "90 trips.")
	if !ok {
		t.Fatal("no stream")
	}
	j.Again = true
	if got := b.stranded(t.Context(), j, to); got != "" {
		t.Errorf("a thread in which no earlier life streamed has a stranded %q", got)
	}
	b.claim(t.Context(), streamKey(j), j.Receipt, time.Minute)
	to.Replace = b.stranded(t.Context(), j, to)
	if to.Replace != ts {
		t.Fatalf("stranded is %q, want %q", to.Replace, ts)
	}
	if got := b.stream(t.Context(), j, to, longList()); got != "" {
		t.Errorf("the second life streams once more, to %q", got)
	}
	b.reply(t.Context(), j, to, answer.Answer{Kind: answer.Failed, Headline: "The database is away."}, extras{})
	if m := w.heard("dispatcher", "dispatch", "The database is away."); m.TS != ts {
		t.Errorf("the answer is beside the stranded line, at %q", m.TS)
	}
	next := &job{envelope: envelope{Key: "msg:2"}, Again: true, ts: root}
	if got := b.stranded(t.Context(), next, to); got != "" {
		t.Errorf("another question takes the place %q", got)
	}
	if n := len(p.calls("chat.startStream")); n != 1 {
		t.Errorf("%d streams were begun", n)
	}
	if at, ok := b.findStream(t.Context(), &job{ts: root}, to, "The database is away."); !ok || at != ts {
		t.Errorf("looked for, the stream is %q, %v; want %q", at, ok, ts)
	}
}

func TestPiecesKeepWithinAMessage(t *testing.T) {
	first, rest := pieces(longList().Text() + "\n" + strings.Repeat("`x` ", 3000))
	if first != "90 trips." || len(rest) == 0 || len(rest) > maxPieces {
		t.Fatalf("first %q and %d more", first, len(rest))
	}
	for _, p := range rest {
		if n := strings.Count(p, "`"); n != 6 || len([]rune(p)) > 2*pieceSize {
			t.Errorf("a piece of %d characters with %d backticks", len([]rune(p)), n)
		}
	}
}

func TestContextChangesAreTolerated(t *testing.T) {
	b := &Bot{me: identity{user: "U0WATCHTOWER"}}
	if b.concernsUs(event{Type: "app_context_changed", User: "U0DISPATCH"}) {
		t.Error("a changed context is worked")
	}
}
