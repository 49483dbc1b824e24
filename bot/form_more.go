package bot

import (
	"context"
	"maps"

	"github.com/slack-go/slack"
)

// actDetails is the button that adds a form's rarely used inputs.
const actDetails = "form_details"

// moreDetails is that button's row.
func moreDetails() slack.Block {
	return slack.NewActionBlock("details", button(actDetails, "details", "More details"))
}

// clickShowsDetails draws an open form again with all its inputs. What was
// entered stays, and it is the same form: it still makes one change.
func (b *Bot) clickShowsDetails(ctx context.Context, in interaction, ack func(any)) bool {
	if len(in.Actions) == 0 || in.Actions[0].ActionID != actDetails {
		return false
	}
	ack(nil)
	f := b.form(in.View.CallbackID)
	if f == nil || in.View.Type != "modal" {
		return true
	}
	d := &draft{state: in.formState()}
	d.args, d.state.More = in.shown(d.state.Base), true
	if _, err := b.api.UpdateViewContext(ctx, f.view(d, b.Now()), "", "", in.View.ID); err != nil {
		b.Log.WarnContext(ctx, "details not drawn", "form", f.name, "err", safeError(err))
	}
	return true
}

// shown is what an open form says: what it began with, and over that what its
// inputs hold, empty ones too.
func (in interaction) shown(base fields) fields {
	out := maps.Clone(base)
	if out == nil {
		out = fields{}
	}
	for name := range in.View.State.Values {
		delete(out, name)
	}
	maps.Copy(out, in.entered())
	if start, err := joinMoment(out, "date", "time", "start", ""); err == nil && start != "" {
		out["start"] = start
	}
	return out
}
