package bot

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/store"
)

const (
	backlogEvery = 2 * time.Second
	// tellFrom is how many messages wait for a channel before it is told; when
	// Slack itself has said so, tellLimited.
	tellFrom    = 20
	tellLimited = 5
)

// tellBacklogs tells a channel once that its messages wait for Slack, and when
// they are all there, until ctx ends.
func (b *Bot) tellBacklogs(ctx context.Context) error {
	for sleep(ctx, backlogEvery) {
		if err := b.tellBacklogsOnce(ctx); err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "backlogs not told", "err", err)
		}
	}
	return nil
}

func (b *Bot) tellBacklogsOnce(ctx context.Context) error {
	all, err := b.Store.Backlogs(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		least := tellFrom
		if l.Limited {
			least = tellLimited
		}
		switch {
		case l.Notice == "" && l.Waiting >= least:
			key := fmt.Sprintf("backlog:%s:%d", l.Channel, time.Now().UnixMilli())
			err = b.Store.OpenNotice(ctx, l.Channel, key, waitingNotice(l), b.Now())
		case l.Waiting == 0 && (l.Told || l.Settled):
			err = b.Store.CloseNotice(ctx, l, answer.Answer{Kind: answer.Chat,
				Headline: "Slack was limiting us here. Every message that waited has been posted now."}, b.Now())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func waitingNotice(l store.Backlog) answer.Answer {
	left := time.Duration(l.Waiting) * postGap
	about := "less than a minute"
	if m := int(left.Round(time.Minute).Minutes()); m >= 1 {
		about = fmt.Sprintf("about %d min", m)
	}
	return answer.Answer{Kind: answer.Chat, Headline: fmt.Sprintf("Slack is limiting us: %d messages wait for this channel. They come one by one, for %s. Questions are answered as usual.",
		l.Waiting, about)}
}
