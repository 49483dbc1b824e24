package bot

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
)

// onMessage answers a direct message always; in a channel, when it is named or
// in a thread where it has spoken already.
func (b *Bot) onMessage(ctx context.Context, j *job, e event) {
	if !b.addressed(ctx, e) {
		return
	}
	to := place{Channel: e.Channel, User: e.User, Thread: e.ThreadTS}
	if to.Thread == "" && !direct(e) {
		to.Thread = e.TS // a channel's main line is for people
	}
	caller, err := b.caller(ctx, e.User, e.Channel)
	j.asked = b.sentence(e.Text)
	if err == nil {
		err = j.stale()
	}
	named := b.named(e)
	if err != nil && !named && fleet.KindOf(err) == fleet.Forbidden {
		return // a guest who talks to others in our thread
	}
	if err != nil {
		b.reply(ctx, j, to, answer.FromError(err), extras{})
		return
	}
	if !direct(e) {
		if err := b.Store.MarkThread(ctx, e.Channel, to.Thread, caller.PersonID, b.Now()); err != nil {
			b.Log.WarnContext(ctx, "thread not marked", "err", err)
		}
	}
	text := b.sentence(e.Text)
	if text == "" {
		b.reply(ctx, j, to, answer.Answer{Kind: answer.Chat, Headline: "Yes? Ask me something like \"where is T-4407\" or \"trucks near Apapa\".\n" + towerUsage}, extras{})
		return
	}
	a, note := b.ask(ctx, caller, to, e.TS, text)
	if !named && (a.Kind == answer.Chat || a.Kind == answer.OutScope) {
		return // people thank each other, too
	}
	x := extras{Foot: escape(note)}
	if !direct(e) && a.Personal {
		aside := *j
		aside.Key += ":aside"
		b.reply(ctx, &aside, place{Channel: e.User, User: e.User}, a, x)
		a, x = answer.Answer{Kind: answer.Chat, Headline: "I have sent you that in a direct message, because it holds a telephone number."}, extras{}
	}
	b.reply(ctx, j, to, a, x)
}

func direct(e event) bool { return e.ChannelType == "im" || strings.HasPrefix(e.Channel, "D") }

// named says whether a message is for us by itself, whatever thread it is in.
func (b *Bot) named(e event) bool {
	return direct(e) || e.Type == "app_mention" || strings.Contains(e.Text, "<@"+b.me.user)
}

// addressed says whether a message is for us. In our own threads people also
// talk to each other: who names somebody else is left alone.
func (b *Bot) addressed(ctx context.Context, e event) bool {
	if b.named(e) {
		return true
	}
	if e.ThreadTS == "" || strings.Contains(e.Text, "<@") || strings.Contains(e.Text, "<!") {
		return false
	}
	ours, err := b.Store.SpeaksIn(ctx, e.Channel, e.ThreadTS)
	if err != nil {
		b.Log.WarnContext(ctx, "thread not readable", "err", err)
	}
	return ours
}

// ask passes a sentence to the assistant. When the answer takes its time, the
// thread shows what is being done.
func (b *Bot) ask(ctx context.Context, caller fleet.Caller, to place, ts, text string) (answer.Answer, string) {
	status := b.showStatus(ctx, to, ts)
	defer status.clear()
	var note string
	a, err := b.safely(ctx, func() (a answer.Answer, err error) {
		a, note = b.Ask(ctx, caller, to.Channel, to.Thread, text, status.say)
		return a, nil
	})
	if err != nil {
		return answer.FromError(err), ""
	}
	return a, note
}

// status is the line under a thread that says what is being done. It is best
// effort: an answer never waits for it.
type status struct {
	b       *Bot
	channel string
	thread  string
	words   chan string
	done    chan struct{}
}

// showStatus begins to show a status after a moment, so that quick answers
// cost no extra calls.
func (b *Bot) showStatus(ctx context.Context, to place, ts string) *status {
	s := &status{b: b, channel: to.Channel, thread: to.Thread, words: make(chan string, 1), done: make(chan struct{})}
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
	words, shown := "is checking GPS…", false
	tick := time.NewTimer(400 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.done:
			if shown {
				s.set(ctx, "")
			}
			return
		case words = <-s.words:
		case <-tick.C:
			s.set(ctx, words)
			shown = true
			tick.Reset(2 * time.Second) // Slack forgets a status after two minutes; ours change sooner
		}
	}
}

func (s *status) set(ctx context.Context, words string) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	err := s.b.api.SetAssistantThreadsStatusContext(ctx, slack.AssistantThreadsSetStatusParameters{
		ChannelID: s.channel, ThreadTS: s.thread, Status: clip(words, 50)})
	if err != nil {
		s.b.Log.DebugContext(ctx, "status not shown", "err", safeError(err))
	}
}

var (
	mentionPattern = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|[^>]*)?>`)
	linkPattern    = regexp.MustCompile(`<[#!]?[^<>|]*\|([^<>]*)>`)
	bareLink       = regexp.MustCompile(`<([^<>|]*)>`)
)

// sentence is what a person wrote, without Slack's markup and without our own
// name.
func (b *Bot) sentence(text string) string {
	text = mentionPattern.ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasPrefix(m, "<@"+b.me.user) {
			return " "
		}
		return m[1 : len(m)-1]
	})
	text = linkPattern.ReplaceAllString(text, "$1")
	text = bareLink.ReplaceAllString(text, "$1")
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	return strings.TrimSpace(text)
}
