package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/store"
)

const (
	deliverEvery  = 250 * time.Millisecond
	deliverSlots  = 8                // under way at the same time, in as many channels
	deliverWithin = 15 * time.Second // for one delivery
	deliverLease  = time.Minute
	maxBackoff    = 10 * time.Minute

	// postGap leaves room in Slack's pace (about one message a second for each
	// channel, short bursts allowed) for the answers to people, which do not
	// wait. editGap keeps within 50 edits a minute over all channels.
	postGap = 1200 * time.Millisecond
	editGap = 1500 * time.Millisecond
)

// deliverAll drains the deliveries until ctx ends, and finishes what is in
// hand. Leases and waits go by the machine's clock.
func (b *Bot) deliverAll(ctx context.Context) error {
	slots := make(chan struct{}, deliverSlots)
	for ctx.Err() == nil {
		begun, err := b.deliverDue(ctx, slots)
		if err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "deliveries wait", "err", err)
		}
		if begun == 0 {
			sleep(ctx, deliverEvery)
		}
	}
	for range deliverSlots {
		slots <- struct{}{}
	}
	return nil
}

// deliverDue begins what is due, as far as slots are free, and says how many.
func (b *Bot) deliverDue(ctx context.Context, slots chan struct{}) (begun int, err error) {
	due, err := b.Store.ClaimDeliveries(ctx, time.Now(), deliverLease, cap(slots)-len(slots), store.Pace{Post: postGap, Edit: editGap})
	ctx = context.WithoutCancel(ctx)
	for _, d := range due {
		slots <- struct{}{} // free: nobody else fills them
		go func() {
			defer func() { <-slots }()
			if err := b.deliver(ctx, d); err != nil {
				b.Log.ErrorContext(ctx, "delivery not noted", "key", d.Key, "err", err)
			}
		}()
	}
	return len(due), err
}

// deliver sends one and notes what became of it. The error is the store's.
func (b *Bot) deliver(ctx context.Context, d store.Delivery) error {
	started := time.Now()
	slackCtx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	at, ts, err := b.sendSafely(slackCtx, d)
	if err == nil && len(d.Answer.Details) > 0 {
		if err := b.leaveDetails(ctx, d.Key, at, cmp.Or(d.Thread, ts), d.Answer.Details); err != nil {
			return err // it stays claimed: the next attempt finds what was posted
		}
	}
	if err == nil {
		b.Observe("delivery", time.Since(started))
		if markErr := b.Store.MarkThread(ctx, at, cmp.Or(d.Thread, ts), 0, b.Now()); markErr != nil {
			b.Log.WarnContext(ctx, "thread not marked", "err", markErr)
		}
		return b.Store.Sent(ctx, d.ID, d.Version, at, ts)
	}
	if wait, limited := retryAfter(err); limited {
		return b.deliverLater(ctx, d, wait)
	}
	if hopeless(err) && b.diverts(d) {
		b.Log.ErrorContext(ctx, "an alert goes to the channel of all alerts", "key", d.Key, "channel", d.Channel, "err", safeError(err))
		return b.Store.Divert(ctx, d.ID, b.AlertsChannel, safeError(err))
	}
	if hopeless(err) {
		b.Log.ErrorContext(ctx, "delivery given up", "key", d.Key, "channel", d.Channel, "err", safeError(err))
		return b.Store.Drop(ctx, d.ID, safeError(err))
	}
	next := min(time.Second<<min(d.Tries+1, 20), maxBackoff)
	b.Log.WarnContext(ctx, "delivery failed", "key", d.Key, "tries", d.Tries+1, "again_in", next, "err", safeError(err))
	return b.Store.Failed(ctx, d.ID, time.Now().Add(next), safeError(err))
}

// diverts says whether what one channel does not take is told in the channel of
// all alerts: an alert or a storm that a route sent to a channel that is gone, or
// that we are not in. What stands in Slack already stays there.
func (b *Bot) diverts(d store.Delivery) bool {
	ofAlert := strings.HasPrefix(d.Key, "alert:") || strings.HasPrefix(d.Key, "storm:")
	return ofAlert && d.Thread == "" && d.SlackTS == "" && strings.HasPrefix(d.Channel, "C") && b.AlertsChannel != "" && d.Channel != b.AlertsChannel
}

