package bot

import (
	"cmp"
	"context"
	"time"

	"watchtower/answer"
)

// filesWithin bounds bringing the files of one answer to Slack.
const filesWithin = 30 * time.Second

// attach adds an answer's files below the card that stands already, in its
// thread, beside the work at hand. A file that Slack refuses is said to be
// missing: nobody waits for it.
func (b *Bot) attach(ctx context.Context, channel, thread string, files []answer.File) {
	if len(files) == 0 || channel == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), filesWithin)
	b.pictures.group.Go(func() {
		defer cancel()
		defer b.caught(ctx, "file")
		for _, f := range files {
			err := b.uploadTo(ctx, upload{Name: f.Name, Type: f.Type, Data: f.Data, Channel: channel, Thread: thread})
			if err == nil {
				continue
			}
			b.Log.WarnContext(ctx, "file not brought", "err", safeError(err))
			sorry := render(answer.Answer{Kind: answer.Failed, Headline: "The file " + f.Name + " could not be brought to Slack. Please ask for it again."}, extras{}, asLines)
			if _, _, err := b.post(ctx, channel, thread, "file:"+f.Name, sorry); err != nil {
				b.Log.WarnContext(ctx, "nor said so", "err", safeError(err))
			}
		}
	})
}

// attachAlone brings the files of a private answer in a direct message: Slack
// shows none in a message that only one person sees.
func (b *Bot) attachAlone(ctx context.Context, to place, files []answer.File) {
	if len(files) == 0 {
		return
	}
	channel, err := b.conversation(ctx, cmp.Or(to.User, to.Channel))
	if err != nil {
		b.Log.WarnContext(ctx, "no direct message for a file", "err", safeError(err))
		return
	}
	b.attach(ctx, channel, "", files)
}
