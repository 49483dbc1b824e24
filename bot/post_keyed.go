package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

const (
	lookAgain = time.Second // Slack may show a message a moment after it failed to answer
	lookPages = 5           // of 200 messages
)

// postKeyed posts the answer to a person under its key. When the outcome stays
// unknown it looks for the message before trying once more.
func (b *Bot) postKeyed(ctx context.Context, channel, thread, key string, c card) (at, ts string, err error) {
	at, ts, err = b.post(ctx, channel, thread, key, c)
	for looks := 0; outcomeUnknown(err); looks++ {
		if looks == 2 {
			return b.post(ctx, channel, thread, key, c)
		}
		if looks > 0 && !sleep(ctx, lookAgain) {
			break
		}
		found, ok, lookErr := b.findKey(ctx, channel, thread, key)
		if lookErr != nil {
			break
		}
		if ok {
			return channel, found, nil
		}
	}
	return at, ts, err
}

// post posts a message that carries its key.
func (b *Bot) post(ctx context.Context, channel, thread, key string, c card) (at, ts string, err error) {
	opts := append(c.options(), slack.MsgOptionMetadata(metadata(key)))
	if thread != "" {
		opts = append(opts, slack.MsgOptionTS(thread))
	}
	at, ts, err = b.api.PostMessageContext(ctx, channel, opts...)
	if err == nil {
		b.echo.expect(time.Now())
	}
	return at, ts, err
}

// yield lets the deliveries to a channel wait for one turn, after an answer to
// a person has taken theirs. Best effort: Slack says so itself when it is late.
func (b *Bot) yield(ctx context.Context, channel string) {
	if strings.HasPrefix(channel, "D") {
		return // deliveries to a person go by the user's name
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := b.Store.YieldChannel(ctx, channel, time.Now(), postGap); err != nil {
		b.Log.DebugContext(ctx, "pace not kept for an answer", "err", err)
	}
}

// findKey looks for our message of a key among the latest of a channel or
// thread.
func (b *Bot) findKey(ctx context.Context, channel, thread, key string) (ts string, found bool, err error) {
	cursor := ""
	for range lookPages {
		messages, next, err := b.pageOf(ctx, channel, thread, cursor)
		if err != nil {
			return "", false, err
		}
		for _, m := range messages {
			if m.Metadata.EventType == "watchtower" && m.Metadata.EventPayload["key"] == key {
				return m.Timestamp, true, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", false, nil
}

// pageOf is one page of a channel, newest first, or of a thread, oldest first.
func (b *Bot) pageOf(ctx context.Context, channel, thread, cursor string) (messages []slack.Message, next string, err error) {
	if thread != "" {
		messages, _, next, err = b.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
		return messages, next, err
	}
	h, err := b.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
	if err != nil {
		return nil, "", err
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}
