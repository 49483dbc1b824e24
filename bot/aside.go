package bot

import (
	"cmp"
	"context"
	"strings"

	"watchtower/answer"
)

// public says whether others than User read what is said there.
func (p place) public() bool {
	return !p.Private && p.Channel != p.User && !strings.HasPrefix(p.Channel, "D")
}

// aside gives an answer with somebody's number to whoever asked, and leaves the
// word that it did so for the channel. The card that was clicked stays.
func (b *Bot) aside(ctx context.Context, j *job, to place, a answer.Answer, x extras) (answer.Answer, extras, place) {
	alone := *j
	alone.Key += ":aside"
	b.reply(ctx, &alone, place{Channel: to.User, User: to.User}, a, x)
	to.Thread, to.Replace, to.ResponseURL = cmp.Or(to.Thread, to.Replace), "", ""
	return answer.Answer{Kind: answer.Chat, Headline: "I have sent you that in a direct message, because it holds a telephone number."}, extras{}, to
}
