package bot

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// onMessage answers a direct message always; in a channel, when it is named or
// in a thread where it has spoken already.
func (b *Bot) onMessage(ctx context.Context, j *job, e event) {
	if !b.addressed(ctx, e) {
		b.offer(ctx, j, e)
		return
	}
	to := place{Channel: e.Channel, User: e.User, Thread: e.ThreadTS}
	if to.Thread == "" && !direct(e) {
		to.Thread = e.TS // a channel's main line is for people
	}
	j.asked, j.ts = b.sentence(e.Text), e.TS
	to.Replace = b.stranded(ctx, j, to)
	caller, err := b.caller(ctx, e.User, e.Channel)
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
		caller = aloud(caller)
		if err := b.Store.MarkThread(ctx, e.Channel, to.Thread, caller.PersonID, b.Now()); err != nil {
			b.Log.WarnContext(ctx, "thread not marked", "err", err)
		}
	}
	text := j.asked
	b.nameSession(ctx, e, text)
	if text == "" {
		b.reply(ctx, j, to, answer.Answer{Kind: answer.Chat, Headline: "Yes? Ask me something like \"where is T-4407\" or \"trucks near Apapa\".\n" + towerUsage}, extras{})
		return
	}
	caller.Thread = to.Thread
	defer b.noteWrote(ctx, caller.PersonID)
	a, note := b.ask(ctx, j, caller, to, e.TS, text)
	if !named && !j.stopped && to.Replace == "" && (a.Kind == answer.Chat || a.Kind == answer.OutScope) {
		return // people thank each other, too
	}
	x := extras{Foot: escape(note), Verdict: verdictOn(text, a)}
	if !a.Aside {
		to.Replace = cmp.Or(to.Replace, b.stream(ctx, j, to, a))
	}
	b.reply(ctx, j, to, a, x)
}

// noteWrote remembers when somebody wrote, for what they miss from now on.
func (b *Bot) noteWrote(ctx context.Context, person int64) {
	if err := b.Store.NoteWrote(context.WithoutCancel(ctx), person, b.Now()); err != nil {
		b.Log.WarnContext(ctx, "it is not noted that somebody wrote", "err", err)
	}
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
func (b *Bot) ask(ctx context.Context, j *job, caller fleet.Caller, to place, ts, text string) (answer.Answer, string) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	status := b.showStatus(ctx, j, to, ts, func() { stop(errStopped) })
	defer status.clear()
	var note string
	a, err := b.safely(ctx, func() (a answer.Answer, err error) {
		b.meetNamed(ctx, text, to.Channel) // Slack may take its time over it
		a, note = b.Ask(ctx, caller, to.Channel, to.Thread, text, status.say)
		return a, nil
	})
	switch {
	case errors.Is(context.Cause(ctx), errStopped):
		j.stopped = true
		return stopped(), ""
	case err != nil:
		return answer.FromError(err), ""
	}
	return a, note
}

var (
	mentionPattern = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|[^>]*)?>`)
	linkPattern    = regexp.MustCompile(`<(?:!|[^<>|#@!])[^<>|]*\|([^<>]*)>`) // a channel stays as Slack writes it: its name does not say which it is
	bareLink       = regexp.MustCompile(`<([^<>|@][^<>|]*)>`)
)

// meetNamed makes people of those whom a text names, so that something can be
// assigned to somebody who never wrote to us.
func (b *Bot) meetNamed(ctx context.Context, text, channel string) {
	for _, m := range mentionPattern.FindAllStringSubmatch(text, maxNamed) {
		if m[1] == b.me.user {
			continue
		}
		if _, err := b.caller(ctx, m[1], channel); err != nil {
			b.Log.DebugContext(ctx, "somebody named is not known", "err", err)
		}
	}
}

// maxNamed is how many people one text is searched for.
const maxNamed = 5

// sentence is what a person wrote, without Slack's markup and without our own
// name.
func (b *Bot) sentence(text string) string {
	text = mentionPattern.ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasPrefix(m, "<@"+b.me.user) {
			return " "
		}
		return "<@" + mentionPattern.FindStringSubmatch(m)[1] + ">" // the tools look people up by it
	})
	text = linkPattern.ReplaceAllString(text, "$1")
	text = bareLink.ReplaceAllString(text, "$1")
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	return strings.TrimSpace(text)
}
