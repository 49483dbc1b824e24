package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
)

// actPage turns to another part of a list, in the card's own place.
const actPage = "page"

// pageButtons lead to what comes before and after the rows shown. A card may
// show fewer rows than the tool gave: the next part begins where this one ends.
func pageButtons(p *answer.Page, shown, step int) []slack.BlockElement {
	if p == nil || p.Tool == "" || p.Total <= shown && p.From <= 0 {
		return nil
	}
	var els []slack.BlockElement
	turn := func(label string, offset int) {
		if value, ok := (buttonCall{Tool: p.Tool, Args: withOffset(p.Args, offset)}).value(); ok {
			els = append(els, button(actionID(actPage, len(els)), value, label))
		}
	}
	if p.From > 0 {
		turn("◀ Previous", max(0, p.From-step))
	}
	if next := p.From + shown; shown > 0 && next < p.Total {
		turn(fmt.Sprintf("Next %d ▶", min(step, p.Total-next)), next)
	}
	return els
}

// pageLine says which rows are shown, of how many.
func pageLine(p *answer.Page, shown int) slack.Block {
	text := fmt.Sprintf("%d to %d of %d", p.From+1, p.From+shown, p.Total)
	switch shown {
	case 1:
		text = fmt.Sprintf("%d of %d", p.From+1, p.Total)
	case 0:
		text = fmt.Sprintf("Nothing after the first %d", p.Total)
	}
	return slack.NewContextBlock("", mrkdwn(text))
}

func withOffset(raw json.RawMessage, offset int) json.RawMessage {
	args := map[string]any{}
	if len(raw) > 0 && json.Unmarshal(raw, &args) != nil {
		return nil
	}
	if args == nil {
		args = map[string]any{} // it said null
	}
	args["offset"] = offset
	if offset == 0 {
		delete(args, "offset")
	}
	out, err := json.Marshal(args)
	if err != nil {
		return nil
	}
	return out
}

// turnPage shows another part of a list where the card stands.
func (b *Bot) turnPage(ctx context.Context, j *job, in interaction, caller fleet.Caller, value string) {
	call, ok := parseButton(value)
	if !ok || call.Tool == "" || b.writes(call.Tool) {
		b.Log.WarnContext(ctx, "page value not readable")
		return
	}
	a := b.run(ctx, j, caller, fleet.ViaButton, call.Tool, call.Args)
	if a.Kind != answer.Result {
		b.reply(ctx, j, in.whisper(), a, extras{})
		return
	}
	to, x := in.instead(), extras{}
	if to.Private {
		x.Share = b.shareValue(call.Tool, call.Args, a)
		b.release(ctx, in.claimKey("share")) // what it shows now is new
	}
	b.reply(ctx, j, to, a, x)
}
