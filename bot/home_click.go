package bot

import (
	"context"

	"watchtower/answer"
	"watchtower/fleet"
)

// renewHome does a write of the Home tab and draws the tab anew. What it did to
// an alert stands there then; anything else, and a refusal, is told in the
// direct message.
//
// The second half of a double click is left out: it would be refused, because
// the first was done.
func (b *Bot) renewHome(ctx context.Context, j *job, in interaction, caller fleet.Caller, call buttonCall) {
	if !b.claim(ctx, "home:"+in.User.ID+":"+call.Tool+string(call.Args), j.Key, stepPause) {
		return
	}
	a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
	if a.Kind != answer.Result || call.Tool != "alert_update" {
		b.reply(ctx, j, in.beside(), a, extras{})
	}
	if err := b.redrawHome(ctx, in.User.ID); err != nil {
		b.Log.WarnContext(ctx, "home not drawn again", "err", safeError(err))
	}
}
