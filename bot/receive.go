package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/slack-go/slack/socketmode"

	"watchtower/events"
	"watchtower/fleet"
)

const (
	storeWithin = 1500 * time.Millisecond // Slack waits 3 s for the ack
	formWithin  = 2500 * time.Millisecond // a trigger lives 3 s, an ack too
	rememberFor = 2 * time.Hour           // Slack repeats an event for some minutes
)

const busyText = "I cannot take that right now: a part of Watch Tower does not answer. Please try again in a minute."

// receive settles one envelope towards Slack. What must be answered in the ack
// (form fields, type-ahead) or within the life of a trigger (opening a form)
// happens here; everything else is stored, acknowledged, and worked from the
// stream.
func (b *Bot) receive(ctx context.Context, env envelope, ack func(payload any)) {
	switch env.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slashCommand
		if json.Unmarshal(env.Payload, &c) == nil && b.commandOpensForm(ctx, env, c, ack) {
			return
		}
	case socketmode.RequestTypeInteractive:
		var in interaction
		if err := json.Unmarshal(env.Payload, &in); err != nil {
			b.Log.WarnContext(ctx, "interaction not readable", "err", err)
			return // not acknowledged: Slack tells the person that it did not work
		}
		if b.interactNow(ctx, env, in, ack) {
			return
		}
	case socketmode.RequestTypeEventsAPI:
		e, err := readEvent(env.Payload)
		if e.Type == "app_rate_limited" {
			b.Log.WarnContext(ctx, "slack drops events: more than 30,000 came from the workspace within an hour")
		}
		if err == nil && e.Event.Type == "agent_session_stopped" { // at once: the workers may all be busy
			b.onStop(ctx, env, e.Event)
			ack(nil)
			return
		}
		if err == nil && !b.concernsUs(e.Event) {
			ack(nil)
			return
		}
	}
	b.keep(ctx, env, ack)
}

// interactNow handles what cannot wait for the stream, and says whether it did.
func (b *Bot) interactNow(ctx context.Context, env envelope, in interaction, ack func(any)) bool {
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	switch in.Type {
	case "block_suggestion":
		ack(b.suggest(ctx, in))
		return true
	case "view_submission":
		b.submitted(ctx, in, ack)
		return true
	case "block_actions":
		return b.clickShowsDetails(ctx, in, ack) || b.clickOpensForm(ctx, env, in, ack)
	}
	ack(nil)
	return true
}

// keep stores the envelope, then acknowledges it. An event that cannot be
// stored is left for Slack to repeat; a command or click is never repeated, so
// the person is told.
func (b *Bot) keep(ctx context.Context, env envelope, ack func(any)) {
	ctx, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	if _, err := b.Events.Append(ctx, events.StreamSlack, env.fields()); err == nil {
		ack(nil)
		return
	} else {
		b.Log.ErrorContext(ctx, "envelope not stored", "type", env.Type, "err", err)
	}
	switch env.Type {
	case socketmode.RequestTypeSlashCommands:
		ack(map[string]string{"response_type": "ephemeral", "text": busyText})
	case socketmode.RequestTypeInteractive:
		ack(nil)
		var in interaction
		if json.Unmarshal(env.Payload, &in) == nil && in.ResponseURL != "" {
			b.whisperText(context.WithoutCancel(ctx), in.ResponseURL, busyText)
		}
	}
}

// firstTime claims a key. When Redis is away it answers yes: doing something
// twice in an outage is better than never, and writes are done once by the store.
func (b *Bot) firstTime(ctx context.Context, key string) bool {
	first, err := b.Events.Once(ctx, "slack:"+key, rememberFor)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot tell whether this is a repeat", "err", err)
	}
	return first || fleet.KindOf(err) != ""
}

// claim takes a key for owner among all replicas and lives, and says whether it
// is owner's: taken now, or by an earlier life. Without Redis it says yes, like
// firstTime.
func (b *Bot) claim(ctx context.Context, key, owner string, ttl time.Duration) (mine bool) {
	holder, err := b.Events.Claim(ctx, "slack:"+key, owner, ttl)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot tell whether this is a repeat", "err", err)
	}
	return holder == "" || holder == owner
}

// release gives a key back because nothing was done under it.
func (b *Bot) release(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := b.Events.Release(ctx, "slack:"+key); err != nil {
		b.Log.WarnContext(ctx, "a claim stays until it ends by itself", "err", err)
	}
}

// concernsUs drops what no worker needs to see: our own and other bots'
// messages, edits, joins, deletions, what people say to each other on a
// channel's main line unless it names a truck or a trip, and what they look at
// (app_context_changed: Slack's agents are subscribed to it, and nothing that we
// are asked depends on it).
func (b *Bot) concernsUs(e event) bool {
	switch e.Type {
	case "app_home_opened":
		return e.User != ""
	case "user_change":
		return true
	case "link_shared":
		return e.User != "" && e.User != b.me.user && b.public != nil
	case "app_mention":
		return e.BotID == "" && e.User != "" && e.User != b.me.user && len(e.Edited) == 0
	case "message":
		plainText := e.Subtype == "" || e.Subtype == "thread_broadcast" || e.Subtype == "file_share"
		forUs := direct(e) || e.ThreadTS != "" || strings.Contains(e.Text, "<@"+b.me.user) || offerable(e)
		return forUs && plainText && !e.Hidden && e.BotID == "" && e.User != "" && e.User != b.me.user && len(e.Edited) == 0
	}
	return false
}
