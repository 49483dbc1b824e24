package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack/socketmode"

	"watchtower/answer"
)

const sorryWithin = 5 * time.Second

// sorry tells whoever asked that their envelope broke the work on it, if
// nothing was said yet: they would wait for ever.
func (b *Bot) sorry(ctx context.Context, j *job) {
	to, asked := b.asker(j)
	if j.said || !asked {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sorryWithin)
	defer cancel()
	defer b.caught(ctx, "sorry")
	b.reply(ctx, j, to, answer.Answer{Kind: answer.Failed, Headline: fmt.Sprintf(
		"Something went wrong on our side while I did %s. Look whether it was done (/trip list today, /alerts), then ask again.", j.quote())}, extras{})
}

// asker is where whoever waits for an answer to an envelope reads it; false
// when nobody does.
func (b *Bot) asker(j *job) (place, bool) {
	switch j.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slashCommand
		err := json.Unmarshal(j.Payload, &c)
		return place{Channel: c.ChannelID, User: c.UserID, Private: true, ResponseURL: c.ResponseURL}, err == nil && c.UserID != ""
	case socketmode.RequestTypeInteractive:
		var in interaction
		err := json.Unmarshal(j.Payload, &in)
		return in.whisper(), err == nil && in.User.ID != ""
	case typeTold:
		var t told
		err := json.Unmarshal(j.Payload, &t)
		t.To.Replace = "" // the card stands
		return t.To, err == nil && t.To.User != ""
	}
	e, err := readEvent(j.Payload)
	message := e.Event.Type == "message" || e.Event.Type == "app_mention"
	to := place{Channel: e.Event.Channel, User: e.Event.User, Thread: e.Event.ThreadTS}
	if to.Thread == "" && !direct(e.Event) {
		to.Thread = e.Event.TS
	}
	return to, err == nil && message && (j.asked != "" || b.named(e.Event))
}
