package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

const (
	longAnswer  = 2000             // code points: what is shorter is posted at once
	pieceSize   = 1500             // of a long answer, per call
	maxPieces   = 3                // appendStream calls; the card holds the rest
	refusedFor  = 30 * time.Minute // a workspace that refuses to stream is not asked again
	limitedBusy = time.Minute      // Slack takes some 20 streams a minute

	endWithinStream = 3 * time.Second
)

// streams remembers until when Slack is not asked for something that it
// refused, or limits.
type streams struct {
	sync.Mutex
	until time.Time
}

func (s *streams) open() bool {
	s.Lock()
	defer s.Unlock()
	return time.Now().After(s.until)
}

func (s *streams) shut(d time.Duration) {
	s.Lock()
	defer s.Unlock()
	s.until = time.Now().Add(d)
}

// stream tells a long answer in a thread as it comes: the first sentence at
// once, then the rest. It returns the message, whose place the finished card
// takes; none where the answer is short, or Slack does not stream. Then the
// card is posted as any other.
func (b *Bot) stream(ctx context.Context, j *job, to place, a answer.Answer) (ts string) {
	text := a.Text()
	if a.Personal && to.public() {
		return ""
	}
	if to.Thread == "" || to.Private || to.Replace != "" || a.Kind != answer.Result || utf8.RuneCountInString(text) < longAnswer {
		return ""
	}
	if j.Again || !b.long.open() { // what an earlier life posted whole is not streamed as well
		return ""
	}
	first, rest := pieces(text)
	b.claim(ctx, streamKey(j), j.Receipt, rememberFor)
	ts, ok := b.beginStream(ctx, j, to, first)
	if !ok {
		return ""
	}
	for _, p := range rest {
		if _, _, err := b.api.AppendStreamContext(ctx, to.Channel, ts, slack.MsgOptionMarkdownText(p)); err != nil {
			b.Log.WarnContext(ctx, "stream cut short", "err", safeError(err))
			break
		}
	}
	b.endStream(ctx, j, to, ts)
	return ts
}

func streamKey(j *job) string { return "stream:" + j.Key }

// stranded is the stream that an earlier life began to answer with in a thread
// and left there, ended now: the answer takes its place, whatever it is. It is
// ours, came after the question, and has the question's key or, cut before its
// end, none.
func (b *Bot) stranded(ctx context.Context, j *job, to place) (ts string) {
	if !j.Again || to.Thread == "" {
		return ""
	}
	if holder, err := b.Events.Held(ctx, "slack:"+streamKey(j)); err != nil || holder == "" {
		return ""
	}
	list, err := b.since(ctx, j, to)
	if err != nil {
		b.Log.WarnContext(ctx, "thread not readable", "err", safeError(err))
		return ""
	}
	for _, m := range list {
		key := m.Metadata.EventPayload["key"]
		unnamed := m.Metadata.EventType == "" && len(m.Files) == 0 // a file that came with another answer has no key either
		if m.User == b.me.user && m.Timestamp > j.ts && (unnamed || key == j.Key) {
			b.endStream(ctx, j, to, m.Timestamp)
			return m.Timestamp
		}
	}
	return ""
}

// since is what was said in a thread from the question on; the thread's first
// message is always there.
func (b *Bot) since(ctx context.Context, j *job, to place) ([]slack.Message, error) {
	list, _, _, err := b.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: to.Channel, Timestamp: to.Thread, Oldest: j.ts, Limit: 200, IncludeAllMetadata: true})
	return list, err
}

func (b *Bot) beginStream(ctx context.Context, j *job, to place, first string) (ts string, ok bool) {
	opts := []slack.MsgOption{slack.MsgOptionTS(to.Thread), slack.MsgOptionMarkdownText(first)}
	if !strings.HasPrefix(to.Channel, "D") {
		opts = append(opts, slack.MsgOptionRecipientUserID(to.User), slack.MsgOptionRecipientTeamID(b.me.team))
	}
	_, ts, err := b.api.StartStreamContext(ctx, to.Channel, opts...)
	switch wait, limited := retryAfter(err); {
	case err == nil:
		return ts, true
	case limited:
		b.long.shut(max(wait, limitedBusy))
	case outcomeUnknown(err):
		return b.findStream(ctx, j, to, first)
	default:
		b.long.shut(refusedFor)
	}
	b.Log.InfoContext(ctx, "slack does not stream, answers are posted whole", "err", safeError(err))
	return "", false
}

// findStream looks for a stream whose beginning we did not hear back about.
func (b *Bot) findStream(ctx context.Context, j *job, to place, first string) (ts string, ok bool) {
	list, err := b.since(ctx, j, to)
	if err != nil {
		b.Log.WarnContext(ctx, "thread not readable", "err", safeError(err))
		return "", false
	}
	for _, m := range slices.Backward(list) {
		if m.User == b.me.user && m.Text == first {
			return m.Timestamp, true
		}
	}
	return "", false
}

// endStream ends a stream, also when the time for the answer is over: one that
// is left open seems to write for ever. The card takes its place next.
func (b *Bot) endStream(ctx context.Context, j *job, to place, ts string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWithinStream)
	defer cancel()
	_, _, err := b.api.StopStreamContext(ctx, to.Channel, ts, slack.MsgOptionMetadata(metadata(j.Key)))
	if err != nil && slackCode(err) != "message_not_in_streaming_state" {
		b.Log.WarnContext(ctx, "stream not ended", "err", safeError(err))
	}
}

// pieces are the first sentence of an answer and the beginning of the rest, in
// lines that keep their columns.
func pieces(text string) (first string, rest []string) {
	first, more, _ := strings.Cut(text, "\n")
	first = clipEscaped(first, pieceSize)
	var part strings.Builder
	flush := func() {
		if part.Len() > 0 {
			rest = append(rest, "\n```\n"+strings.TrimRight(part.String(), "\n")+"\n```")
			part.Reset()
		}
	}
	for line := range strings.SplitSeq(more, "\n") {
		line = clipEscaped(strings.ReplaceAll(line, "`", "'"), pieceSize)
		if utf8.RuneCountInString(part.String())+utf8.RuneCountInString(line) > pieceSize {
			flush()
		}
		if len(rest) == maxPieces {
			return first, rest
		}
		if strings.TrimSpace(line) != "" {
			part.WriteString(line + "\n")
		}
	}
	flush()
	return first, rest
}
