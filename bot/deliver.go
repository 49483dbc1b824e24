package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"watchtower/store"
)

const (
	deliverEvery  = 500 * time.Millisecond
	deliverBatch  = 8
	deliverWithin = 6 * time.Second // for one delivery
	deliverLease  = time.Minute     // longer than a whole batch takes
	postGap       = time.Second     // Slack's pace for one channel
	maxBackoff    = 10 * time.Minute
)

// pace keeps deliveries to a channel a second apart, or as far as Slack asks.
// Answers to people do not wait for it.
type pace struct {
	sync.Mutex
	next map[string]time.Time
}

func (p *pace) hold(channel string, d time.Duration) {
	p.Lock()
	defer p.Unlock()
	p.next[channel] = time.Now().Add(d)
}

// held are the channels that nothing may be sent to yet.
func (p *pace) held() []string {
	p.Lock()
	defer p.Unlock()
	now := time.Now()
	out := []string{}
	for c, t := range p.next {
		if t.After(now) {
			out = append(out, c)
		} else {
			delete(p.next, c)
		}
	}
	return out
}

// deliverAll drains the deliveries until ctx ends.
func (b *Bot) deliverAll(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := b.deliverOnce(ctx)
		if err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "deliveries wait", "err", err)
		}
		if n == 0 {
			sleep(ctx, deliverEvery)
		}
	}
	return nil
}

// deliverOnce sends what is due, at most one to each channel, and says how
// many were sent. A batch that was begun is finished.
func (b *Bot) deliverOnce(ctx context.Context) (sent int, err error) {
	due, err := b.Store.ClaimDeliveries(ctx, b.Now(), deliverLease, deliverBatch, b.pace.held())
	ctx = context.WithoutCancel(ctx)
	for _, d := range due {
		if slices.Contains(b.pace.held(), d.Channel) {
			err = b.Store.Postpone(ctx, d.ID, b.Now().Add(postGap), "waits for its channel")
		} else {
			b.pace.hold(d.Channel, postGap)
			err = b.deliver(ctx, d)
			sent++
		}
		if err != nil {
			b.Log.ErrorContext(ctx, "delivery not noted", "key", d.Key, "err", err)
		}
	}
	return sent, err
}

// deliver sends one and notes what became of it. The error is the store's.
func (b *Bot) deliver(ctx context.Context, d store.Delivery) error {
	started := time.Now()
	slackCtx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	at, ts, err := b.send(slackCtx, d)
	if err == nil {
		b.Observe("delivery", time.Since(started))
		if markErr := b.Store.MarkThread(ctx, at, cmp.Or(d.Thread, ts), 0, b.Now()); markErr != nil {
			b.Log.WarnContext(ctx, "thread not marked", "err", markErr)
		}
		return b.Store.Sent(ctx, d.ID, d.Version, at, ts, b.Now())
	}
	if wait, limited := retryAfter(err); limited {
		b.pace.hold(d.Channel, wait)
		return b.Store.Postpone(ctx, d.ID, b.Now().Add(wait), "slack is limiting us")
	}
	if hopeless(err) {
		b.Log.ErrorContext(ctx, "delivery given up", "key", d.Key, "channel", d.Channel, "err", safeError(err))
		return b.Store.Drop(ctx, d.ID, safeError(err))
	}
	next := min(time.Second<<min(d.Tries+1, 20), maxBackoff)
	b.Log.WarnContext(ctx, "delivery failed", "key", d.Key, "tries", d.Tries+1, "again_in", next, "err", safeError(err))
	return b.Store.Failed(ctx, d.ID, b.Now().Add(next), safeError(err))
}

// send edits what stands already, finds what an attempt with an unknown
// outcome may have left, or posts.
func (b *Bot) send(ctx context.Context, d store.Delivery) (at, ts string, err error) {
	at, ts = d.SlackChannel, d.SlackTS
	if ts == "" {
		if at, err = b.conversation(ctx, d.Channel); err != nil {
			return "", "", err
		}
		if d.Tries > 0 {
			if ts, _, err = b.findKey(ctx, at, d.Thread, d.Key); err != nil {
				return "", "", err
			}
		}
	}
	if ts != "" {
		err = b.edit(ctx, d, at, ts)
		if code := slackCode(err); code != "message_not_found" && code != "cant_update_message" {
			return at, ts, err
		}
	}
	err = b.drawOnce(ctx, d.Answer, extras{}, func(c card) error {
		at, ts, err = b.postKeyed(ctx, at, d.Thread, d.Key, c)
		return err
	})
	return at, ts, err
}

func (b *Bot) edit(ctx context.Context, d store.Delivery, at, ts string) error {
	return b.drawOnce(ctx, d.Answer, extras{}, func(c card) error {
		_, _, _, err := b.api.UpdateMessageContext(ctx, at, ts, c.options()...)
		return err
	})
}

// conversation is the channel to post to: a user is told in a direct message,
// whose own id is needed to look for what was said there.
func (b *Bot) conversation(ctx context.Context, channel string) (string, error) {
	if !strings.HasPrefix(channel, "U") && !strings.HasPrefix(channel, "W") {
		return channel, nil
	}
	c, _, _, err := b.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{channel}})
	if err != nil {
		return "", err
	}
	return c.ID, nil
}
