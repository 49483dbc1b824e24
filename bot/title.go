package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"
)

const maxTitle = 60 // code points: what a list of conversations shows

// nameSession gives a conversation in the direct message its title, from its
// first question. A message on the main line begins one; in a thread the first
// one that we hear does.
func (b *Bot) nameSession(ctx context.Context, e event, question string) {
	if !direct(e) || question == "" {
		return
	}
	thread := e.ThreadTS
	if thread == "" {
		thread = e.TS
	}
	ctx = context.WithoutCancel(ctx)
	b.live.Go(func() {
		defer b.caught(ctx, "title")
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		if !b.firstTime(ctx, "title:"+e.Channel+":"+thread) {
			return
		}
		err := b.api.SetAssistantThreadsTitleContext(ctx, slack.AssistantThreadsSetTitleParameters{
			ChannelID: e.Channel, ThreadTS: thread, Title: clip(question, maxTitle)})
		if err != nil {
			b.Log.DebugContext(ctx, "conversation not named", "err", safeError(err))
		}
	})
}
