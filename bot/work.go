package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack/socketmode"

	"watchtower/events"
	"watchtower/fleet"
)

const (
	workWithin = 24 * time.Second // one envelope, posting included; a drain has 25 s
	tooOld     = 15 * time.Minute // an answer to a question this old helps nobody
	groupName  = "bot"

	trimEvery   = 5 * time.Minute
	keepHandled = time.Hour
)

// work is one worker: it takes envelopes from the stream one at a time until
// ctx ends, and finishes the one in hand.
func (b *Bot) work(ctx context.Context, i int) error {
	g := events.Group{Stream: events.StreamSlack, Name: groupName, Consumer: fmt.Sprintf("%s/%d", b.Consumer, i),
		Batch: 1, MinIdle: 35 * time.Second, MaxTries: 3}
	return b.Events.Consume(ctx, g, func(ctx context.Context, batch []events.Entry) error {
		for _, e := range batch {
			b.handle(ctx, envelopeFrom(e.Fields))
		}
		return nil // whoever asked has been told, or has a delivery waiting
	})
}

// trim forgets handled envelopes every few minutes: they hold people's words,
// and addresses to answer them at.
func (b *Bot) trim(ctx context.Context) error {
	for sleep(ctx, trimEvery) {
		if _, err := b.Events.Trim(ctx, events.StreamSlack, keepHandled); err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "handled envelopes not trimmed", "err", err)
		}
	}
	return nil
}

// job is one envelope being worked. Again means that an earlier life may have
// done part of it.
type job struct {
	envelope
	Again bool
	asked string // what was typed, to be quoted when it was not done
	ts    string // of the message that asks, empty when none does
	said  bool
	// stopped by a person who pressed Slack's Stop
	stopped bool
}

// handle works one envelope once in effect.
func (b *Bot) handle(ctx context.Context, env envelope) {
	ctx, cancel := context.WithTimeout(ctx, workWithin)
	defer cancel()
	holder, err := b.Events.Claim(ctx, "slack:key:"+env.Key, env.Receipt, rememberFor)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot tell whether this is a repeat", "err", err)
	}
	if holder != "" && holder != env.Receipt {
		return // a second copy
	}
	j := &job{envelope: env, Again: holder != ""}
	started := time.Now()
	defer func() {
		if r := recover(); r != nil {
			b.Log.ErrorContext(ctx, "panic", "where", "work "+env.Type, "panic", r, "stack", stack())
			b.sorry(ctx, j)
		}
	}()
	switch env.Type {
	case socketmode.RequestTypeSlashCommands:
		b.onCommand(ctx, j)
	case socketmode.RequestTypeInteractive:
		b.onClick(ctx, j)
	case socketmode.RequestTypeEventsAPI:
		b.onEvent(ctx, j)
	case typeTold:
		b.onTold(ctx, j)
	}
	if j.said {
		b.Observe("answer", time.Since(started))
	}
}

func (b *Bot) onEvent(ctx context.Context, j *job) {
	e, err := readEvent(j.Payload)
	if err != nil {
		b.Log.WarnContext(ctx, "event not readable", "err", err)
		return
	}
	switch e.Event.Type {
	case "app_home_opened":
		b.onHome(ctx, e.Event)
	case "link_shared":
		b.onLinks(ctx, e.Event)
	case "message", "app_mention":
		b.onMessage(ctx, j, e.Event)
	case "user_change":
		var change userChange
		if err := json.Unmarshal(j.Payload, &change); err != nil {
			b.Log.WarnContext(ctx, "change of a user not readable", "err", err)
			return
		}
		b.onUserChange(ctx, change.Event.User)
	}
}

// quote is what was typed, as it stands in a sentence.
func (j *job) quote() string {
	if j.asked == "" {
		return "this"
	}
	return `"` + strings.ReplaceAll(clip(j.asked, maxQuote), `"`, "'") + `"`
}

// stale is the error for what waited too long to be done, or nil. People
// repeat themselves after minutes; doing it then would be doing it twice.
func (j *job) stale() error {
	if time.Since(j.Received) < tooOld {
		return nil
	}
	return fleet.Errorf(fleet.Conflict, "I was away when you asked %s, so I did nothing. Please ask again.", j.quote())
}
