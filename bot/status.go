package bot

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

const (
	statusAfter = 400 * time.Millisecond // quick answers cost no extra calls
	statusEvery = 2 * time.Second        // between two statuses of one question
	maxStatus   = 50                     // code points
)

// status is the line under a thread that says what is being done, and Slack's
// Stop beside it. It is best effort: an answer never waits for it.
type status struct {
	b       *Bot
	channel string
	thread  string
	since   time.Time // when the question came
	stop    func()    // ends the work on it
	working bool      // Slack shows Stop, or may show it
	words   chan string
	done    chan struct{}
}

// showStatus begins to show a status after a moment; stop is called when
// somebody presses Stop. An earlier life may have left its own.
func (b *Bot) showStatus(ctx context.Context, j *job, to place, ts string, stop func()) *status {
	s := &status{b: b, channel: to.Channel, thread: to.Thread, since: j.Received, stop: stop, working: j.Again,
		words: make(chan string, 1), done: make(chan struct{})}
	if s.thread == "" {
		s.thread = ts
	}
	b.live.Go(func() { s.run(context.WithoutCancel(ctx)) })
	return s
}

// say changes the words; a status that nobody has shown yet is replaced.
func (s *status) say(words string) {
	select {
	case <-s.words:
	default:
	}
	select {
	case s.words <- words:
	default:
	}
}

func (s *status) clear() { close(s.done) }

func (s *status) run(ctx context.Context) {
	defer s.b.caught(ctx, "status")
	words, shown := statusWords("checking GPS"), ""
	tick := time.NewTimer(statusAfter)
	defer tick.Stop()
	look := time.NewTicker(stopEvery)
	defer look.Stop()
	for {
		select {
		case <-s.done:
			if shown != "" {
				s.set(ctx, "")
			}
			s.rest(ctx)
			return
		case <-look.C:
			if s.working && s.wasStopped(ctx) {
				s.stop()
			}
		case said := <-s.words:
			words = statusWords(said)
		case <-tick.C:
			first := shown == ""
			if words != shown {
				s.set(ctx, words)
				shown = words
			}
			if first {
				s.workOn(ctx)
			}
			tick.Reset(statusEvery) // Slack forgets a status after two minutes; a question ends sooner
		}
	}
}

func (s *status) set(ctx context.Context, words string) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	err := s.b.api.SetAssistantThreadsStatusContext(ctx, slack.AssistantThreadsSetStatusParameters{
		ChannelID: s.channel, ThreadTS: s.thread, Status: words})
	if err != nil {
		s.b.Log.DebugContext(ctx, "status not shown", "err", safeError(err))
	}
}

// statusWords is what is being done as Slack shows it, after our name: "is
// checking GPS near Apapa…". slack-go joins lists at commas, so there are none.
func statusWords(doing string) string {
	doing = strings.Join(strings.Fields(strings.ReplaceAll(doing, ",", " ")), " ")
	doing = strings.TrimSpace(strings.TrimRight(doing, " .…"))
	if first, n := utf8.DecodeRuneInString(doing); n < len(doing) {
		if next, _ := utf8.DecodeRuneInString(doing[n:]); unicode.IsLower(next) {
			doing = string(unicode.ToLower(first)) + doing[n:]
		}
	}
	if !strings.HasPrefix(doing, "is ") {
		doing = "is " + doing
	}
	return strings.TrimSuffix(clip(doing, maxStatus-1), "…") + "…"
}
