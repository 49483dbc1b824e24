package bot

import (
	"context"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
)

// share asks again, as the clicker, and shows the answer to the channel, once;
// then the card loses its button.
func (b *Bot) share(ctx context.Context, j *job, in interaction, caller fleet.Caller, value string) {
	call, ok := parseButton(value)
	if !ok || call.Tool == "" || b.writes(call.Tool) {
		b.Log.WarnContext(ctx, "share value not readable")
		return
	}
	key := in.claimKey("share")
	if !b.claim(ctx, key, j.Key, rememberFor) {
		return
	}
	a := b.run(ctx, j, aloud(caller), fleet.ViaButton, call.Tool, call.Args)
	if a.Kind != answer.Result || a.Personal { // a number may have come into it since
		b.release(ctx, key)
		b.reply(ctx, j, in.whisper(), a, extras{})
		return
	}
	j.said = true
	to, foot := place{Channel: in.channel(), Thread: in.thread(), User: in.User.ID}, "Shared by <@"+in.User.ID+">"
	if call.Channel != "" {
		to.Channel, to.Thread = call.Channel, ""
	}
	err := b.say(ctx, j, to, a, extras{Foot: foot})
	if _, limited := retryAfter(err); limited {
		err = b.leave(ctx, j, to, a, extras{Foot: foot}, err)
	}
	if code := slackCode(err); code == "not_in_channel" || code == "channel_not_found" {
		err = fleet.Errorf(fleet.Conflict, "I am not in that channel. Type /invite @Watch Tower there, then share again.")
	}
	if err != nil {
		b.release(ctx, key)
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
		return
	}
	err = b.draw(ctx, b.fit(a), extras{Foot: foot}, func(c card) error { return b.respond(ctx, in.instead(), c) })
	if err != nil { // a second click is claimed already
		b.Log.WarnContext(ctx, "the share button stays", "err", safeError(err))
	}
}

// shareElsewhere is a share button for an answer that comes late, to the
// person's direct message: it names the channel where the question was asked.
// In a direct message there is nobody to share with.
func shareElsewhere(value string, asked place) string {
	call, ok := parseButton(value)
	if !ok || !asked.Private || strings.HasPrefix(asked.Channel, "D") || asked.Channel == asked.User {
		return ""
	}
	call.Channel = asked.Channel
	value, _ = call.value()
	return value
}