// leaveDetails leaves the parts of a long answer to be said in its thread. Their
// keys follow from the answer's, so that saying it again edits them.
func (b *Bot) leaveDetails(ctx context.Context, key, channel, thread string, parts []answer.Answer) error {
	for i, part := range parts {
		if err := b.Store.SayAt(ctx, fmt.Sprintf("%s:part:%d", key, i+1), store.Spot{Channel: channel, Thread: thread}, part, b.Now()); err != nil {
			return err
		}
	}
	return nil
}

// deliverLater does as Slack asks: nothing more goes where it limits us.
func (b *Bot) deliverLater(ctx context.Context, d store.Delivery, wait time.Duration) error {
	now := time.Now()
	b.Count("slack_limited", 1)
	b.Log.InfoContext(ctx, "slack is limiting us", "channel", d.Channel, "again_in", wait)
	var err error
	if d.SlackTS != "" {
		err = b.Store.LimitEdits(ctx, now.Add(wait))
	} else {
		err = b.Store.LimitChannel(ctx, d.Channel, now, now.Add(wait))
	}
	return errors.Join(err, b.Store.Postpone(ctx, d.ID, now.Add(wait), "slack is limiting us"))
}

// sendSafely turns a panic into an error, so that one bad row is put off like
// any other failure.
func (b *Bot) sendSafely(ctx context.Context, d store.Delivery) (at, ts string, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.Log.ErrorContext(ctx, "panic", "where", "delivery", "panic", r, "stack", stack())
			err = fmt.Errorf("panic while rendering: %v", r)
		}
	}()
	return b.send(ctx, d)
}

// send edits what stands already and may still be edited, finds what an attempt with an unknown
// outcome may have left, or posts. A post whose outcome is unknown is not
// repeated here: the next attempt looks for it first.
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
		if !slices.Contains([]string{"message_not_found", "cant_update_message", "edit_window_closed"}, slackCode(err)) {
			return at, ts, err
		}
	}
	x, _ := b.pictured(d.Answer, b.beside(ctx, d), withTable)
	err = b.drawOnce(ctx, d.Answer, x, func(c card) error {
		where, when, err := b.post(ctx, at, d.Thread, d.Key, c)
		if err == nil {
			at, ts = where, when
			b.illustrate(ctx, at, ts, d.Answer, x, c.Look)
		}
		return err
	})
	return at, ts, err
}

// beside is what an answer has beside it. What cannot be read is left out: the
// answer matters more.
func (b *Bot) beside(ctx context.Context, d store.Delivery) (x extras) {
	if len(d.Beside) > 0 {
		if err := json.Unmarshal(d.Beside, &x); err != nil {
			b.Log.WarnContext(ctx, "an answer comes without its buttons", "key", d.Key, "err", err)
			x = extras{}
		}
	}
	x.Thread = d.Thread
	return x
}

func (b *Bot) edit(ctx context.Context, d store.Delivery, at, ts string) error {
	x, _ := b.pictured(d.Answer, b.beside(ctx, d), withTable)
	return b.drawOnce(ctx, d.Answer, x, func(c card) error {
		_, _, _, err := b.api.UpdateMessageContext(ctx, at, ts, c.options()...)
		if err == nil {
			b.illustrate(ctx, at, ts, d.Answer, x, c.Look)
		}
		return err
	})
}

// conversation is the channel to post to: a user is told in a direct message,
// whose own id is needed to look for what was said there. It never changes.
func (b *Bot) conversation(ctx context.Context, channel string) (string, error) {
	if !strings.HasPrefix(channel, "U") && !strings.HasPrefix(channel, "W") {
		return channel, nil
	}
	if id, known := b.dms.Load(channel); known {
		return id.(string), nil // nothing else is stored
	}
	c, _, _, err := b.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{channel}})
	if err != nil {
		return "", err
	}
	b.dms.Store(channel, c.ID)
	return c.ID, nil
}
